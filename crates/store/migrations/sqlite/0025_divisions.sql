-- A class may be divided for one subject in another way than for the rest (DOMAIN §2): a group is one of a division. A
-- division has its subject's name; that of all subjects without one of their own, as all groups were, is empty.
-- The key of a table cannot be changed in place: for a moment its members and courses refer to nothing.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE class_group_before AS SELECT school_id, group_id, class_id, number FROM class_group;
DROP TABLE class_group;
CREATE TABLE class_group (
    school_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    division TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL,
    PRIMARY KEY (school_id, group_id),
    UNIQUE (school_id, class_id, division, number),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);
INSERT INTO class_group (school_id, group_id, class_id, number)
    SELECT school_id, group_id, class_id, number FROM class_group_before;
DROP TABLE class_group_before;
