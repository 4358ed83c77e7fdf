-- The second fence behind the queries' own school_id: a connection sees the school it was opened for.
DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['academic_year', 'holiday', 'bell', 'person', 'person_role', 'guardianship',
        'school_class', 'class_group', 'enrolment', 'group_member', 'subject', 'course', 'timetable_slot',
        'plan_line', 'lesson', 'journal_column', 'entry', 'history', 'history_head']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
