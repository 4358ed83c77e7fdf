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

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['excuse', 'excuse_photo', 'week_signature']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
