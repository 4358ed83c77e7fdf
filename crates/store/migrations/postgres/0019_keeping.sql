-- How long the school keeps journals and summary registers, in years from the first of January after their year (order
-- № 578/5 of 12.04.2012). Nothing is destroyed by the program.
ALTER TABLE school ADD COLUMN journal_years integer NOT NULL DEFAULT 5;
ALTER TABLE school ADD COLUMN summary_years integer NOT NULL DEFAULT 25;
-- To whom the digest of the history is sent each day, an address on a line; nobody at first.
ALTER TABLE school ADD COLUMN digest_addresses text NOT NULL DEFAULT '';

-- The nightly checks of the history, one for each day by the school's clock.
CREATE TABLE history_check (
    school_id uuid NOT NULL REFERENCES school,
    day date NOT NULL,
    begun_at timestamptz NOT NULL,
    -- None while it goes on, or where the server that did it was stopped.
    ended_at timestamptz,
    -- whole, broken or altered.
    state text,
    -- How many rows follow from one another, from the first.
    links bigint NOT NULL DEFAULT 0,
    -- Of a broken history the first row that does not follow; of an altered one how many places it is.
    fault bigint NOT NULL DEFAULT 0,
    -- The hash of the last row that follows.
    digest bytea,
    -- The addresses to which the digest is still to be sent, one on a line.
    unsent text NOT NULL DEFAULT '',
    -- To how many it was sent.
    sent integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, day)
);

ALTER TABLE history_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE history_check FORCE ROW LEVEL SECURITY;
CREATE POLICY own_school ON history_check USING
    (school_id = NULLIF(current_setting('klas.school_id', true), '')::uuid);
