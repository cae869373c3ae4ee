"""The queue of those who want to write to one SQLite file, over threads and processes.

SQLite lets one writer in and makes the others sleep, a little longer each time they find it taken: under load a writer
sleeps while nobody writes, and is overtaken by those who came later. Here threads of a process wait for a lock, which
wakes the next one at once, and one thread of each process asks for the file's lock every half a millisecond.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import defaultdict
from pathlib import Path

_PAUSE = 0.0005  # seconds between two questions for the file's lock
_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Place:
    """A place at the head of the queue: whoever has it may begin to write."""

    def __init__(self, lock: threading.Lock, file: int) -> None:
        self._lock, self._file = lock, file

    def leave(self) -> None:
        """Let the next one in. The system does the same when this process is killed."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
            self._lock.release()

    def __del__(self) -> None:
        # A thread that ended inside a transaction: SQLite drops its lock with the connection, and so does the queue.
        self.leave()


def enter(database: str, seconds: float) -> Place:
    """Wait for one's turn; raises TimeoutError after `seconds`."""
    end, lock = time.monotonic() + seconds, _locks[database]
    if not lock.acquire(timeout=seconds):
        raise TimeoutError
    file = -1
    try:
        file = os.open(Path(f"{database}-writers"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        while not _taken(file):
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(_PAUSE)
    except BaseException:
        if file >= 0:
            os.close(file)
        lock.release()
        raise
    return Place(lock, file)


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
