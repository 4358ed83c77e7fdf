-- What the pedagogical council decided of a pupil of a class at the end of its year (DOMAIN §6).
CREATE TABLE council_decision (
    school_id uuid NOT NULL,
    class_id uuid NOT NULL,
    pupil_id uuid NOT NULL,
    -- promoted, graduated, repeats, other; none where a decision was taken back.
    verdict text,
    words text NOT NULL DEFAULT '',
    order_number text NOT NULL DEFAULT '',
    decided_on date,
    version integer NOT NULL,
    PRIMARY KEY (school_id, class_id, pupil_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);

ALTER TABLE council_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE council_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY own_school ON council_decision USING
    (school_id = NULLIF(current_setting('klas.school_id', true), '')::uuid);
