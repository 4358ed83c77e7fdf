-- What families answer, and what is said to them.

-- A family's note about an absence (DOMAIN §5).
CREATE TABLE excuse (
    school_id uuid NOT NULL,
    excuse_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    -- What the absences become: хв or пп.
    kind text NOT NULL,
    comment text NOT NULL,
    sent_at timestamptz NOT NULL,
    -- waiting, accepted, refused, withdrawn.
    state text NOT NULL,
    -- Why it was refused.
    answer text NOT NULL DEFAULT '',
    -- The class teacher who answered last, and when.
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (school_id, excuse_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person,
    FOREIGN KEY (school_id, decided_by) REFERENCES person
);
CREATE INDEX excuse_pupil ON excuse (school_id, pupil_id);

-- The photo of a certificate, drawn anew as JPEG: nothing of the file that was sent is in it but the picture.
CREATE TABLE excuse_photo (
    school_id uuid NOT NULL,
    excuse_id uuid NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (school_id, excuse_id),
    FOREIGN KEY (school_id, excuse_id) REFERENCES excuse
);

-- The weeks of the diary that guardians have acknowledged; a week is called by its Monday.
CREATE TABLE week_signature (
    school_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    week date NOT NULL,
    guardian_id uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, pupil_id, week, guardian_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person
);

-- What a school tells its families and pupils.
CREATE TABLE announcement (
    school_id uuid NOT NULL,
    announcement_id uuid NOT NULL,
    year_id uuid NOT NULL,
    author_id uuid NOT NULL,
    -- class, grade, school.
    audience text NOT NULL,
    grade integer,
    class_id uuid,
    title text NOT NULL,
    body text NOT NULL,
    urgent boolean NOT NULL,
    -- Whether families are asked to say that they have seen it.
    asks boolean NOT NULL,
    published_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    -- When and by whom it was written as it stands.
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (school_id, announcement_id),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, author_id) REFERENCES person,
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, written_by) REFERENCES person
);
CREATE INDEX announcement_year ON announcement (school_id, year_id, published_at);

-- What an announcement said before it was changed.
CREATE TABLE announcement_version (
    school_id uuid NOT NULL,
    announcement_id uuid NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    urgent boolean NOT NULL,
    asks boolean NOT NULL,
    written_at timestamptz NOT NULL,
    author_id uuid NOT NULL,
    PRIMARY KEY (school_id, announcement_id, version),
    FOREIGN KEY (school_id, announcement_id) REFERENCES announcement,
    FOREIGN KEY (school_id, author_id) REFERENCES person
);

-- Who has read it: the pupil, or a guardian for each child.
CREATE TABLE announcement_reading (
    school_id uuid NOT NULL,
    announcement_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    person_id uuid NOT NULL,
    -- The newest version that was read.
    version integer NOT NULL,
    read_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    PRIMARY KEY (school_id, announcement_id, pupil_id, person_id),
    FOREIGN KEY (school_id, announcement_id) REFERENCES announcement,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- What a guardian and a member of staff write to one another about a child. The identifier follows from whose it is.
CREATE TABLE thread (
    school_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    PRIMARY KEY (school_id, thread_id),
    UNIQUE (school_id, pupil_id, guardian_id, staff_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person,
    FOREIGN KEY (school_id, staff_id) REFERENCES person
);
CREATE INDEX thread_guardian ON thread (school_id, guardian_id);
CREATE INDEX thread_staff ON thread (school_id, staff_id);

CREATE TABLE message (
    school_id uuid NOT NULL,
    message_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    author_id uuid NOT NULL,
    body text NOT NULL,
    sent_at timestamptz NOT NULL,
    -- When the other side read it.
    read_at timestamptz,
    PRIMARY KEY (school_id, message_id),
    FOREIGN KEY (school_id, thread_id) REFERENCES thread,
    FOREIGN KEY (school_id, author_id) REFERENCES person
);
CREATE INDEX message_thread ON message (school_id, thread_id, sent_at);

-- The hours of a school day in which families are answered.
ALTER TABLE school ADD COLUMN answers_from integer NOT NULL DEFAULT 8;
ALTER TABLE school ADD COLUMN answers_until integer NOT NULL DEFAULT 18;

-- Reports of bullying, read by one person of the school.
CREATE TABLE bullying_report (
    school_id uuid NOT NULL,
    report_id uuid NOT NULL,
    reporter_id uuid NOT NULL,
    -- The pupil through whom the reporter belongs to the school.
    pupil_id uuid NOT NULL,
    body text NOT NULL,
    sent_at timestamptz NOT NULL,
    -- new, work, closed.
    state text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, report_id),
    FOREIGN KEY (school_id, reporter_id) REFERENCES person,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Who reads them; none while it is the head.
ALTER TABLE school ADD COLUMN bullying_officer_id uuid;

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['excuse', 'excuse_photo', 'week_signature', 'announcement',
        'announcement_version', 'announcement_reading', 'thread', 'message', 'bullying_report']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
