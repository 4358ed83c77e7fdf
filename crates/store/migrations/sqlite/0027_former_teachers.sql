-- Who taught a course before its present teacher: the register of missed and substituted lessons tells of each lesson whose
-- it was then (DOMAIN §2).
CREATE TABLE former_teacher (
    school_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    -- The last day.
    ends_on TEXT NOT NULL,
    -- Nobody while the course was vacant.
    teacher_id BLOB,
    PRIMARY KEY (school_id, course_id, ends_on),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, teacher_id) REFERENCES person
);
