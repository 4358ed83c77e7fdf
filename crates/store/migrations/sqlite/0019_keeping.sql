-- How long the school keeps journals and summary registers, in years from the first of January after their year (order
-- № 578/5 of 12.04.2012). Nothing is destroyed by the program.
ALTER TABLE school ADD COLUMN journal_years INTEGER NOT NULL DEFAULT 5;
ALTER TABLE school ADD COLUMN summary_years INTEGER NOT NULL DEFAULT 25;
-- To whom the digest of the history is sent each day, an address on a line; nobody at first.
ALTER TABLE school ADD COLUMN digest_addresses TEXT NOT NULL DEFAULT '';

-- The nightly checks of the history, one for each day by the school's clock.
CREATE TABLE history_check (
    school_id BLOB NOT NULL REFERENCES school,
    day TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    -- None while it goes on, or where the server that did it was stopped.
    ended_at TEXT,
    -- whole, broken or altered.
    state TEXT,
    -- How many rows follow from one another, from the first.
    links INTEGER NOT NULL DEFAULT 0,
    -- Of a broken history the first row that does not follow; of an altered one how many places it is.
    fault INTEGER NOT NULL DEFAULT 0,
    -- The hash of the last row that follows.
    digest BLOB,
    -- The addresses to which the digest is still to be sent, one on a line.
    unsent TEXT NOT NULL DEFAULT '',
    -- To how many it was sent.
    sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, day)
);
