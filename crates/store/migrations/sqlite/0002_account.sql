-- Accounts stand outside the schools: one person may act in several.

CREATE TABLE account (
    account_id BLOB PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT
);

CREATE TABLE membership (
    account_id BLOB NOT NULL REFERENCES account,
    school_id BLOB NOT NULL REFERENCES school,
    person_id BLOB NOT NULL,
    PRIMARY KEY (account_id, school_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- A signed-in browser; the cookie holds the token, the table only its hash.
CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account,
    -- The school in which the person acts now.
    school_id BLOB NOT NULL REFERENCES school,
    expires_at TEXT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
