"""The rarer turns: bound scans, roles and papers a move needs, mail, withdrawn cases, versions nobody has."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from pypdf import PdfReader

from tests.walks.cast import Cast
from tests.walks.test_mediation import accepted
from tests.walks.walk import day, due, go
from yifa.foundation import clock
from yifa.foundation.errors import Missing
from yifa.office.access import compile_access
from yifa.papers import OfficialDocument, Paragraph, pdf
from yifa.procedures import casefile, holidays, messages, papers, queries, selfcheck, warnings
from yifa.procedures.actions import situation, withdraw
from yifa.procedures.models import CasePaper, Clock, MessageChannel
from yifa.procedures.path import path_of
from yifa.procedures.registry import procedure_of
from yifa.procedures.rules import against
from yifa.records import files
from yifa.records.models import Record

pytestmark = pytest.mark.django_db


def sign(cast: Cast, record: Record, code: str, name: str, content: bytes) -> CasePaper:
    """Upload the signed copy of a paper."""
    access = compile_access(cast.mediator)
    return papers.upload(
        record=record, code=code, file=BytesIO(content), name=name, by=cast.mediator, access=access
    )


def lacks(record: Record, words: str) -> list[str]:
    """The kinds of gaps whose message holds some words."""
    return [gap.kind for gap in selfcheck.gaps(record) if words in gap.message]


def png() -> bytes:
    """The smallest picture: one white pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


def test_scans_are_bound_and_other_files_are_listed(cast: Cast) -> None:
    record = accepted(cast, facts="漏水一周")
    page = OfficialDocument(kind="附件", form="plain", title="扫描", blocks=(Paragraph.of("扫描件"),))
    scan = pdf.write(page, at=clock.at(date(2026, 3, 3)))
    with clock.frozen(day("03-03")):
        for name, content in (("扫描.pdf", scan), ("现场.png", png()), ("说明.txt", "说明".encode())):
            files.attach(record=record, file=BytesIO(content), name=name, by=cast.mediator)
        made = papers.make(
            record=record, code="rights", by=cast.mediator, access=compile_access(cast.mediator)
        )
        sign(cast, record, made.code, "签名件.pdf", scan)
        read = PdfReader(BytesIO(casefile.make(record)))
        empty = PdfReader(BytesIO(casefile.make(accepted(cast))))
    catalogue = "".join(read.pages[1].extract_text().split())
    assert "另存" in catalogue
    assert [item.title for item in read.outline][2:] == [
        "人民调解当事人权利义务告知书",
        "扫描.pdf",
        "现场.png",
        "封底",
    ]  # type: ignore[union-attr]
    assert "卷内尚无文书" in "".join(empty.pages[1].extract_text().split())


def test_a_move_may_need_a_role_and_a_paper(cast: Cast) -> None:
    record = accepted(cast)
    procedure = procedure_of(record)
    move = replace(
        procedure.by_move["mediate"], roles=("leader", "legal"), papers=("registration",), not_entrant=True
    )
    here = situation(record, day("03-04"), cast.mediator)
    access = compile_access(cast.mediator)
    found = " ".join(map(str, against(procedure, move, here, access, reason="", last_day=day("03-03"))))
    assert "须由党政主要负责人或法治工作办公室办理" in found
    assert "缺少文书：人民调解受理登记表" in found
    assert "本人录入" in found


