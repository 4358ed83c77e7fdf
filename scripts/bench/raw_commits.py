"""The yardstick of saving: the same rows of the same tables, one transaction for each edit, by one raw SQLite
connection that is equally durable and asks nothing: no rule, no version, no permission."""

import hashlib
import os
import sqlite3
import sys
import time
import uuid

SECONDS = 4

source, course, copy = sys.argv[1:]
connection = sqlite3.connect(copy, isolation_level=None)
sqlite3.connect(source).backup(connection)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = FULL")
connection.execute("PRAGMA foreign_keys = ON")
(school, seq) = connection.execute("SELECT school_id, seq FROM history_head").fetchone()
author = connection.execute("SELECT teacher_id FROM course WHERE course_id = ?", (uuid.UUID(course).bytes,)).fetchone()[0]
cells = connection.execute(
    "SELECT l.lesson_id, n.pupil_id FROM lesson l JOIN course c USING (school_id, course_id)"
    " JOIN enrolment n USING (school_id, class_id) WHERE l.course_id = ? AND l.held_on < '2026-11-24'",
    (uuid.UUID(course).bytes,),
).fetchall()
HISTORY = """INSERT INTO history (school_id, seq, edit_id, kind, object_id, pupil_id, at, author_id, reason, before, after, hash)
    VALUES (?, ?, ?, 'entry', ?, ?, ?, ?, NULL, '{"mark":7}', '{"mark":8}', ?)"""
ENTRY = """INSERT INTO entry (school_id, column_id, pupil_id, mark, draft, visible_at, version, seq, created_at, updated_at, updated_by)
    VALUES (?, ?, ?, 8, false, ?, 1, ?, ?, ?, ?) ON CONFLICT (school_id, column_id, pupil_id) DO UPDATE SET
    mark = excluded.mark, visible_at = excluded.visible_at, version = version + 1, seq = excluded.seq,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by"""
HEAD = "UPDATE history_head SET seq = ?, hash = ? WHERE school_id = ?"

count, end, started = 0, time.monotonic() + SECONDS, time.monotonic()
while time.monotonic() < end:
    column, pupil = cells[count % len(cells)]
    now, edit, seq = "2026-11-24T09:00:00.000000+00:00", os.urandom(16), seq + 1
    digest = hashlib.sha256(edit).digest()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(HISTORY, (school, seq, edit, column, pupil, now, author, digest))
    connection.execute(ENTRY, (school, column, pupil, now, seq, now, now, author))
    connection.execute(HEAD, (seq, digest, school))
    connection.execute("COMMIT")
    count += 1
print(f"raw SQLite, one transaction an edit: {count / (time.monotonic() - started):.0f}/s")
