-- What families and staff are told of.

-- A notice for one person: it names what it is about and says nothing of it, so that what is shown is what stands there.
CREATE TABLE notice (
    school_id BLOB NOT NULL,
    notice_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- Of which pupil; the person, where it is of nobody.
    about_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    -- A column, a day of the pupil (derived), an announcement, a thread, a note, a report.
    object_id BLOB NOT NULL,
    -- The day that it is about.
    day TEXT NOT NULL,
    -- Since when it may be known.
    at TEXT NOT NULL,
    seen_at TEXT,
    -- When devices are to be told; none: not, or not any more.
    push_at TEXT,
    -- When a device was told.
    told_at TEXT,
    -- Whether what it told of was taken back.
    gone BOOLEAN NOT NULL DEFAULT false,
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
    school_id BLOB PRIMARY KEY REFERENCES school,
    seq INTEGER NOT NULL
);

-- What the history does not have: written with the thing itself, taken when its notices are made.
CREATE TABLE notice_event (
    school_id BLOB NOT NULL REFERENCES school,
    event_id BLOB NOT NULL,
    -- announcement, message, excuse, report, report-state.
    kind TEXT NOT NULL,
    object_id BLOB NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (school_id, event_id)
);

-- How a person of a school wants to be told; who never chose has no row.
CREATE TABLE notice_settings (
    school_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    quiet_from INTEGER NOT NULL,
    quiet_until INTEGER NOT NULL,
    quiet_weekends BOOLEAN NOT NULL,
    -- Whether a locked screen may show what it is.
    full_detail BOOLEAN NOT NULL,
    no_letter BOOLEAN NOT NULL,
    PRIMARY KEY (school_id, person_id),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

CREATE TABLE notice_choice (
    school_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    about_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at_once BOOLEAN NOT NULL,
    weekly BOOLEAN NOT NULL,
    PRIMARY KEY (school_id, person_id, about_id, kind),
    FOREIGN KEY (school_id, person_id) REFERENCES person,
    FOREIGN KEY (school_id, about_id) REFERENCES person
);

-- Browsers that are told at once (RFC 8030). They stand outside the schools, as accounts do.
CREATE TABLE push_device (
    device_id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account,
    -- Where the browser's push service takes what is for it.
    endpoint TEXT NOT NULL UNIQUE,
    -- The browser's public key and secret (RFC 8291).
    p256dh BLOB NOT NULL,
    auth BLOB NOT NULL,
    -- The session in which it was allowed: it ends with its signing out.
    session_hash BLOB NOT NULL,
    made_at TEXT NOT NULL,
    -- In which language it is told.
    language TEXT NOT NULL,
    -- Attempts in a row that failed.
    failures INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX push_device_account ON push_device (account_id);

-- What is to be sent to a device, until it is.
CREATE TABLE push_job (
    school_id BLOB NOT NULL,
    notice_id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT NOT NULL,
    PRIMARY KEY (school_id, notice_id, device_id),
    FOREIGN KEY (school_id, notice_id) REFERENCES notice ON DELETE CASCADE
);
CREATE INDEX push_job_next ON push_job (school_id, next_try);

-- The letters of the week: one for each person and week.
CREATE TABLE letter (
    school_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- The week's Monday.
    week TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- None: sent, had nothing to say, or given up.
    next_try TEXT,
    sent_at TEXT,
    PRIMARY KEY (school_id, person_id, week),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

-- The e-mail address of an account.
CREATE TABLE account_email (
    account_id BLOB PRIMARY KEY REFERENCES account,
    -- Confirmed by a code that was sent to it.
    address TEXT,
    -- One that waits for that.
    pending TEXT,
    code_hash BLOB UNIQUE,
    code_until TEXT,
    -- In which language letters are written.
    language TEXT NOT NULL,
    asked_at TEXT
);

-- Secrets of the server: the key by which push services know it (RFC 8292), the key of links to unsubscribe.
CREATE TABLE server_key (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL
);
