-- Limited rights of a guardian: what is hidden, from when, on what document. One for each guardian of a pupil.
CREATE TABLE guardian_restriction (
    school_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    guardian_id BLOB NOT NULL,
    -- everything, marks, messages, marks-messages; none where the restriction was lifted.
    hidden TEXT,
    valid_from TEXT,
    -- None: until it is lifted.
    valid_until TEXT,
    -- court, restraining, police, authority.
    document TEXT,
    document_number TEXT NOT NULL DEFAULT '',
    document_date TEXT,
    recorded_by BLOB NOT NULL,
    recorded_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, pupil_id, guardian_id),
    FOREIGN KEY (school_id, pupil_id, guardian_id) REFERENCES guardianship,
    FOREIGN KEY (school_id, recorded_by) REFERENCES person
);

-- Who acts as this guardian, where that is another record of the same human: the school's lists may have one of them
-- twice, and an account is of one person.
ALTER TABLE guardianship ADD COLUMN holder_id BLOB;
CREATE INDEX guardianship_holder ON guardianship (school_id, holder_id);

-- One-time codes by which a guardian or a pupil comes to an account, or to a new password.
CREATE TABLE invitation (
    school_id BLOB NOT NULL,
    invitation_id BLOB NOT NULL,
    -- join, password.
    kind TEXT NOT NULL,
    -- Who is invited: the pupil, or a guardian of the pupil.
    person_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    -- The account that it made, that took the child, or whose password it set.
    used_by BLOB,
    -- Set too where a newer code took its place.
    revoked_at TEXT,
    PRIMARY KEY (school_id, invitation_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, made_by) REFERENCES person
);
CREATE INDEX invitation_person ON invitation (school_id, person_id, pupil_id);

-- Stands outside the schools: whoever brings a code does not say of which school it is. Only the code's hash is kept.
CREATE TABLE invitation_code (
    code_hash BLOB PRIMARY KEY,
    school_id BLOB NOT NULL REFERENCES school,
    invitation_id BLOB NOT NULL
);

-- Since when an account acts in a school, where that is known, and when somebody last signed in with it.
ALTER TABLE membership ADD COLUMN since TEXT;
CREATE INDEX membership_person ON membership (school_id, person_id);
ALTER TABLE account ADD COLUMN signed_in_at TEXT;
