-- Bells vary by shift and by day (DOMAIN §2): a school has several schedules of them, each with a name.
CREATE TABLE bell_schedule (
    school_id BLOB NOT NULL REFERENCES school,
    schedule_id BLOB NOT NULL,
    -- Empty while the school has not named its only one.
    name TEXT NOT NULL,
    -- That of the classes that have none of their own; a school has one.
    is_default BOOLEAN NOT NULL,
    PRIMARY KEY (school_id, schedule_id),
    UNIQUE (school_id, name)
);
CREATE UNIQUE INDEX bell_schedule_default ON bell_schedule (school_id) WHERE is_default;

-- The bells that are there are the default schedule; it takes the school's identifier.
INSERT INTO bell_schedule (school_id, schedule_id, name, is_default)
    SELECT DISTINCT school_id, school_id, '', true FROM bell;

ALTER TABLE bell RENAME TO bell_before;
CREATE TABLE bell (
    school_id BLOB NOT NULL,
    schedule_id BLOB NOT NULL,
    period INTEGER NOT NULL,
    -- Minutes since midnight.
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (school_id, schedule_id, period),
    FOREIGN KEY (school_id, schedule_id) REFERENCES bell_schedule
);
INSERT INTO bell (school_id, schedule_id, period, starts_at, ends_at)
    SELECT school_id, school_id, period, starts_at, ends_at FROM bell_before;
DROP TABLE bell_before;

-- The schedule of a class, its shift; none: the default one.
ALTER TABLE school_class ADD COLUMN schedule_id BLOB;

-- The days that have other bells than usually.
CREATE TABLE bell_day (
    school_id BLOB NOT NULL,
    -- Follows from the day and the shift, which have one schedule at most.
    bell_day_id BLOB NOT NULL,
    day TEXT NOT NULL,
    -- The schedule whose classes have other bells; none: all classes of which the day says nothing else.
    shift_id BLOB,
    schedule_id BLOB NOT NULL,
    PRIMARY KEY (school_id, bell_day_id),
    FOREIGN KEY (school_id, shift_id) REFERENCES bell_schedule,
    FOREIGN KEY (school_id, schedule_id) REFERENCES bell_schedule
);
