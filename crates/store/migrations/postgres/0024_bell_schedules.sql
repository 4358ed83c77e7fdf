-- Bells vary by shift and by day (DOMAIN §2): a school has several schedules of them, each with a name.
CREATE TABLE bell_schedule (
    school_id uuid NOT NULL REFERENCES school,
    schedule_id uuid NOT NULL,
    -- Empty while the school has not named its only one.
    name text NOT NULL,
    -- That of the classes that have none of their own; a school has one.
    is_default boolean NOT NULL,
    PRIMARY KEY (school_id, schedule_id),
    UNIQUE (school_id, name)
);
CREATE UNIQUE INDEX bell_schedule_default ON bell_schedule (school_id) WHERE is_default;

-- The owner, who migrates, has entered no school: while the fence is forced upon it, there are no rows.
ALTER TABLE bell NO FORCE ROW LEVEL SECURITY;

-- The bells that are there are the default schedule; it takes the school's identifier.
INSERT INTO bell_schedule (school_id, schedule_id, name, is_default)
    SELECT DISTINCT school_id, school_id, '', true FROM bell;

ALTER TABLE bell ADD COLUMN schedule_id uuid;
UPDATE bell SET schedule_id = school_id;
ALTER TABLE bell ALTER COLUMN schedule_id SET NOT NULL;
ALTER TABLE bell DROP CONSTRAINT bell_pkey;
ALTER TABLE bell ADD PRIMARY KEY (school_id, schedule_id, period);
ALTER TABLE bell ADD FOREIGN KEY (school_id, schedule_id) REFERENCES bell_schedule;
ALTER TABLE bell FORCE ROW LEVEL SECURITY;

-- The schedule of a class, its shift; none: the default one.
ALTER TABLE school_class ADD COLUMN schedule_id uuid;

-- The days that have other bells than usually.
CREATE TABLE bell_day (
    school_id uuid NOT NULL,
    -- Follows from the day and the shift, which have one schedule at most.
    bell_day_id uuid NOT NULL,
    day date NOT NULL,
    -- The schedule whose classes have other bells; none: all classes of which the day says nothing else.
    shift_id uuid,
    schedule_id uuid NOT NULL,
    PRIMARY KEY (school_id, bell_day_id),
    FOREIGN KEY (school_id, shift_id) REFERENCES bell_schedule,
    FOREIGN KEY (school_id, schedule_id) REFERENCES bell_schedule
);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['bell_schedule', 'bell_day']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
