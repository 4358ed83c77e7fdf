-- What a column stands for: a lesson, a further work of a lesson, or a mark that sums others up (DOMAIN §4.2):
-- lesson, work, thematic, results, semester, corrected, annual, corrected-annual, attestation.
ALTER TABLE journal_column ADD COLUMN kind text NOT NULL DEFAULT 'lesson';
-- Of a further work of a lesson: what kind of work.
ALTER TABLE journal_column ADD COLUMN work text;
-- Of a column that sums up a semester or a part of one: 1 or 2.
ALTER TABLE journal_column ADD COLUMN semester integer;
-- The group of results that the column's marks count for, or that it sums up.
ALTER TABLE journal_column ADD COLUMN results integer;
-- Of a thematic column: day and number of the theme's last lesson, and what the theme is called.
ALTER TABLE journal_column ADD COLUMN ends_on date;
ALTER TABLE journal_column ADD COLUMN ends_period integer;
ALTER TABLE journal_column ADD COLUMN name text;

-- A course has one column of each kind but of lessons, further works and themes.
CREATE UNIQUE INDEX journal_column_sum ON journal_column
    (school_id, course_id, kind, COALESCE(semester, 0), COALESCE(results, 0))
    WHERE kind NOT IN ('lesson', 'work', 'thematic');

-- Which marks a summative mark was decided on: it is looked at again when they are others.
ALTER TABLE entry ADD COLUMN basis integer;

CREATE TABLE results_group (
    school_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (school_id, subject_id, number),
    FOREIGN KEY (school_id, subject_id) REFERENCES subject
);

-- What a kind of work weighs in a thematic proposal, where the school does not keep to the usual.
CREATE TABLE work_weight (
    school_id uuid NOT NULL REFERENCES school,
    work text NOT NULL,
    weight integer NOT NULL,
    PRIMARY KEY (school_id, work)
);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['results_group', 'work_weight']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
