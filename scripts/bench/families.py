"""Families open their diaries: each with an account, a session and a connection of its own."""

import hashlib
import http.client
import queue
import sqlite3
import sys
import threading
import time
import uuid

MOST_AT_ONCE = 64

MEMBERSHIP = "INSERT INTO membership (account_id, school_id, person_id) VALUES (?, ?, ?)"
SESSION = """INSERT INTO session (token_hash, account_id, school_id, expires_at)
    VALUES (?, ?, ?, '2099-01-01T00:00:00+00:00')"""

source, address, number = sys.argv[1], sys.argv[2], int(sys.argv[3])


def sessions():
    """A session for each of the guardians, as signing in would make it."""
    connection = sqlite3.connect(source, timeout=30)
    guardians = connection.execute("SELECT DISTINCT school_id, guardian_id FROM guardianship LIMIT ?", (number,)).fetchall()
    tokens = []
    for school, guardian in guardians:
        account, token = uuid.uuid4().bytes, uuid.uuid4().hex * 2
        connection.execute("INSERT INTO account (account_id, login, password_hash) VALUES (?, ?, '')", (account, token))
        connection.execute(MEMBERSHIP, (account, school, guardian))
        connection.execute(SESSION, (hashlib.sha256(token.encode()).digest(), account, school))
        tokens.append(token)
    connection.commit()
    return tokens


def opened(token, times):
    """Goes where the server leads; tells whether a diary came."""
    connection = http.client.HTTPConnection(address, timeout=30)
    path = "/diary"
    for _ in range(4):
        started = time.monotonic()
        connection.request("GET", path, headers={"cookie": f"klas_session={token}", "accept-encoding": "br"})
        answer = connection.getresponse()
        answer.read()
        times.append(time.monotonic() - started)
        # From a guardian of each school a decision hides the diary, which the page says.
        if answer.status in (200, 403):
            return path.startswith("/diary/")
        path = answer.headers.get("location", "/sign-in")
    return False


waiting, times, failed = queue.SimpleQueue(), [], []
for token in sessions():
    waiting.put(token)
count = waiting.qsize()


def family():
    while True:
        try:
            token = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            if not opened(token, times):
                failed.append("no diary")
        except OSError as error:
            failed.append(str(error))


started = time.monotonic()
threads = [threading.Thread(target=family) for _ in range(MOST_AT_ONCE)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
times.sort()
took = time.monotonic() - started
print(
    f"{count} families opened their diaries in {took:.1f} s, {MOST_AT_ONCE} at once: failed {len(failed)},"
    f" requests {len(times)}, p50 {times[len(times) // 2] * 1000:.0f} ms, p99 {times[len(times) * 99 // 100] * 1000:.0f} ms"
)
