-- What a mark of the initial level weighs in the learning index, in hundredths (DOMAIN §9).
ALTER TABLE school ADD COLUMN initial_weight integer NOT NULL DEFAULT 16;
