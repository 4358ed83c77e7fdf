-- A timetable changes within the year: a slot holds until it is replaced, and may hold every other week.
ALTER TABLE timetable_slot ADD COLUMN weeks TEXT NOT NULL DEFAULT 'all';
-- The last day on which the slot holds; none while it does.
ALTER TABLE timetable_slot ADD COLUMN ends_on TEXT;
-- A lesson that is removed looks for its columns.
CREATE INDEX journal_column_lesson ON journal_column (school_id, lesson_id);
