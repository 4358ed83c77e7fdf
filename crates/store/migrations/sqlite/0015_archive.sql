-- Archives of years: each class's journal as one container, made by the same kind of job as a semester's package.
ALTER TABLE package ADD COLUMN kind TEXT NOT NULL DEFAULT 'documents';
-- Of an archive: the year, and the class where it is of one.
ALTER TABLE package ADD COLUMN year_id BLOB;
ALTER TABLE package ADD COLUMN class_id BLOB;
-- A school has one of a kind at a time.
DROP INDEX package_running;
CREATE UNIQUE INDEX package_running ON package (school_id, kind) WHERE state = 'running';

CREATE TABLE archive (
    school_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    -- SHA-256 of the container's manifest.json, which has the digests of all its documents.
    digest BLOB NOT NULL,
    -- The version of the program that made it.
    producer TEXT NOT NULL,
    made_at TEXT NOT NULL,
    -- Who ordered it; none where the command line did.
    made_by BLOB,
    pages INTEGER NOT NULL,
    -- Counts what was written here, containers made anew and signatures.
    version INTEGER NOT NULL,
    -- The container, with the signatures that it has by now.
    content BLOB NOT NULL,
    PRIMARY KEY (school_id, class_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, made_by) REFERENCES person
);

CREATE TABLE archive_signature (
    school_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    -- class-teacher or head.
    role TEXT NOT NULL,
    -- As the certificate says.
    name TEXT NOT NULL,
    position TEXT NOT NULL,
    organisation TEXT NOT NULL,
    serial TEXT NOT NULL,
    issuer TEXT NOT NULL,
    -- When it was signed, and whether a trusted time stamp proves that.
    signed_at TEXT NOT NULL,
    stamped BOOLEAN NOT NULL,
    -- Whether the certificate was issued by somebody the server trusts.
    trusted BOOLEAN NOT NULL,
    -- The signature's place in the container.
    file TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    taken_from BLOB NOT NULL,
    PRIMARY KEY (school_id, class_id, role),
    FOREIGN KEY (school_id, class_id) REFERENCES archive,
    FOREIGN KEY (school_id, taken_from) REFERENCES person
);
