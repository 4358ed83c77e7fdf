-- Applications for a corrected semester mark (DOMAIN §4.3), one for each pupil, course and semester.
CREATE TABLE correction_application (
    school_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    -- 1 or 2.
    semester INTEGER NOT NULL,
    -- None where the application was taken back.
    applied_on TEXT,
    reason TEXT NOT NULL DEFAULT '',
    -- The head's order that names a commission; empty while there is none.
    order_number TEXT NOT NULL DEFAULT '',
    ordered_on TEXT,
    -- satisfied, refused; none while the commission did not decide.
    answer TEXT,
    words TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, course_id, pupil_id, semester),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Whether a corrected mark is written only where such an application with an order is on record.
ALTER TABLE school ADD COLUMN corrections_need_application BOOLEAN NOT NULL DEFAULT true;
