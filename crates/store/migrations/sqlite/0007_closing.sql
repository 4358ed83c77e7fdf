-- Closed semesters (DOMAIN §3): a course's by its teacher, a class's by the class teacher, the school's by a deputy
-- head. A row goes when it is reopened; the history keeps both.
CREATE TABLE closing (
    school_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    -- 1 or 2.
    semester INTEGER NOT NULL,
    closed_at TEXT NOT NULL,
    closed_by BLOB NOT NULL,
    PRIMARY KEY (school_id, course_id, semester),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, closed_by) REFERENCES person
);

CREATE TABLE class_closing (
    school_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    semester INTEGER NOT NULL,
    closed_at TEXT NOT NULL,
    closed_by BLOB NOT NULL,
    PRIMARY KEY (school_id, class_id, semester),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, closed_by) REFERENCES person
);

CREATE TABLE school_closing (
    school_id BLOB NOT NULL,
    year_id BLOB NOT NULL,
    semester INTEGER NOT NULL,
    closed_at TEXT NOT NULL,
    closed_by BLOB NOT NULL,
    PRIMARY KEY (school_id, year_id, semester),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, closed_by) REFERENCES person
);

-- How many current marks a pupil has in a semester at least; who has fewer is named before it is closed.
ALTER TABLE school ADD COLUMN least_marks INTEGER NOT NULL DEFAULT 3;
