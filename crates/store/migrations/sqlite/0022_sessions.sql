-- When a session was opened: that of a family is prolonged while it is used, up to a bound from then on. None: it is not
-- prolonged; so are those that were open before.
ALTER TABLE session ADD COLUMN opened_at TEXT;