def test_mail_goes_out_and_foreign_gateways_stay_silent(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = "localhost"
    record = accepted(cast)
    cast.mediator.email = "mediator@example.org"
    cast.mediator.save()
    other = cast.street.children.create(
        code="jj", name="别处", kind="community", path=cast.street.path + "0009", valid_from=date(2020, 1, 1)
    )
    MessageChannel.objects.create(unit=other, kind="wecom", address="http://127.0.0.1:9/")
    MessageChannel.objects.create(unit=cast.street, kind="sms", address="ftp://127.0.0.1/")
    new = [
        one
        for one in warnings.scan(date.fromisoformat(due(record, "MED-02")))
        if one.to_id == cast.mediator.pk
    ]
    assert messages.deliver(new[:1]) == 1
    assert record.number in mail.outbox[0].body


def test_a_withdrawn_case_offers_nothing(cast: Cast) -> None:
    record = withdraw(record=accepted(cast), by=cast.mediator, reason="重复")
    assert queries.options(record, cast.mediator, compile_access(cast.mediator)) == []
    path = path_of(record)
    assert [(one.state, one.step.name) for one in path][1:] == [("done", "已受理"), ("now", "已撤回")]


def test_a_version_nobody_has_is_told(cast: Cast) -> None:
    record = accepted(cast)
    record.procedure_version = 9
    with pytest.raises(Missing, match="第9版"):
        procedure_of(record)


def test_a_limit_without_a_local_number_stays_without_a_date(cast: Cast) -> None:
    record = accepted(cast)
    Clock.objects.create(
        record=record, path=record.path, code="SUP-01", label="督办回复", started_on=day("03-03")
    )
    local = Clock.objects.create(
        record=record, path=record.path, code="CMP-01", label="热线办理", started_on=day("03-03")
    )
    holidays.announce(
        days={date(2026, 3, 9): False}, source="示例通知", by=cast.admin, access=compile_access(cast.admin)
    )
    local.refresh_from_db()
    assert {str(one) for one in Clock.objects.filter(record=record)}


def test_rows_say_what_they_are(cast: Cast) -> None:
    record = go(cast, accepted(cast), [("mediate", "mediator", "03-05", {}, "mediating")])
    warnings.scan(date.fromisoformat(due(record, "MED-02")))
    assert "受理" in str(record.events.all()[1])  # type: ignore[attr-defined]
    one = record.clocks.get()  # type: ignore[attr-defined]
    assert str(one).startswith("MED-02")
    assert "start" in str(one.entries.get())
    assert all(str(row) for row in one.warnings.all())


def test_a_local_limit_waits_for_its_number(cast: Cast) -> None:
    from yifa import law

    record = accepted(cast)
    codes = [one.code for one in law.limits() if one.unit == "local"]
    for code in codes[:1]:
        Clock.objects.create(
            record=record, path=record.path, code=code, label="地方时限", started_on=day("03-03")
        )
    holidays.announce(
        days={date(2026, 3, 9): False}, source="示例通知", by=cast.admin, access=compile_access(cast.admin)
    )
    assert codes
    assert Clock.objects.get(code=codes[0]).due_on is None


def test_a_signed_paper_leaves_no_gap_and_lets_the_move_pass(cast: Cast) -> None:
    record = accepted(cast)
    with clock.frozen(day("03-03")):
        papers.make(
            record=record, code="registration", by=cast.mediator, access=compile_access(cast.mediator)
        )
        assert lacks(record, "登记表") == ["signature"]
        made = sign(cast, record, "registration", "签名件.txt", "签名件".encode())
    assert made.number
    assert lacks(record, "登记表") == []
    assert made.scan is not None
    files.detach(attachment=made.scan, by=cast.mediator)
    assert lacks(record, "登记表") == ["signature"]
    procedure = procedure_of(record)
    move = replace(procedure.by_move["mediate"], papers=("registration",))
    here = situation(record, day("03-04"), cast.mediator)
    with clock.frozen(day("03-04")):
        assert (
            against(procedure, move, here, compile_access(cast.mediator), reason="", last_day=day("03-03"))
            == []
        )


def test_a_new_record_does_not_bring_the_day_of_a_move(cast: Cast) -> None:
    from tests.walks.walk import start
    from yifa.foundation.errors import Invalid

    given = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲", "accepted_on": day("03-02")}
    with pytest.raises(Invalid, match="登记时请留空"):
        start(cast, "disputes", "mediator", "2026-03-02", given)
