-- Packages: a school's documents of a semester, made one after another by whichever server has the lease, so that a
-- restart loses none that is done. A school keeps its last one.
CREATE TABLE package (
    school_id uuid NOT NULL REFERENCES school,
    package_id uuid NOT NULL,
    -- 1, 2, year.
    period text NOT NULL,
    -- The day that its documents are of.
    day date NOT NULL,
    -- Whose rights it is made with.
    account_id uuid NOT NULL,
    ordered_by uuid NOT NULL,
    ordered_at timestamptz NOT NULL,
    -- running, ready, cancelled, failed.
    state text NOT NULL,
    -- How many documents it will have; none until that is known.
    documents integer,
    -- Until when a server works on it, and which.
    lease_until timestamptz,
    holder uuid,
    -- How often it was begun since the last document that was kept.
    attempts integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, package_id),
    FOREIGN KEY (school_id, ordered_by) REFERENCES person
);

-- A school has one package at a time.
CREATE UNIQUE INDEX package_running ON package (school_id) WHERE state = 'running';

CREATE TABLE package_file (
    school_id uuid NOT NULL,
    package_id uuid NOT NULL,
    -- Which of the package's documents; a document may be several files.
    document text NOT NULL,
    name text NOT NULL,
    pages integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (school_id, package_id, name),
    FOREIGN KEY (school_id, package_id) REFERENCES package ON DELETE CASCADE
);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['package', 'package_file']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
