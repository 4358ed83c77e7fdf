-- What families see beside the week, and what they may know of what is kept of a child.

-- Homework that a pupil has ticked off, as it read then: changed homework is to be done again.
CREATE TABLE homework_done (
    school_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    -- The lesson at which it was given.
    lesson_id BLOB NOT NULL,
    homework TEXT NOT NULL,
    done_at TEXT NOT NULL,
    PRIMARY KEY (school_id, pupil_id, lesson_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Addresses under which a calendar shows a pupil's lessons, homework and holidays.
CREATE TABLE calendar_feed (
    school_id BLOB NOT NULL,
    feed_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    -- Whose address it is: the pupil's own or a guardian's, with whose rights it is read.
    person_id BLOB NOT NULL,
    -- uk, en.
    language TEXT NOT NULL,
    made_at TEXT NOT NULL,
    revoked_at TEXT,
    PRIMARY KEY (school_id, feed_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, person_id) REFERENCES person
);
CREATE INDEX calendar_feed_person ON calendar_feed (school_id, person_id, pupil_id);

-- Stands outside the schools: a calendar does not say of which school its address is. Only the secret's hash is kept.
CREATE TABLE calendar_secret (
    secret_hash BLOB PRIMARY KEY,
    school_id BLOB NOT NULL REFERENCES school,
    feed_id BLOB NOT NULL
);

-- Which of the staff looked at what is kept of a pupil, once for each day and part.
CREATE TABLE look (
    school_id BLOB NOT NULL,
    -- The pupil; or the class, where a page shows all its pupils.
    object_id BLOB NOT NULL,
    day TEXT NOT NULL,
    person_id BLOB NOT NULL,
    part TEXT NOT NULL,
    PRIMARY KEY (school_id, object_id, day, person_id, part),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- Guardians' requests to correct what is kept of a child.
CREATE TABLE amendment (
    school_id BLOB NOT NULL,
    amendment_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    guardian_id BLOB NOT NULL,
    -- person, family, class, marks, absences, other.
    about TEXT NOT NULL,
    wrong TEXT NOT NULL,
    proper TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    -- waiting, done, refused.
    state TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_by BLOB,
    answered_at TEXT,
    PRIMARY KEY (school_id, amendment_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person,
    FOREIGN KEY (school_id, answered_by) REFERENCES person
);
CREATE INDEX amendment_pupil ON amendment (school_id, pupil_id);
