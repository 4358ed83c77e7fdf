-- A lesson in whose place another course of the class had one (DOMAIN §2). It is cancelled; the other course's lesson of
-- the same day and number stands beside it.
ALTER TABLE lesson ADD COLUMN replaced_by uuid;
