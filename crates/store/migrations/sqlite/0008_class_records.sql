-- Lessons that were not held as planned (MoES order № 707): why, in which words, and how often that was changed. Who
-- taught and whether anybody did is said by substitute_id and cancelled.
ALTER TABLE lesson ADD COLUMN change_reason TEXT;
ALTER TABLE lesson ADD COLUMN change_words TEXT NOT NULL DEFAULT '';
ALTER TABLE lesson ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
-- The register of a month looks for the few among the many.
CREATE INDEX lesson_changed ON lesson (school_id, held_on) WHERE cancelled OR substitute_id IS NOT NULL;

-- Talks and briefings on safety of a class (DOMAIN §6). A record made by mistake is struck through and stays.
CREATE TABLE briefing (
    school_id BLOB NOT NULL,
    briefing_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    held_on TEXT NOT NULL,
    -- introductory, primary, unscheduled, targeted, talk
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    held_by TEXT NOT NULL,
    struck BOOLEAN NOT NULL DEFAULT false,
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, briefing_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);
CREATE INDEX briefing_class ON briefing (school_id, class_id);

-- Who was present.
CREATE TABLE briefing_pupil (
    school_id BLOB NOT NULL,
    briefing_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    PRIMARY KEY (school_id, briefing_id, pupil_id),
    FOREIGN KEY (school_id, briefing_id) REFERENCES briefing,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Excursions and educational practice of a class (DOMAIN §6).
CREATE TABLE excursion (
    school_id BLOB NOT NULL,
    excursion_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    -- excursion, practice
    kind TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    place TEXT NOT NULL,
    -- Lesson hours.
    hours INTEGER NOT NULL,
    led_by TEXT NOT NULL,
    struck BOOLEAN NOT NULL DEFAULT false,
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, excursion_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);
CREATE INDEX excursion_class ON excursion (school_id, class_id);

-- The group of a pupil for physical education in a year, as the nurse set it; none where that was taken back.
CREATE TABLE health_group (
    school_id BLOB NOT NULL,
    year_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    -- main, preparatory, special
    health_group TEXT,
    examined_on TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, year_id, pupil_id),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);
