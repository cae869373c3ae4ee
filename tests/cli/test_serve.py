"""`yifa serve` as a process of its own, as people start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import serving


@pytest.fixture
def running(tmp_path: Path) -> Iterator[serving.Server]:
    (tmp_path / "demo").write_text("演示账号：示例\n", encoding="utf-8")
    server = serving.start(tmp_path)
    yield server
    serving.stop(server)


def answer(url: str) -> int:
    try:
        return int(urllib.request.urlopen(url, timeout=10).status)
    except urllib.error.HTTPError as error:
        return error.code


def test_an_empty_data_folder_becomes_a_working_server(running: serving.Server) -> None:
    assert answer(f"{running.url}/static/django_htmx/htmx-2.min.js") == 200
    assert (running.data / "db.sqlite3").exists()
    assert (running.data / "keys" / "session").stat().st_mode & 0o077 == 0


def test_a_stop_signal_ends_the_server_and_its_worker(running: serving.Server) -> None:
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(running.process.pid, 0)


def test_the_accounts_of_the_demo_are_shown(running: serving.Server) -> None:
    end = time.monotonic() + 5
    log = running.data / "server.log"
    while time.monotonic() < end and "演示账号" not in (log.read_text() if log.exists() else ""):
        time.sleep(0.05)
    assert "演示账号：示例" in log.read_text()


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "yifa.cli", "--data", str(tmp_path), "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 2
    assert f"端口 {port} 不能使用" in done.stderr
    assert not list(tmp_path.iterdir())
