"""The yardstick of saving: one transaction for each edit, by one raw SQLite connection, equally durable."""

import sqlite3
import sys
import time

SECONDS = 4

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = FULL")
connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, mark INTEGER, version INTEGER)")
connection.execute("CREATE TABLE history (seq INTEGER PRIMARY KEY, entry INTEGER, before TEXT, after TEXT, hash BLOB)")

count, end, started = 0, time.monotonic() + SECONDS, time.monotonic()
while time.monotonic() < end:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO entry (id, mark, version) VALUES (?, 8, 1)", (count,))
    connection.execute("INSERT INTO history VALUES (?, ?, '{}', '{\"mark\":8}', ?)", (count, count, b"0" * 32))
    connection.execute("COMMIT")
    count += 1
print(f"raw SQLite, one transaction an edit: {count / (time.monotonic() - started):.0f}/s")
