-- Accounts stand outside the schools: one person may act in several.

CREATE TABLE account (
    account_id uuid PRIMARY KEY,
    login text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    failed_attempts integer NOT NULL DEFAULT 0,
    locked_until timestamptz
);

CREATE TABLE membership (
    account_id uuid NOT NULL REFERENCES account,
    school_id uuid NOT NULL REFERENCES school,
    person_id uuid NOT NULL,
    PRIMARY KEY (account_id, school_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- A signed-in browser; the cookie holds the token, the table only its hash.
CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    -- The school in which the person acts now.
    school_id uuid NOT NULL REFERENCES school,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account_id);
