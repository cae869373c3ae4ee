"""What the public sees: only what was published, with proof, and what the gate holds back stays inside."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from pypdf import PdfReader

if TYPE_CHECKING:
    from tests.reports.world import Street


def go(found: Any, move: str, by: Any, **more: Any) -> Any:
    from yifa.procedures.actions import advance

    return advance(record=found, move=move, by=by, **more)


def submitted(street: Street) -> Any:
    """A report that has come as far as the district."""
    from tests.reports.world import checked

    found = go(checked(street), "legal_pass", street.second)
    found = go(found, "approve", street.leader, values={"signer": "甲某"})
    return go(go(go(found, "number", street.legal), "issue", street.legal), "submit", street.legal)


def published(street: Street) -> Any:
    return go(submitted(street), "publish", street.legal)


def test_nothing_is_public_before_it_is_published(street: Street) -> None:
    submitted(street)
    client = Client()
    assert "还没有公开的报告" in client.get("/public/").content.decode()
    for path in (
        "/public/S1/",
        "/public/S1/2025/",
        "/public/S1/2025/report.json",
        "/public/S1/2025/report.pdf",
    ):
        assert client.get(path).status_code == 404


def test_anyone_reads_a_published_report(street: Street) -> None:
    published(street)
    client = Client()
    page = client.get("/public/S1/2025/").content.decode()
    assert "一眼看懂" in page
    assert "永久地址" in page
    assert "请勿引用" not in page
    assert "/public/S1/2025/" in client.get("/public/").content.decode()
    assert "甲legal" not in page


def test_the_copies_for_programs_agree_with_the_page(street: Street) -> None:
    from yifa.reports.publishing import digest

    published(street)
    client = Client()
    answer = json.loads(client.get("/public/S1/2025/report.json").content)
    assert digest(answer["content"]) == answer["digest"]
    rows = list(
        csv.DictReader(StringIO(client.get("/public/S1/2025/figures.csv").content.decode("utf-8-sig")))
    )
    told = {one["code"]: one["value"] for one in answer["content"]["figures"]}
    assert {row["code"]: row["数值"] for row in rows} == told
    assert told
    text = "".join(
        page.extract_text()
        for page in PdfReader(BytesIO(client.get("/public/S1/2025/report.pdf").content)).pages
    )
    assert "2025年" in text
    assert client.get("/public/feed.xml").content.decode().count("<entry>") == 1


def test_a_later_record_does_not_change_what_was_published(street: Street) -> None:
    from tests.reports.world import dispute

    published(street)
    before = Client().get("/public/S1/2025/report.json").content
    dispute(street, date(2025, 6, 1), form="oral")
    assert Client().get("/public/S1/2025/report.json").content == before


def test_a_tampered_copy_says_so(street: Street) -> None:
    from yifa.reports.models import Publication

    published(street)
    one = Publication.objects.get()
    one.content["blocks"][-1]["runs"][0]["text"] += "改动"
    one.save()
    assert "请勿引用" in Client().get("/public/S1/2025/").content.decode()


def name_somebody(street: Street, found: Any) -> None:
    """A full name gets into the text."""
    from yifa.reports.models import Passage

    one = Passage.objects.filter(report=found, kind="paragraph").first()
    assert one is not None
    one.runs = [*one.runs, {"text": "联系人身份证号为11010519491231002X，电话13812345678。"}]
    one.save()


def test_the_gate_holds_back_persons_until_two_agree(street: Street) -> None:
    from yifa.foundation.errors import Refused
    from yifa.reports.gate import held

    found = submitted(street)
    name_somebody(street, found)
    with pytest.raises(Refused, match="公开前检查"):
        go(found, "publish", street.legal)
    first, second = Client(), Client()
    first.force_login(street.legal)
    second.force_login(street.second)
    page = f"/reports/{found.pk}/gate/"
    assert "未处理" in first.get(page).content.decode()
    for one in held(found):
        given = {"check": one.finding.check, "text": one.finding.text}
        first.post(f"{page}ask/", {**given, "reason": ""})
        first.post(f"{page}ask/", {**given, "reason": "虚构的演示内容"})
    for one in held(found):
        assert one.release is not None
        assert first.post(f"{page}{one.release.pk}/").status_code == 403
        assert second.post(f"{page}{one.release.pk}/").status_code == 302
    assert "全部已由两人放行" in first.get(page).content.decode()
    assert go(found, "publish", street.legal).step == "published"


def test_a_report_is_taken_down_with_a_reason(street: Street) -> None:
    from yifa.reports.models import Publication

    found = published(street)
    publication = Publication.objects.get(report=found)
    client = Client()
    client.force_login(street.leader)
    client.post(f"/reports/{found.pk}/gate/down/", {"reason": ""})
    assert Client().get("/public/S1/2025/").status_code == 200
    client.post(f"/reports/{found.pk}/gate/down/", {"reason": "数据有误，重新公开"})
    gone = Client().get("/public/S1/2025/")
    assert gone.status_code == 410
    assert "已撤下这份报告" in gone.content.decode()
    assert publication.digest in gone.content.decode()
    assert Client().get("/public/S1/2025/report.json").status_code == 404


def test_who_does_not_report_cannot_open_the_gate(street: Street) -> None:
    found = submitted(street)
    client = Client()
    client.force_login(street.stranger)
    assert client.get(f"/reports/{found.pk}/gate/").status_code in (403, 404)


def corrected(street: Street) -> Any:
    """Published, found wrong, corrected after one more record, and published again."""
    from tests.reports.world import dispute, fill
    from yifa.reports.actions import confirm, freeze, thaw
    from yifa.reports.queries import groups_used

    found = go(published(street), "correct", street.leader, reason="漏录一件纠纷")
    dispute(street, date(2025, 6, 1), form="oral")
    thaw(report=found, by=street.legal, reason="补录后重新封存")
    freeze(report=found, by=street.legal)
    fill(street, found)
    found = go(found, "to_check", street.legal)
    for group in groups_used(found):
        confirm(report=found, group=group.code, agreed=True, by=street.clerk)
    found = go(go(found, "checked", street.legal), "legal_pass", street.second)
    found = go(go(found, "approve", street.leader), "number", street.legal)
    return go(go(go(found, "issue", street.legal), "submit", street.legal), "publish", street.legal)


def test_every_version_of_a_corrected_report_keeps_its_address(street: Street) -> None:
    from yifa.reports.publishing import digest

    corrected(street)
    client = Client()
    first, second, current = (
        json.loads(client.get(f"/public/S1/2025/{place}report.json").content) for place in ("v1/", "v2/", "")
    )
    assert current == second != first
    assert all(digest(one["content"]) == one["digest"] for one in (first, second))
    tables = [client.get(f"/public/S1/2025/{place}figures.csv").content.decode() for place in ("v1/", "v2/")]
    assert tables[0] != tables[1]
    old = client.get("/public/S1/2025/v1/").content.decode()
    assert "这是第1版" in old
    assert 'href="/public/S1/2025/"' in old
    assert "/public/S1/2025/v1/report.json" in old
    now = client.get("/public/S1/2025/").content.decode()
    assert "现行版本（第2版）" in now
    assert "testserver/public/S1/2025/v2/" in now
    assert 'href="/public/S1/2025/v1/"' in now
    feed = client.get("/public/feed.xml").content.decode()
    assert feed.count("<entry>") == 2
    assert all(f"/public/S1/2025/v{number}/" in feed for number in (1, 2))
    assert client.get("/public/S1/2025/v1/report.pdf").status_code == 200
    assert client.get("/public/S1/2025/v3/").status_code == 404


def test_the_version_before_stays_while_a_correction_is_written(street: Street) -> None:
    go(published(street), "correct", street.leader, reason="漏录")
    assert Client().get("/public/S1/2025/").status_code == 200


def test_what_is_taken_down_is_taken_down_in_every_version(street: Street) -> None:
    from yifa.office.access import compile_access
    from yifa.reports.publishing import published as standing
    from yifa.reports.publishing import take_down

    corrected(street)
    one = standing("S1", 2025).get()
    take_down(publication=one, by=street.leader, access=compile_access(street.leader), reason="误公开")
    client = Client()
    assert client.get("/public/S1/2025/v1/").status_code == 410
    assert client.get("/public/S1/2025/v1/report.json").status_code == 404
    assert "<entry>" not in client.get("/public/feed.xml").content.decode()
