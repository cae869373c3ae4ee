"""The dependency audit: what it finds, what it lets stand until when, and that silence is never taken for a pass."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools import audit

TODAY = date(2026, 6, 10)
HASH = "0" * 64
FINDING = {
    "id": "PYSEC-0000-1",
    "aliases": ["CVE-0000-0001"],
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2.99"}]}],
        }
    ],
}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A vulnerability service on loopback (OSV's form) that knows of one finding, in django; the names it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = question["package"]["name"]
            asked.append(name)
            body = json.dumps({"vulns": [FINDING]} if name == "django" else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("YIFA_OSV_URL", f"http://127.0.0.1:{server.server_address[1]}/v1/query")
    yield asked
    server.shutdown()
    server.server_close()


def lock(folder: Path, *pins: str) -> str:
    path = folder / "some.lock"
    path.write_text("".join(f"{pin} --hash=sha256:{HASH}\n" for pin in pins), encoding="utf-8")
    return str(path)


def test_a_finding_is_red(service: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(lock(tmp_path, "django==5.2.1", "segno==1.6.6")) == audit.RED
    said = capsys.readouterr().out
    assert "django 5.2.1: PYSEC-0000-1, fixed by 5.2.99" in said
    assert "asked about 2 of 2" in said
    assert sorted(service) == ["django", "segno"]


def test_nothing_found_is_green(service: list[str], tmp_path: Path) -> None:
    assert audit.main(lock(tmp_path, "segno==1.6.6")) == audit.GREEN


def test_nobody_to_ask_is_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YIFA_OSV_URL", "http://127.0.0.1:9/v1/query")
    assert audit.main(lock(tmp_path, "segno==1.6.6")) == audit.NOT_ASKED
    assert "NO package was asked about" in capsys.readouterr().out


def answer(*packages: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": list(packages)}


FOUND = {
    "name": "django",
    "version": "5.2.1",
    "vulns": [{"id": "PYSEC-0000-1", "aliases": ["CVE-0000-0001"]}],
}
FINE = {"name": "segno", "version": "1.6.6", "vulns": []}
SKIPPED = {"name": "rich", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "let", "status"),
    [
        ([FINE], [], audit.GREEN),
        ([FINE, SKIPPED], [], audit.NOT_ASKED),  # pip-audit itself would call this fine
        ([SKIPPED], [], audit.NOT_ASKED),
        ([], [], audit.NOT_ASKED),
        ([FOUND, SKIPPED], [], audit.RED),
        ([FOUND], [("PYSEC-0000-1", "django", date(2026, 6, 10))], audit.GREEN),
        ([FOUND], [("CVE-0000-0001", "django", date(2026, 7, 1))], audit.GREEN),
        ([FOUND], [("PYSEC-0000-1", "django", date(2026, 6, 9))], audit.RED),  # its time is over
        ([FOUND], [("PYSEC-0000-1", "segno", date(2026, 7, 1))], audit.RED),
    ],
)
def test_what_an_answer_means(packages: list[Any], let: list[Any], status: int) -> None:
    entries = [audit.Known(code, package, "示例原因", until) for code, package, until in let]
    assert audit.judge(answer(*packages), entries, TODAY)[0] == status


def test_what_is_let_stand_has_a_reason_and_an_end(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text("- {id: X, package: django, why: '', until: 2026-07-01}", encoding="utf-8")
    with pytest.raises(ValueError, match="reason"):
        audit.known(path)
    audit.known()


def test_the_asked_lock_holds_everything_that_is_delivered() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==\S+", (audit.ROOT / name).read_text(), re.M))

    delivered = pins("requirements.lock")
    assert len(delivered) > 40
    assert delivered <= set().union(*map(pins, audit.LOCKS))


def test_check_says_that_it_could_not_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from tools import check

    silent = ("dependency audit", [sys.executable, "-c", f"raise SystemExit({audit.NOT_ASKED})"])
    monkeypatch.setattr(check, "AUDIT", silent)
    monkeypatch.setattr(check, "LINT", [])
    monkeypatch.setattr(check, "TESTS", [])
    monkeypatch.setattr(check, "ROOT", Path(__file__).parent)
    assert check.main() == 0
    said = capsys.readouterr().out
    assert "=== dependency audit: NOT ASKED" in said
    assert said.rstrip().endswith("but not asked, for want of a network: dependency audit")
    red = ("dependency audit", [sys.executable, "-c", "raise SystemExit(1)"])
    monkeypatch.setattr(check, "AUDIT", red)
    assert check.main() == 1
