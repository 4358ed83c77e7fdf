-- What families see beside the week, and what they may know of what is kept of a child.

-- Homework that a pupil has ticked off, as it read then: changed homework is to be done again.
CREATE TABLE homework_done (
    school_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    -- The lesson at which it was given.
    lesson_id uuid NOT NULL,
    homework text NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, pupil_id, lesson_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Addresses under which a calendar shows a pupil's lessons, homework and holidays.
CREATE TABLE calendar_feed (
    school_id uuid NOT NULL,
    feed_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    -- Whose address it is: the pupil's own or a guardian's, with whose rights it is read.
    person_id uuid NOT NULL,
    -- uk, en.
    language text NOT NULL,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (school_id, feed_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, person_id) REFERENCES person
);
CREATE INDEX calendar_feed_person ON calendar_feed (school_id, person_id, pupil_id);

-- Stands outside the schools: a calendar does not say of which school its address is. Only the secret's hash is kept.
CREATE TABLE calendar_secret (
    secret_hash bytea PRIMARY KEY,
    school_id uuid NOT NULL REFERENCES school,
    feed_id uuid NOT NULL
);

-- Which of the staff looked at what is kept of a pupil, once for each day and part.
CREATE TABLE look (
    school_id uuid NOT NULL,
    -- The pupil; or the class, where a page shows all its pupils.
    object_id uuid NOT NULL,
    day date NOT NULL,
    person_id uuid NOT NULL,
    part text NOT NULL,
    PRIMARY KEY (school_id, object_id, day, person_id, part),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- Guardians' requests to correct what is kept of a child.
CREATE TABLE amendment (
    school_id uuid NOT NULL,
    amendment_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    -- person, family, class, marks, absences, other.
    about text NOT NULL,
    wrong text NOT NULL,
    proper text NOT NULL,
    sent_at timestamptz NOT NULL,
    -- waiting, done, refused.
    state text NOT NULL,
    answer text NOT NULL DEFAULT '',
    answered_by uuid,
    answered_at timestamptz,
    PRIMARY KEY (school_id, amendment_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person,
    FOREIGN KEY (school_id, answered_by) REFERENCES person
);
CREATE INDEX amendment_pupil ON amendment (school_id, pupil_id);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['homework_done', 'calendar_feed', 'look', 'amendment']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
