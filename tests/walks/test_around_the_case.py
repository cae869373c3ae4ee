"""What stands around a case: its papers, its bound file, its own check, warnings, and the calendar."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.walks.cast import Cast
from tests.walks.test_cases import DECIDE, HEARD, told
from tests.walks.test_mediation import SETTLE, accepted
from tests.walks.walk import day, due, go, start
from yifa import law
from yifa.foundation import clock
from yifa.foundation.errors import Forbidden, Invalid, Missing, Refused
from yifa.foundation.models import Audit
from yifa.office.access import compile_access
from yifa.procedures import casefile, diagram, holidays, messages, papers, selfcheck, warnings
from yifa.procedures.models import CasePaper, Clock, MessageChannel, Warning
from yifa.procedures.registry import procedure_of, procedures
from yifa.records.models import Record
from yifa.records.registry import ledgers

pytestmark = pytest.mark.django_db


def make(cast: Cast, record: Record, code: str, who: str = "mediator") -> CasePaper:
    person = cast.at(who)
    return papers.make(record=record, code=code, by=person, access=compile_access(person))


# Papers


def test_every_template_belongs_to_a_paper_and_names_fields_that_exist(db: Any) -> None:
    for ledger in ledgers():
        names = {field.name for field in ledger.model._meta.get_fields()}
        known = {paper.code for paper in ledger.procedure.papers}  # type: ignore[attr-defined]
        for code, template in papers.templates(ledger.code).items():
            assert code in known, (ledger.code, code)
            texts = [*template.body, template.addressee, *(text for _, text in template.table)]
            used = {match.group(1) for text in texts for match in papers.TOKEN.finditer(str(text))}
            assert used - {"unit", "number", "today", "due"} <= names, (ledger.code, code)
            assert set(template.needs) <= names, (ledger.code, code)


def test_a_paper_is_filled_numbered_and_kept(cast: Cast) -> None:
    record = go(cast, accepted(cast, facts="漏水一周"), [SETTLE])
    with clock.frozen(day("03-11")):
        first, second = make(cast, record, "agreement"), make(cast, record, "agreement")
    assert (first.number, second.number) == ("示例街调协〔2026〕1号", "示例街调协〔2026〕2号")
    filled = papers.fill(record, "agreement")
    assert "2026年4月9日" in " ".join(filled.body)
    assert dict(filled.table)["当事人"] == "示例甲、示例乙"


def test_a_paper_with_a_missing_field_is_refused(cast: Cast) -> None:
    record = go(cast, accepted(cast), [SETTLE])
    with pytest.raises(Refused, match="纠纷事实和争议") as caught:
        make(cast, record, "agreement")
    assert "第29条" in str(caught.value)
    assert not CasePaper.objects.exists()


def test_a_paper_without_template_is_uploaded(cast: Cast) -> None:
    with pytest.raises(Missing, match="上传"):
        papers.template_of(accepted(cast), "unknown")


def test_the_bound_file_has_cover_catalogue_and_page_numbers(cast: Cast) -> None:
    record = go(cast, accepted(cast, facts="漏水一周"), [SETTLE])
    with clock.frozen(day("03-11")):
        for code in ("agreement", "registration", "rights"):
            make(cast, record, code)
        reader = PdfReader(BytesIO(casefile.make(record)))
    text = [page.extract_text() for page in reader.pages]
    assert "人民调解卷宗" in text[0].replace(" ", "")
    catalogue = "".join(text[1].split())
    assert catalogue.index("受理登记表") < catalogue.index("权利义务告知书") < catalogue.index("协议书")
    assert [item.title for item in reader.outline][:2] == ["封面", "卷内目录"]  # type: ignore[union-attr]
    assert "1" in text[2].split()


# The file's own check


def test_the_check_names_missing_papers_and_late_steps(cast: Cast) -> None:
    record = go(cast, accepted(cast), [(*SETTLE[:2], "04-20", SETTLE[3], "agreed")])
    found = selfcheck.gaps(record)
    assert any(gap.kind == "paper" and "登记表" in gap.message for gap in found)
    assert any(gap.kind == "time" and "超期" in gap.message for gap in found)
    assert all(gap.basis for gap in found if gap.kind != "signature")


def test_the_check_asks_for_signatures(cast: Cast) -> None:
    record = accepted(cast)
    with clock.frozen(day("03-03")):
        make(cast, record, "registration")
    kinds = {(gap.kind, gap.message[:9]) for gap in selfcheck.gaps(record)}
    assert any(kind == "signature" for kind, _ in kinds)


def test_the_check_sees_an_emptied_field(cast: Cast) -> None:
    record = go(cast, told(cast), [HEARD, DECIDE])
    type(record)._default_manager.filter(pk=record.pk).update(discretion="")
    record.refresh_from_db()
    assert any(gap.kind == "step" and "裁量" in gap.message for gap in selfcheck.gaps(record))


# Warnings


def test_each_warning_comes_once_and_climbs(cast: Cast) -> None:
    record = accepted(cast)
    end = date.fromisoformat(due(record, "MED-02"))
    assert warnings.scan(end - timedelta(days=4)) == []
    assert [one.rung for one in warnings.scan(end - timedelta(days=3))] == ["soon"]
    assert warnings.scan(end - timedelta(days=3)) == []
    assert [one.rung for one in warnings.scan(end)] == ["today"]
    late = warnings.scan(end + timedelta(days=3))
    assert sorted((one.rung, one.to.username) for one in late) == [
        ("past", "mediator"),
        ("past_leader", "leader"),
        ("past_legal", "legal"),
    ]
    assert warnings.scan(end + timedelta(days=30)) == []


def test_a_scan_that_comes_late_catches_up(cast: Cast) -> None:
    record = accepted(cast)
    end = date.fromisoformat(due(record, "MED-02"))
    assert len(warnings.scan(end + timedelta(days=10))) == 5
    mine = warnings.unread(cast.mediator, compile_access(cast.mediator))
    assert len(mine) == 3
    warnings.mark_read(cast.mediator, [one.pk for one in mine])
    assert warnings.unread(cast.mediator, compile_access(cast.mediator)) == []


def test_many_late_clocks_are_warned_of_in_parts(cast: Cast, monkeypatch: Any) -> None:
    """Each part is a transaction of its own; together they give what one scan gives, each warning once."""
    for n in range(7):  # three of the first day, the others a day apart: parts end inside a day too
        accepted(cast, title=f"漏水{n}")
    for n, one in enumerate(Clock.objects.order_by("pk")):
        Clock.objects.filter(pk=one.pk).update(due_on=date(2026, 4, 1) + timedelta(days=max(0, n - 2)))
    today = date(2026, 4, 12)
    monkeypatch.setattr(warnings, "TOGETHER", 2)
    stream = warnings.parts(today)
    first = next(stream)
    assert len(first) == 10  # two clocks: three to the mediator, one to the legal office, one to the leader
    assert Warning.objects.count() == 10
    rest = [one for part in stream for one in part]
    assert (len(rest), Warning.objects.count()) == (25, 35)
    assert {(one.rung, one.to_id) for one in [*first, *rest]} == {
        *((rung, cast.mediator.pk) for rung in ("soon", "today", "past")),
        ("past_legal", cast.legal.pk),
        ("past_leader", cast.leader.pk),
    }
    assert list(warnings.parts(today)) == []
    Clock.objects.update(due_on=date(2026, 4, 11))  # moved, as after a calendar change: it is warned of anew
    assert messages.warn(today) == (28, 0)  # a day late: not yet to the leader


def test_a_scan_that_was_cut_short_goes_on_where_it_stopped(cast: Cast, monkeypatch: Any) -> None:
    for n in range(3):
        accepted(cast, title=f"漏水{n}")
    today = date(2026, 5, 20)
    monkeypatch.setattr(warnings, "TOGETHER", 1)
    next(warnings.parts(today))  # and then the machine goes down
    assert Warning.objects.count() == 5
    assert len(warnings.scan(today)) == 10
    assert Warning.objects.count() == 15


def test_messages_go_to_the_offices_own_gateway_without_personal_data(cast: Cast) -> None:
    record = accepted(cast)
    got: list[dict[str, Any]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/send?key=demo"
    for kind in MessageChannel.Kind.values:
        MessageChannel.objects.create(unit=cast.street, kind=kind, address=address)
    new = warnings.scan(date.fromisoformat(due(record, "MED-02")))
    assert messages.deliver(new[:1]) == 4
    server.shutdown()
    server.server_close()
    assert all(record.number in json.dumps(one, ensure_ascii=False) for one in got)
    assert not any("示例甲" in json.dumps(one, ensure_ascii=False) for one in got)
    assert messages.deliver(new[:1]) == 0
    assert Audit.objects.filter(action="message.failed").count() == 4


def test_a_gateway_that_sends_elsewhere_is_not_followed(cast: Cast) -> None:
    record = accepted(cast)
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(303)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/send"
    MessageChannel.objects.create(unit=cast.street, kind="wecom", address=address)
    new = warnings.scan(date.fromisoformat(due(record, "MED-02")))
    assert messages.deliver(new[:1]) == 0
    server.shutdown()
    server.server_close()
    assert asked == ["/send"]
    assert Audit.objects.filter(action="message.failed").count() == 1


# The calendar


def test_one_announced_day_moves_exactly_the_clocks_a_recount_says(cast: Cast) -> None:
    for number in range(12):
        record = start(
            cast,
            "petitions",
            "clerk",
            f"2026-03-{2 + number:02d}",
            {
                "title": "示例",
                "channel": "letter",
                "facts": "示例",
                "nature": "claim",
                "content": "other",
                "arrival": "forwarded",
                "sender": "示例区",
            },
        )
    holiday = date(2026, 3, 11)
    before = {one.pk: one.due_on for one in Clock.objects.filter(open=True)}
    changed = law.calendar().with_days({holiday: (False, "示例通知")})
    wanted = {
        one.pk: law.due(one.code, one.started_on, calendar=changed).day
        for one in Clock.objects.filter(open=True)
    }
    moved = holidays.announce(
        days={holiday: False}, source="示例通知", by=cast.admin, access=compile_access(cast.admin)
    )
    after = {one.pk: one.due_on for one in Clock.objects.filter(open=True)}
    assert after == wanted
    assert {one.clock for one in moved} == {pk for pk in before if before[pk] != after[pk]}
    assert moved
    signed = Audit.objects.get(action="calendar.announce")
    assert signed.by == cast.admin.pk
    assert len(signed.detail["moved"]) == len(moved)
    assert record.pk


def test_only_an_administrator_announces_and_names_the_source(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        holidays.announce(
            days={date(2027, 1, 4): False}, source="通知", by=cast.clerk, access=compile_access(cast.clerk)
        )
    admin = compile_access(cast.admin)
    with pytest.raises(Invalid, match="文件名称"):
        holidays.announce(days={date(2027, 1, 4): False}, source=" ", by=cast.admin, access=admin)
    with pytest.raises(Invalid, match="没有读到"):
        holidays.announce(days={}, source="通知", by=cast.admin, access=admin)


def test_a_provisional_date_turns_firm_when_the_year_is_announced(cast: Cast) -> None:
    record = start(
        cast,
        "disclosure",
        "clerk",
        "2026-12-20",
        {
            "title": "示例",
            "channel": "counter",
            "applicant_kind": "person",
            "applicant": "示例",
            "contact": "1",
            "wanted": "示例",
        },
    )
    go(cast, record, [("accept", "clerk", "2026-12-20", {}, "accepted")])
    reply = Clock.objects.get(record=record, code="INF-04")
    assert reply.provisional
    year = {
        date(2027, 1, 1) + timedelta(days=n): (date(2027, 1, 1) + timedelta(days=n)).weekday() < 5
        for n in range(365)
    }
    year[date(2027, 1, 1)] = False
    holidays.announce(days=year, source="示例年度通知", by=cast.admin, access=compile_access(cast.admin))
    reply.refresh_from_db()
    assert not reply.provisional


# Diagrams


def test_every_procedure_is_drawn_from_its_data(db: Any) -> None:
    for procedure in procedures():
        drawn, written = diagram.svg(procedure), diagram.document(procedure)
        assert drawn.count("<rect") == len(procedure.steps)
        for step in procedure.steps:
            assert step.name in drawn
            assert step.name in written
        assert written.count("\n| ") == len(procedure.moves) + 2


def test_a_case_is_marked_on_its_diagram(cast: Cast) -> None:
    record = accepted(cast)
    drawn = diagram.svg(procedure_of(record), here="accepted", passed=frozenset({"registered"}))
    assert drawn.count('class="step now"') == 1
    assert drawn.count('class="step done"') == 1


def test_the_pages_of_the_procedures_are_current(db: Any) -> None:
    from tools.diagrams import stale

    assert stale() == [], "run: python tools/diagrams.py"
