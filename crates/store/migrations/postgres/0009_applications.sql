-- Applications for a corrected semester mark (DOMAIN §4.3), one for each pupil, course and semester.
CREATE TABLE correction_application (
    school_id uuid NOT NULL,
    course_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    -- 1 or 2.
    semester integer NOT NULL,
    -- None where the application was taken back.
    applied_on date,
    reason text NOT NULL DEFAULT '',
    -- The head's order that names a commission; empty while there is none.
    order_number text NOT NULL DEFAULT '',
    ordered_on date,
    -- satisfied, refused; none while the commission did not decide.
    answer text,
    words text NOT NULL DEFAULT '',
    version integer NOT NULL,
    PRIMARY KEY (school_id, course_id, pupil_id, semester),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

-- Whether a corrected mark is written only where such an application with an order is on record.
ALTER TABLE school ADD COLUMN corrections_need_application boolean NOT NULL DEFAULT TRUE;

ALTER TABLE correction_application ENABLE ROW LEVEL SECURITY;
ALTER TABLE correction_application FORCE ROW LEVEL SECURITY;
CREATE POLICY own_school ON correction_application USING
    (school_id = NULLIF(current_setting('klas.school_id', true), '')::uuid);
