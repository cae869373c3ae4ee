"""A real server on a data folder of its own, for browser tests, screenshots and measurements."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# What a test process or a caller may have set and a server of its own must not inherit.
FOREIGN = (
    "YIFA_DATABASE_URL",
    "YIFA_DEMO",
    "YIFA_DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)
START_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address without a closing slash, its data folder, its process (group leader)."""

    url: str
    data: Path
    process: subprocess.Popen[str]


def environment(data: Path, database: str = "") -> dict[str, str]:
    """The environment of a command that works on this data folder (and on this database, when given)."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {"YIFA_DATA": str(data)} | ({"YIFA_DATABASE_URL": database} if database else {})


def yifa(data: Path, *arguments: str, database: str = "", timeout: float = 600) -> str:
    """Run a command of the product on a data folder; its output. A failure raises with the command's words."""
    done = subprocess.run(
        [sys.executable, "-m", "yifa.cli", *arguments],
        env=environment(data, database),
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    if done.returncode:
        raise RuntimeError(
            f"yifa {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def start(data: Path, *options: str, database: str = "") -> Server:
    """Start `yifa serve` on a free port; returns when a page was answered. The caller stops it."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "yifa.cli", "serve", "--port", "0", *options],
        env=environment(data, database),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    watchdog = threading.Timer(START_SECONDS, process.kill)
    watchdog.start()
    said = []
    try:
        for line in process.stdout or ():
            said.append(line)
            if found := re.search(r"http://\S+(?=/)", line):
                threading.Thread(target=drain, args=(process, data), daemon=True).start()
                return Server(found.group(), data, process)
    finally:
        watchdog.cancel()
    raise RuntimeError(f"the server did not start:\n{''.join(said)}")


def drain(process: subprocess.Popen[str], data: Path) -> None:
    """Keep what the server says in server.log of its data folder, so that a full pipe never blocks it."""
    with suppress(OSError), open(data / "server.log", "a", encoding="utf-8") as log:
        for line in process.stdout or ():
            with suppress(OSError):  # a full disk must not stop the server under test
                log.write(line)
                log.flush()


def stop(server: Server) -> None:
    """Graceful stop; what does not stop in time is killed with its workers."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
        try:
            server.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()


@contextmanager
def demo(*options: str) -> Iterator[Server]:
    """A server on a fresh demo district in a temporary folder; both go afterwards."""
    with tempfile.TemporaryDirectory(prefix="yifa-demo-", ignore_cleanup_errors=True) as folder:
        yifa(Path(folder), "demo")
        server = start(Path(folder), *options)
        try:
            yield server
        finally:
            stop(server)
