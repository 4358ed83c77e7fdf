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

-- What a school tells its families and pupils.
CREATE TABLE announcement (
    school_id BLOB NOT NULL,
    announcement_id BLOB NOT NULL,
    year_id BLOB NOT NULL,
    author_id BLOB NOT NULL,
    -- class, grade, school.
    audience TEXT NOT NULL,
    grade INTEGER,
    class_id BLOB,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    -- Whether families are asked to say that they have seen it.
    asks BOOLEAN NOT NULL,
    published_at TEXT NOT NULL,
    withdrawn_at TEXT,
    -- When and by whom it was written as it stands.
    written_at TEXT NOT NULL,
    written_by BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, announcement_id),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, author_id) REFERENCES person,
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, written_by) REFERENCES person
);
CREATE INDEX announcement_year ON announcement (school_id, year_id, published_at);

-- What an announcement said before it was changed.
CREATE TABLE announcement_version (
    school_id BLOB NOT NULL,
    announcement_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    asks BOOLEAN NOT NULL,
    written_at TEXT NOT NULL,
    author_id BLOB NOT NULL,
    PRIMARY KEY (school_id, announcement_id, version),
    FOREIGN KEY (school_id, announcement_id) REFERENCES announcement,
    FOREIGN KEY (school_id, author_id) REFERENCES person
);

-- Who has read it: the pupil, or a guardian for each child.
CREATE TABLE announcement_reading (
    school_id BLOB NOT NULL,
    announcement_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- The newest version that was read.
    version INTEGER NOT NULL,
    read_at TEXT NOT NULL,
    acknowledged_at TEXT,
    PRIMARY KEY (school_id, announcement_id, pupil_id, person_id),
    FOREIGN KEY (school_id, announcement_id) REFERENCES announcement,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- What a guardian and a member of staff write to one another about a child. The identifier follows from whose it is.
CREATE TABLE thread (
    school_id BLOB NOT NULL,
    thread_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    guardian_id BLOB NOT NULL,
    staff_id BLOB NOT NULL,
    PRIMARY KEY (school_id, thread_id),
    UNIQUE (school_id, pupil_id, guardian_id, staff_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person,
    FOREIGN KEY (school_id, staff_id) REFERENCES person
);
CREATE INDEX thread_guardian ON thread (school_id, guardian_id);
CREATE INDEX thread_staff ON thread (school_id, staff_id);

CREATE TABLE message (
    school_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    thread_id BLOB NOT NULL,
    author_id BLOB NOT NULL,
    body TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    -- When the other side read it.
    read_at TEXT,
    PRIMARY KEY (school_id, message_id),
    FOREIGN KEY (school_id, thread_id) REFERENCES thread,
    FOREIGN KEY (school_id, author_id) REFERENCES person
);
CREATE INDEX message_thread ON message (school_id, thread_id, sent_at);

-- The hours of a school day in which families are answered.
ALTER TABLE school ADD COLUMN answers_from INTEGER NOT NULL DEFAULT 8;
ALTER TABLE school ADD COLUMN answers_until INTEGER NOT NULL DEFAULT 18;

-- Reports of bullying, read by one person of the school.
CREATE TABLE bullying_report (
    school_id BLOB NOT NULL,
    report_id BLOB NOT NULL,
    reporter_id BLOB NOT NULL,
    -- The pupil through whom the reporter belongs to the school.
    pupil_id BLOB NOT NULL,
    body TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    -- new, work, closed.
    state TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (school_id, report_id),
    FOREIGN KEY (school_id, reporter_id) REFERENCES person,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Who reads them; none while it is the head.
ALTER TABLE school ADD COLUMN bullying_officer_id BLOB;
