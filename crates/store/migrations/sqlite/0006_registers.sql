-- What the pedagogical council decided of a pupil of a class at the end of its year (DOMAIN §6).
CREATE TABLE council_decision (
    school_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    -- promoted, graduated, repeats, other; none where a decision was taken back.
    verdict TEXT,
    words TEXT NOT NULL DEFAULT '',
    order_number TEXT NOT NULL DEFAULT '',
    decided_on TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (school_id, class_id, pupil_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);
