-- Packages: a school's documents of a semester, made one after another by whichever server has the lease, so that a
-- restart loses none that is done. A school keeps its last one.
CREATE TABLE package (
    school_id BLOB NOT NULL REFERENCES school,
    package_id BLOB NOT NULL,
    -- 1, 2, year.
    period TEXT NOT NULL,
    -- The day that its documents are of.
    day TEXT NOT NULL,
    -- Whose rights it is made with.
    account_id BLOB NOT NULL,
    ordered_by BLOB NOT NULL,
    ordered_at TEXT NOT NULL,
    -- running, ready, cancelled, failed.
    state TEXT NOT NULL,
    -- How many documents it will have; none until that is known.
    documents INTEGER,
    -- Until when a server works on it, and which.
    lease_until TEXT,
    holder BLOB,
    -- How often it was begun since the last document that was kept.
    attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, package_id),
    FOREIGN KEY (school_id, ordered_by) REFERENCES person
);

-- A school has one package at a time.
CREATE UNIQUE INDEX package_running ON package (school_id) WHERE state = 'running';

CREATE TABLE package_file (
    school_id BLOB NOT NULL,
    package_id BLOB NOT NULL,
    -- Which of the package's documents; a document may be several files.
    document TEXT NOT NULL,
    name TEXT NOT NULL,
    pages INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (school_id, package_id, name),
    FOREIGN KEY (school_id, package_id) REFERENCES package ON DELETE CASCADE
);
