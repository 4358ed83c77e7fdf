-- Closed semesters (DOMAIN §3): a course's by its teacher, a class's by the class teacher, the school's by a deputy
-- head. A row goes when it is reopened; the history keeps both.
CREATE TABLE closing (
    school_id uuid NOT NULL,
    course_id uuid NOT NULL,
    -- 1 or 2.
    semester integer NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid NOT NULL,
    PRIMARY KEY (school_id, course_id, semester),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, closed_by) REFERENCES person
);

CREATE TABLE class_closing (
    school_id uuid NOT NULL,
    class_id uuid NOT NULL,
    semester integer NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid NOT NULL,
    PRIMARY KEY (school_id, class_id, semester),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, closed_by) REFERENCES person
);

CREATE TABLE school_closing (
    school_id uuid NOT NULL,
    year_id uuid NOT NULL,
    semester integer NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid NOT NULL,
    PRIMARY KEY (school_id, year_id, semester),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, closed_by) REFERENCES person
);

-- How many current marks a pupil has in a semester at least; who has fewer is named before it is closed.
ALTER TABLE school ADD COLUMN least_marks integer NOT NULL DEFAULT 3;

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['closing', 'class_closing', 'school_closing']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
