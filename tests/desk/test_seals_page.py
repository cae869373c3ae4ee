"""封存与核验: who sees it, what it says, what can be taken away."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.people import TODAY, Office
from yifa.desk import checks
from yifa.foundation import audit
from yifa.foundation.models import Audit
from yifa.office.actions import appoint
from yifa.office.roles import ROLES
from yifa.reports import integrity
from yifa.seals import standalone
from yifa.seals.actions import seal
from yifa.seals.models import Check

Seat = Callable[[str], Client]
SEES = {"report", "audit", "configure"}


@pytest.fixture(autouse=True)
def anchors_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIFA_ANCHORS", str(tmp_path / "anchors"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("role", sorted(ROLES))
def test_legal_office_auditor_and_administrator_see_it(seat: Seat, role: str) -> None:
    wanted = 200 if SEES & ROLES[role].verbs else 403
    assert seat(role).get(reverse("seals")).status_code == wanted
    assert seat(role).get(reverse("seals-anchors")).status_code == wanted


def test_before_anything_is_sealed_it_says_what_to_do(seat: Seat) -> None:
    page = text(seat("auditor").get(reverse("seals")))
    assert "还没有核验过" in page
    assert "还没有封存过" in page


def test_a_sound_check_and_a_tampered_row(seat: Seat, office: Office) -> None:
    office.event()
    seal()
    integrity.check_all(by=office.people["auditor"].pk)
    page = text(seat("auditor").get(reverse("seals")))
    assert "未发现问题" in page
    assert "示例auditor" in page
    assert "data:image/svg+xml" in page
    row = Audit.objects.earliest("pk")
    Audit.objects.filter(pk=row.pk).update(target="unit:99") if sqlite() else tamper(row.pk)
    integrity.check_all()
    page = text(seat("legal").get(reverse("seals")))
    assert "发现 1 处问题" in page
    assert f"foundation_audit 第 {row.pk} 行" in page
    assert "被改动" in page


def sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def tamper(pk: int) -> None:
    from tests.seals.world import sql

    sql(f"UPDATE foundation_audit SET target = 'unit:99' WHERE id = {pk}")


def test_pressing_the_button_starts_one_check(
    seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that runs it has the real database of an installation; here only that it is called, and once."""
    called: list[Check] = []
    monkeypatch.setattr(checks, "launch", called.append)
    client = seat("auditor")
    for _ in range(3):
        assert client.post(reverse("seals")).status_code == 302
    assert [one.by for one in called] == [office.people["auditor"].pk]
    page = text(client.get(reverse("seals")))
    assert "正在核验" in page
    assert 'hx-trigger="every 2s"' in page
    done = integrity.check_all(by=called[0].by, begun=called[0])
    assert (done.pk, done.ok) == (called[0].pk, True)
    assert "未发现问题" in text(client.get(reverse("seals")))


def test_figures_that_moved_are_shown_where_one_sees_figures(seat: Seat, office: Office) -> None:
    row = {"report": 1, "title": "示例街道报告", "path": office.street.path, "figure": "disputes.accepted"}
    row |= {"name": "受理纠纷", "frozen": "5", "today": "6", "sources": ["records:7"]}
    elsewhere = row | {"title": "样本街道报告", "path": office.other.path}
    Check.objects.create(
        at=integrity.clock.now(), ok=True, result={"count": 0, "findings": []}, moved=[row, elsewhere]
    )
    page = text(seat("legal").get(reverse("seals")))
    assert "示例街道报告" in page
    assert "样本街道报告" not in page
    assert "样本街道报告" in text(seat("auditor").get(reverse("seals")))


def test_anchors_to_take_away_hold_what_a_check_needs(seat: Seat, office: Office, tmp_path: Path) -> None:
    from yifa.seals import anchors

    seal()
    anchors.write()  # inside a test nothing is committed, and so nothing anchored by itself
    answer = seat("admin").get(reverse("seals-anchors"))
    box = zipfile.ZipFile(BytesIO(answer.content))
    assert "yifa_verify.py" in box.namelist()
    assert {Path(name).suffix for name in box.namelist()} == {".json", ".pem", ".py"}
    assert Audit.objects.filter(action="seals.anchors", by=office.people["admin"].pk).exists()


def test_a_year_of_the_trail_is_checked_by_itself(seat: Seat, office: Office, tmp_path: Path) -> None:
    """Saved, checked by the stand-alone program; one cell changed, checked again."""
    audit.note("login.failed", by=None, target="=1+1", detail={"n": 1})
    seal()
    answer = seat("auditor").get(reverse("audit-year"), {"year": str(TODAY.year)})
    assert answer.status_code == 200
    file, bad = tmp_path / "year.zip", tmp_path / "bad.zip"
    file.write_bytes(b"".join(answer))  # type: ignore[arg-type]
    with zipfile.ZipFile(file) as box:
        table = box.read("foundation_audit.csv").decode("utf-8-sig")
        assert table.splitlines()[0].endswith("detail,时间,人员,动作")
        assert "'=1+1" in table
        assert "登录失败" in table
    assert check(file) == (0, [])
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"login.failed", b"login.fooled"))
    code, found = check(bad)
    assert code == 1
    assert [("foundation_audit" in line, "被改动" in line) for line in found] == [(True, True)]


def check(path: Path) -> tuple[int, list[str]]:
    """The stand-alone program on a file: its exit code and the lines of what it found."""
    command = [sys.executable, "-I", standalone.__file__, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    return done.returncode, [line for line in done.stdout.splitlines() if line.startswith("✗")]


def test_a_year_is_for_whoever_reads_the_whole_trail(seat: Seat, office: Office) -> None:
    assert seat("legal").get(reverse("audit-year"), {"year": "2026"}).status_code == 403
    assert seat("auditor").get(reverse("audit-year"), {"year": "abc"}).status_code == 422
    assert seat("auditor").get(reverse("audit-year"), {"year": "2021"}).status_code == 404
    person = office.people["clerk"]
    appoint(person=person, unit=office.street, role="auditor", valid_from=TODAY, by=None)
    client = Client()
    client.force_login(person)
    assert client.get(reverse("audit-year"), {"year": "2026"}).status_code == 403


def test_what_was_refused_is_in_the_trail(seat: Seat, office: Office) -> None:
    """No right, not one's own, no such move: who, where, which status; never the query."""
    clerk = office.people["clerk"].pk
    client = seat("clerk")
    for path, status in ((reverse("office"), 403), (reverse("record", args=[99999]), 404)):
        assert client.get(path, {"q": "甲某"}).status_code == status
        row = Audit.objects.filter(action="refused", by=clerk).latest("pk")
        assert (row.target, row.detail) == (path, {"status": status, "method": "GET"})
    before = Audit.objects.filter(action="refused").count()
    Client().get("/no/such/page/")
    assert Audit.objects.filter(action="refused").count() == before


def test_changes_of_a_record_are_in_the_trail(office: Office) -> None:
    """Entered, edited, withdrawn: the fields by name, never what is in them."""
    from yifa.records.actions import edit, withdraw

    one, legal = office.event(), office.people["legal"]
    edit(record=one, values={"place": "另一广场"}, by=legal)
    withdraw(record=one, by=legal, reason="重复登记")
    rows = Audit.objects.filter(target=one.source).order_by("pk")
    assert [row.action for row in rows] == ["record.create", "record.edit", "record.withdraw"]
    assert rows[1].detail == {"revision": 2, "fields": ["place"], "step": one.step}
    assert "广场" not in str([row.detail for row in rows])
