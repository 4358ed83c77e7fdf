-- How often the course's topic plan was changed, by a file or by hand: whoever changes it names the one they saw.
ALTER TABLE course ADD COLUMN plan_version integer NOT NULL DEFAULT 0;
-- Whether it was changed by hand last: then no file undoes that.
ALTER TABLE course ADD COLUMN plan_by_hand boolean NOT NULL DEFAULT false;
