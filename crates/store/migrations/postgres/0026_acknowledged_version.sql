-- Which version of an announcement somebody confirmed: the words of a changed one nobody did.
ALTER TABLE announcement_reading ADD COLUMN acknowledged_version integer;
-- What stood there at the moment that was kept. The owner of the tables is bound by their policies, and no school is entered
-- here.
ALTER TABLE announcement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE announcement_version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE announcement_reading NO FORCE ROW LEVEL SECURITY;
UPDATE announcement_reading SET acknowledged_version = COALESCE(
    (SELECT a.version FROM announcement a WHERE a.school_id = announcement_reading.school_id
     AND a.announcement_id = announcement_reading.announcement_id
     AND a.written_at <= announcement_reading.acknowledged_at),
    (SELECT max(v.version) FROM announcement_version v WHERE v.school_id = announcement_reading.school_id
     AND v.announcement_id = announcement_reading.announcement_id
     AND v.written_at <= announcement_reading.acknowledged_at),
    1) WHERE acknowledged_at IS NOT NULL;
ALTER TABLE announcement FORCE ROW LEVEL SECURITY;
ALTER TABLE announcement_version FORCE ROW LEVEL SECURITY;
ALTER TABLE announcement_reading FORCE ROW LEVEL SECURITY;
