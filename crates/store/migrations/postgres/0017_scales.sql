-- The scale of a subject's marks where it is not that of the class: зараховано / незараховано of electives (DOMAIN §4.1).
ALTER TABLE subject ADD COLUMN scale TEXT;
