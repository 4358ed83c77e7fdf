-- Limited rights of a guardian: what is hidden, from when, on what document. One for each guardian of a pupil.
CREATE TABLE guardian_restriction (
    school_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    guardian_id uuid NOT NULL,
    -- everything, marks, messages, marks-messages; none where the restriction was lifted.
    hidden text,
    valid_from date,
    -- None: until it is lifted.
    valid_until date,
    -- court, restraining, police, authority.
    document text,
    document_number text NOT NULL DEFAULT '',
    document_date date,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (school_id, pupil_id, guardian_id),
    FOREIGN KEY (school_id, pupil_id, guardian_id) REFERENCES guardianship,
    FOREIGN KEY (school_id, recorded_by) REFERENCES person
);

-- Who acts as this guardian, where that is another record of the same human: the school's lists may have one of them
-- twice, and an account is of one person.
ALTER TABLE guardianship ADD COLUMN holder_id uuid;
CREATE INDEX guardianship_holder ON guardianship (school_id, holder_id);

-- One-time codes by which a guardian or a pupil comes to an account, or to a new password.
CREATE TABLE invitation (
    school_id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    -- join, password.
    kind text NOT NULL,
    -- Who is invited: the pupil, or a guardian of the pupil.
    person_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- The account that it made, that took the child, or whose password it set.
    used_by uuid,
    -- Set too where a newer code took its place.
    revoked_at timestamptz,
    PRIMARY KEY (school_id, invitation_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, made_by) REFERENCES person
);
CREATE INDEX invitation_person ON invitation (school_id, person_id, pupil_id);

-- Stands outside the schools: whoever brings a code does not say of which school it is. Only the code's hash is kept.
CREATE TABLE invitation_code (
    code_hash bytea PRIMARY KEY,
    school_id uuid NOT NULL REFERENCES school,
    invitation_id uuid NOT NULL
);

-- Since when an account acts in a school, where that is known, and when somebody last signed in with it.
ALTER TABLE membership ADD COLUMN since timestamptz;
CREATE INDEX membership_person ON membership (school_id, person_id);
ALTER TABLE account ADD COLUMN signed_in_at timestamptz;

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['guardian_restriction', 'invitation']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
