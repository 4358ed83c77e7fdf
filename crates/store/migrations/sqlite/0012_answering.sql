-- What families answer, and what is said to them.

-- A family's note about an absence (DOMAIN §5).
CREATE TABLE excuse (
    school_id BLOB NOT NULL,
    excuse_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    guardian_id BLOB NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    -- What the absences become: хв or пп.
    kind TEXT NOT NULL,
    comment TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    -- waiting, accepted, refused, withdrawn.
    state TEXT NOT NULL,
    -- Why it was refused.
    answer TEXT NOT NULL DEFAULT '',
    -- The class teacher who answered last, and when.
    decided_by BLOB,
    decided_at TEXT,
    PRIMARY KEY (school_id, excuse_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person,
    FOREIGN KEY (school_id, decided_by) REFERENCES person
);
CREATE INDEX excuse_pupil ON excuse (school_id, pupil_id);

-- The photo of a certificate, drawn anew as JPEG: nothing of the file that was sent is in it but the picture.
CREATE TABLE excuse_photo (
    school_id BLOB NOT NULL,
    excuse_id BLOB NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (school_id, excuse_id),
    FOREIGN KEY (school_id, excuse_id) REFERENCES excuse
);

-- The weeks of the diary that guardians have acknowledged; a week is called by its Monday.
CREATE TABLE week_signature (
    school_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    week TEXT NOT NULL,
    guardian_id BLOB NOT NULL,
    signed_at TEXT NOT NULL,
    PRIMARY KEY (school_id, pupil_id, week, guardian_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person
);
