-- Lessons that were not held as planned (MoES order № 707): why, in which words, and how often that was changed. Who
-- taught and whether anybody did is said by substitute_id and cancelled.
ALTER TABLE lesson ADD COLUMN change_reason text;
ALTER TABLE lesson ADD COLUMN change_words text NOT NULL DEFAULT '';
ALTER TABLE lesson ADD COLUMN changes integer NOT NULL DEFAULT 0;
-- The register of a month looks for the few among the many.
CREATE INDEX lesson_changed ON lesson (school_id, held_on) WHERE cancelled OR substitute_id IS NOT NULL;

-- Talks and briefings on safety of a class (DOMAIN §6). A record made by mistake is struck through and stays.
CREATE TABLE briefing (
    school_id uuid NOT NULL,
    briefing_id uuid NOT NULL,
    class_id uuid NOT NULL,
    held_on date NOT NULL,
    -- introductory, primary, unscheduled, targeted, talk
    kind text NOT NULL,
    topic text NOT NULL,
    held_by text NOT NULL,
    struck boolean NOT NULL DEFAULT false,
    version integer NOT NULL,
    PRIMARY KEY (school_id, briefing_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);
CREATE INDEX briefing_class ON briefing (school_id, class_id);

-- Who was present.
CREATE TABLE briefing_pupil (
    school_id uuid NOT NULL,
    briefing_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    PRIMARY KEY (school_id, briefing_id, pupil_id),
    FOREIGN KEY (school_id, briefing_id) REFERENCES briefing,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Excursions and educational practice of a class (DOMAIN §6).
CREATE TABLE excursion (
    school_id uuid NOT NULL,
    excursion_id uuid NOT NULL,
    class_id uuid NOT NULL,
    -- excursion, practice
    kind text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    place text NOT NULL,
    -- Lesson hours.
    hours integer NOT NULL,
    led_by text NOT NULL,
    struck boolean NOT NULL DEFAULT false,
    version integer NOT NULL,
    PRIMARY KEY (school_id, excursion_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);
CREATE INDEX excursion_class ON excursion (school_id, class_id);

-- The group of a pupil for physical education in a year, as the nurse set it; none where that was taken back.
CREATE TABLE health_group (
    school_id uuid NOT NULL,
    year_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    -- main, preparatory, special
    health_group text,
    examined_on date,
    version integer NOT NULL,
    PRIMARY KEY (school_id, year_id, pupil_id),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['briefing', 'briefing_pupil', 'excursion', 'health_group']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
