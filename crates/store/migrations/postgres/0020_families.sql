-- Links by which somebody sets a new password: sent to the account's confirmed address, each used once. Only the hash is
-- kept; the rows stay, so that it can be told when a password was set by a letter.
CREATE TABLE password_link (
    code_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    -- Where it was sent: of no use once the account has another address.
    address text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- Set where a newer link took its place, or the password was set in another way.
    revoked_at timestamptz
);
CREATE INDEX password_link_account ON password_link (account_id, made_at);

-- Whoever asks for such a link names an address in any letter case.
CREATE INDEX account_email_address ON account_email (lower(address));

-- Whether somebody wants a letter at once of a kind.
ALTER TABLE notice_choice ADD COLUMN mailed boolean NOT NULL DEFAULT false;

-- When a letter is to be sent at once; none: not, or not any more. Then how often that failed, and when it was sent.
ALTER TABLE notice ADD COLUMN mail_at timestamptz;
ALTER TABLE notice ADD COLUMN mail_attempts integer NOT NULL DEFAULT 0;
ALTER TABLE notice ADD COLUMN mailed_at timestamptz;
CREATE INDEX notice_mail ON notice (school_id, mail_at) WHERE mail_at IS NOT NULL;
