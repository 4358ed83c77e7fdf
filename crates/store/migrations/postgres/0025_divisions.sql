-- A class may be divided for one subject in another way than for the rest (DOMAIN §2): a group is one of a division. A
-- division has its subject's name; that of all subjects without one of their own, as all groups were, is empty.
ALTER TABLE class_group ADD COLUMN division text NOT NULL DEFAULT '';
ALTER TABLE class_group DROP CONSTRAINT class_group_school_id_class_id_number_key;
ALTER TABLE class_group ADD UNIQUE (school_id, class_id, division, number);
