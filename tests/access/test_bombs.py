"""Files made to hurt, at every door that takes a file: refused with a sentence, in little memory, and nothing is kept.

They are read in a process of their own, whose largest memory is measured; the doors answer in the usual way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.access.bombs import BOMBS, picture
from yifa.procedures.actions import enter
from yifa.records.files import clean_name
from yifa.records.models import Attachment
from yifa.records.registry import ledger
from yifa.records.store import storage

if TYPE_CHECKING:
    from tests.walks.cast import Cast

MOST_MEMORY = 400  # MiB, the interpreter and its libraries included


def test_readers_refuse_in_little_memory(tmp_path: Path) -> None:
    folder = tmp_path / "bombs"
    folder.mkdir()
    for name, make in BOMBS.items():
        (folder / name).write_bytes(make())
    (folder / "points.png").write_bytes(picture())
    program = (
        f"from pathlib import Path; from tests.access.bombs import read_all; read_all(Path({str(folder)!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    found = json.loads(done.stdout.splitlines()[-1])
    told = found["told"]
    assert not {name: said for name, said in told.items() if said.startswith("broke")}
    assert found["memory"] < MOST_MEMORY
    assert not [name for name, said in told.items() if "哈哈哈" in said or "root:" in said]
    readers = {"docx": ("review", "word"), "xlsx": ("sheet",), "pdf": ("review",)}
    harmless = {"paths.docx", "null.docx", "tables.docx", "far.xlsx", "wide.xlsx"}
    taken = {
        f"{reader} {name}": told[f"{reader} {name}"]
        for name in BOMBS
        for reader in readers[name.rsplit(".", 1)[1]]
        if name not in harmless and not told[f"{reader} {name}"].startswith("refused")
    }
    assert not taken
    assert not list(tmp_path.parent.rglob("evil.xml"))


@pytest.fixture
def at_work(cast: Cast) -> tuple[Client, Any]:
    values = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲", "happened_on": "2026-03-02"}
    record = enter(ledger=ledger("disputes"), unit=cast.street, values=values, by=cast.mediator)
    client = Client()
    client.force_login(cast.legal)
    return client, record


NAMES = (
    "../../../../tmp/evil.txt",
    "..\\..\\evil.txt",
    "/etc/cron.d/evil.txt",
    "evil.txt\x00.png",
    "evil\r\nX-Yifa-Split: 1.txt",
    '"><svg onload=x>.txt',
    "evil.txt\u202egnp.txt",
    "." * 300 + "txt",
    "CON.txt",
    "长" * 5000 + ".txt",
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_leads_nowhere(at_work: tuple[Client, Any], name: str) -> None:
    client, record = at_work
    file = SimpleUploadedFile("a.txt", "双方自愿".encode())
    file._name = name  # type: ignore[attr-defined]
    answer = client.post(f"/records/{record.pk}/attach/", {"file": file})
    assert answer.status_code in (302, 400, 422)
    for made in Attachment.objects.filter(record=record):
        assert made.place == f"{made.digest[:2]}/{made.digest[2:4]}/{made.digest}"
        assert not set(made.name) & set("/\\\r\n\x00\u202e")
        assert made.name == clean_name(made.name)
        assert Path(storage().path(made.place)).is_relative_to(Path(storage().path("")).resolve())
        given = client.get(f"/attachments/{made.pk}/")
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert "X-Yifa-Split" not in given.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("页面.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("说明.txt", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("说明.txt", b"<!-- x --><html><body onload=alert(1)>"),
        ("两样.pdf", b"%PDF-1.7\n<script>alert(1)</script>"),
    ],
)
def test_nothing_that_could_run_is_given_out_to_run(
    at_work: tuple[Client, Any], name: str, content: bytes
) -> None:
    """Refused; or, where no content decides it, given out as a download of a harmless kind, never to be sniffed."""
    client, record = at_work
    client.post(f"/records/{record.pk}/attach/", {"file": SimpleUploadedFile(name, content)})
    for made in Attachment.objects.filter(record=record):
        given = client.get(f"/attachments/{made.pk}/")
        assert given.headers["Content-Type"].split(";")[0] in ("text/plain", "application/pdf")
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in given.headers["Content-Security-Policy"]
    kept = set(Attachment.objects.filter(record=record).values_list("name", flat=True))
    assert kept <= {"两样.pdf", "说明.txt"}


@pytest.mark.django_db
def test_a_huge_picture_is_kept_and_never_unpacked(at_work: tuple[Client, Any]) -> None:
    """The server draws no copy of a picture, so its points cost nothing; the page shows a link."""
    client, record = at_work
    file = SimpleUploadedFile("现场.png", picture())
    assert client.post(f"/records/{record.pk}/attach/", {"file": file}).status_code == 302
    assert "现场.png" in client.get(f"/records/{record.pk}/").content.decode()
