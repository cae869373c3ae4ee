"""A real PostgreSQL server for as long as a block or a command runs, in a temporary folder on a loopback port.

    python -m tools.postgres run -- COMMAND…    runs COMMAND with YIFA_DATABASE_URL set, ends with its exit code

Started from the system's own binaries; as root it runs as the user `postgres`, who owns the folder.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Speed for tests: nothing has to survive a power cut. Measurements that must be fair use `durable=True`.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_SECONDS = 60


class Unavailable(Exception):
    """No PostgreSQL on this machine, or it did not start."""


@dataclass
class Cluster:
    """A server that can be halted and run again on the same files and port."""

    folder: Path
    port: int
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database `yifa`."""
        return f"postgres://yifa@127.0.0.1:{self.port}/yifa"

    def run(self) -> None:
        """Start it; returns when it answers."""
        self.process = start(self.folder, self.port, self.settings)
        wait(self.process, self.folder, self.port)

    def halt(self) -> None:
        """Stop it; sessions end."""
        if self.process:
            stop(self.process)
            self.process = None


@contextmanager
def cluster(*, durable: bool = False, settings: dict[str, str] | None = None) -> Iterator[Cluster]:
    """A running server with an empty database `yifa`; it and its folder go afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="yifa-postgres-"))
    try:
        if owner := as_user():
            shutil.chown(folder, owner, owner)
        call(
            "initdb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "yifa", "-D", folder / "db", "-N"
        )
        made = Cluster(folder, free_port(), (settings or {}) | ({} if durable else FAST))
        try:
            made.run()
            call("createdb", "-h", "127.0.0.1", "-p", str(made.port), "-U", "yifa", "yifa")
            yield made
        finally:
            made.halt()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(*, durable: bool = False, settings: dict[str, str] | None = None) -> Iterator[str]:
    """Yield the URL of an empty database `yifa` on a fresh server; the server and its folder go afterwards."""
    with cluster(durable=durable, settings=settings) as made:
        yield made.url


def start(folder: Path, port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """The server process; it goes down with this one, even when this one is killed."""
    settings = {"listen_addresses": "127.0.0.1", "max_connections": "120"} | settings
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [
        binary("postgres"),
        "-D",
        folder / "db",
        "-p",
        str(port),
        "-k",
        folder,
        *options,
    ]
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            user=as_user(),
            group=as_user(),
            extra_groups=[] if as_user() else None,
            preexec_fn=end_with_parent,
        )


def wait(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    """Return when the server answers."""
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        ready = [binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(ready).returncode == 0:
            return
        time.sleep(0.05)
    raise Unavailable(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: sessions are ended, files are closed."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def call(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs; its own words on failure."""
    done = subprocess.run(
        [binary(program), *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        user=as_user(),
        group=as_user(),
        extra_groups=[] if as_user() else None,
    )
    if done.returncode:
        raise Unavailable(f"{program}: {done.stderr or done.stdout}")


def binary(name: str) -> str:
    """The newest installed version of one of PostgreSQL's programs."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in newest:
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        raise Unavailable("PostgreSQL is missing: apt-get install -y --no-install-recommends postgresql")
    return found


def as_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def end_with_parent() -> None:
    """Ask Linux to send SIGINT (fast shutdown) when the parent dies."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(arguments: Sequence[str]) -> int:
    if len(arguments) < 3 or arguments[:2] != ["run", "--"]:
        print("usage: python -m tools.postgres run -- COMMAND…", file=sys.stderr)
        return 2
    try:
        with server() as url:
            return subprocess.run(arguments[2:], env=os.environ | {"YIFA_DATABASE_URL": url}).returncode
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
