-- Archives of years: each class's journal as one container, made by the same kind of job as a semester's package.
ALTER TABLE package ADD COLUMN kind text NOT NULL DEFAULT 'documents';
-- Of an archive: the year, and the class where it is of one.
ALTER TABLE package ADD COLUMN year_id uuid;
ALTER TABLE package ADD COLUMN class_id uuid;
-- A school has one of a kind at a time.
DROP INDEX package_running;
CREATE UNIQUE INDEX package_running ON package (school_id, kind) WHERE state = 'running';

CREATE TABLE archive (
    school_id uuid NOT NULL,
    class_id uuid NOT NULL,
    -- SHA-256 of the container's manifest.json, which has the digests of all its documents.
    digest bytea NOT NULL,
    -- The version of the program that made it.
    producer text NOT NULL,
    made_at timestamptz NOT NULL,
    -- Who ordered it; none where the command line did.
    made_by uuid,
    pages integer NOT NULL,
    -- Counts what was written here, containers made anew and signatures.
    version integer NOT NULL,
    -- The container, with the signatures that it has by now.
    content bytea NOT NULL,
    PRIMARY KEY (school_id, class_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, made_by) REFERENCES person
);

CREATE TABLE archive_signature (
    school_id uuid NOT NULL,
    class_id uuid NOT NULL,
    -- class-teacher or head.
    role text NOT NULL,
    -- As the certificate says.
    name text NOT NULL,
    position text NOT NULL,
    organisation text NOT NULL,
    serial text NOT NULL,
    issuer text NOT NULL,
    -- When it was signed, and whether a trusted time stamp proves that.
    signed_at timestamptz NOT NULL,
    stamped boolean NOT NULL,
    -- Whether the certificate was issued by somebody the server trusts.
    trusted boolean NOT NULL,
    -- The signature's place in the container.
    file text NOT NULL,
    taken_at timestamptz NOT NULL,
    taken_from uuid NOT NULL,
    PRIMARY KEY (school_id, class_id, role),
    FOREIGN KEY (school_id, class_id) REFERENCES archive,
    FOREIGN KEY (school_id, taken_from) REFERENCES person
);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['archive', 'archive_signature']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
