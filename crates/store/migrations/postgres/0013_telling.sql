-- What families and staff are told of.

-- A notice for one person: it names what it is about and says nothing of it, so that what is shown is what stands there.
CREATE TABLE notice (
    school_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    person_id uuid NOT NULL,
    -- Of which pupil; the person, where it is of nobody.
    about_id uuid NOT NULL,
    kind text NOT NULL,
    -- A column, a day of the pupil (derived), an announcement, a thread, a note, a report.
    object_id uuid NOT NULL,
    -- The day that it is about.
    day date NOT NULL,
    -- Since when it may be known.
    at timestamptz NOT NULL,
    seen_at timestamptz,
    -- When devices are to be told; none: not, or not any more.
    push_at timestamptz,
    -- When a device was told.
    told_at timestamptz,
    -- Whether what it told of was taken back.
    gone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (school_id, notice_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person,
    FOREIGN KEY (school_id, about_id) REFERENCES person
);
CREATE INDEX notice_person ON notice (school_id, person_id, at);
CREATE INDEX notice_unseen ON notice (school_id, person_id, at) WHERE seen_at IS NULL;
CREATE INDEX notice_push ON notice (school_id, push_at) WHERE push_at IS NOT NULL;
CREATE INDEX notice_at ON notice (school_id, at);

-- How far the history was read for notices.
CREATE TABLE notice_cursor (
    school_id uuid PRIMARY KEY REFERENCES school,
    seq bigint NOT NULL
);

-- What the history does not have: written with the thing itself, taken when its notices are made.
CREATE TABLE notice_event (
    school_id uuid NOT NULL REFERENCES school,
    event_id uuid NOT NULL,
    -- announcement, message, excuse, report, report-state.
    kind text NOT NULL,
    object_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (school_id, event_id)
);

-- How a person of a school wants to be told; who never chose has no row.
CREATE TABLE notice_settings (
    school_id uuid NOT NULL,
    person_id uuid NOT NULL,
    quiet_from integer NOT NULL,
    quiet_until integer NOT NULL,
    quiet_weekends boolean NOT NULL,
    -- Whether a locked screen may show what it is.
    full_detail boolean NOT NULL,
    no_letter boolean NOT NULL,
    PRIMARY KEY (school_id, person_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

CREATE TABLE notice_choice (
    school_id uuid NOT NULL,
    person_id uuid NOT NULL,
    about_id uuid NOT NULL,
    kind text NOT NULL,
    at_once boolean NOT NULL,
    weekly boolean NOT NULL,
    PRIMARY KEY (school_id, person_id, about_id, kind),
    FOREIGN KEY (school_id, person_id) REFERENCES person,
    FOREIGN KEY (school_id, about_id) REFERENCES person
);

-- Browsers that are told at once (RFC 8030). They stand outside the schools, as accounts do.
CREATE TABLE push_device (
    device_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account,
    -- Where the browser's push service takes what is for it.
    endpoint text NOT NULL UNIQUE,
    -- The browser's public key and secret (RFC 8291).
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    -- The session in which it was allowed: it ends with its signing out.
    session_hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    -- In which language it is told.
    language text NOT NULL,
    -- Attempts in a row that failed.
    failures integer NOT NULL DEFAULT 0
);
CREATE INDEX push_device_account ON push_device (account_id);

-- What is to be sent to a device, until it is.
CREATE TABLE push_job (
    school_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    device_id uuid NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_try timestamptz NOT NULL,
    PRIMARY KEY (school_id, notice_id, device_id),
    FOREIGN KEY (school_id, notice_id) REFERENCES notice ON DELETE CASCADE
);
CREATE INDEX push_job_next ON push_job (school_id, next_try);

-- The letters of the week: one for each person and week.
CREATE TABLE letter (
    school_id uuid NOT NULL,
    person_id uuid NOT NULL,
    -- The week's Monday.
    week date NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- None: sent, had nothing to say, or given up.
    next_try timestamptz,
    sent_at timestamptz,
    PRIMARY KEY (school_id, person_id, week),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- The e-mail address of an account.
CREATE TABLE account_email (
    account_id uuid PRIMARY KEY REFERENCES account,
    -- Confirmed by a code that was sent to it.
    address text,
    -- One that waits for that.
    pending text,
    code_hash bytea UNIQUE,
    code_until timestamptz,
    -- In which language letters are written.
    language text NOT NULL,
    asked_at timestamptz
);

-- Secrets of the server: the key by which push services know it (RFC 8292), the key of links to unsubscribe.
CREATE TABLE server_key (
    name text PRIMARY KEY,
    secret bytea NOT NULL
);

DO $$
DECLARE tenant text;
BEGIN
    FOREACH tenant IN ARRAY ARRAY['notice', 'notice_cursor', 'notice_event', 'notice_settings', 'notice_choice',
        'push_job', 'letter']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format('CREATE POLICY own_school ON %I USING '
            '(school_id = NULLIF(current_setting(''klas.school_id'', true), '''')::uuid)', tenant);
    END LOOP;
END $$;
