-- Who taught a course before its present teacher: the register of missed and substituted lessons tells of each lesson whose
-- it was then (DOMAIN §2).
CREATE TABLE former_teacher (
    school_id uuid NOT NULL,
    course_id uuid NOT NULL,
    -- The last day.
    ends_on date NOT NULL,
    -- Nobody while the course was vacant.
    teacher_id uuid,
    PRIMARY KEY (school_id, course_id, ends_on),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, teacher_id) REFERENCES person
);
ALTER TABLE former_teacher ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_teacher FORCE ROW LEVEL SECURITY;
CREATE POLICY own_school ON former_teacher USING
    (school_id = NULLIF(current_setting('klas.school_id', true), '')::uuid);
