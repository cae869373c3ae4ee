"""What cannot be: days left out twice, extensions the law does not give, papers half filled. Refused where it is wrong."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db.models import DateField

from tests.walks.cast import Cast
from tests.walks.test_mediation import SETTLE, accepted
from tests.walks.walk import day, due, go, start
from yifa import law
from yifa.foundation import clock
from yifa.foundation.errors import Forbidden, Invalid, Missing, Refused
from yifa.office.access import compile_access
from yifa.procedures import actions, clockcard, papers, pauses, selfcheck
from yifa.procedures.actions import amend
from yifa.procedures.models import CasePaper, Clock, ClockEntry
from yifa.procedures.path import path_of
from yifa.records.actions import concrete
from yifa.records.models import Record

pytestmark = pytest.mark.django_db


def seizure(cast: Cast) -> Clock:
    """A seizure of 6 March whose tests are left out by 行政强制法 art. 25."""
    from tests.walks.test_cases import investigated

    record = investigated(cast)
    go(cast, record, [("seize", "legal", "03-06", {"reason": "防止转移"}, "investigating")])
    return Clock.objects.get(record=record, code="PEN-07")


def leave_out(
    cast: Cast, one: Clock, first: str, last: str, reason: str = "技术鉴定", who: str = "officer"
) -> Clock:
    person = cast.at(who)
    with clock.frozen(day("03-31")):
        return pauses.exclude(
            clock=one,
            first=day(first),
            last=day(last),
            reason=reason,
            by=person,
            access=compile_access(person),
        )


def test_days_left_out_move_the_date_by_as_many(cast: Cast) -> None:
    one = seizure(cast)
    assert str(one.due_on) == "2026-04-05"
    assert str(leave_out(cast, one, "03-10", "03-19").due_on) == "2026-04-15"
    # Entered later, though earlier in time: the order of entering does not matter.
    assert str(leave_out(cast, one, "03-07", "03-08").due_on) == "2026-04-17"
    found = ClockEntry.objects.filter(clock=one, kind="exclude")
    assert [(str(row.on), str(row.until)) for row in found] == [
        ("2026-03-10", "2026-03-19"),
        ("2026-03-07", "2026-03-08"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "field", "says"),
    [
        ("03-15", "03-25", "first", "重叠"),
        ("03-10", "03-19", "first", "重叠"),
        ("03-05", "03-07", "first", "起算事由发生日（2026年03月06日）"),
        ("03-25", "03-22", "last", "不能早于起日"),
        ("03-28", "04-02", "last", "不能晚于今天"),
    ],
)
def test_days_that_cannot_be_left_out(cast: Cast, first: str, last: str, field: str, says: str) -> None:
    one = leave_out(cast, seizure(cast), "03-10", "03-19")
    before = (one.due_on, one.entries.count())
    with pytest.raises(Invalid, match=says) as caught:
        leave_out(cast, one, first, last)
    assert list(caught.value.errors) == [field]
    one.refresh_from_db()
    assert (one.due_on, one.entries.count()) == before


def test_a_reason_a_right_and_a_ground_are_needed(cast: Cast) -> None:
    one = seizure(cast)
    with pytest.raises(Invalid, match="检测、检验、检疫、技术鉴定的时间") as caught:
        leave_out(cast, one, "03-10", "03-12", reason=" ")
    assert list(caught.value.errors) == ["reason"]
    with pytest.raises(Forbidden):
        leave_out(cast, one, "03-10", "03-12", who="admin")
    deciding = Clock.objects.get(record=one.record, code="PEN-15")  # 行政处罚法 art. 60 leaves nothing out
    with pytest.raises(Invalid, match=r"第六十条.*没有规定"):
        leave_out(cast, deciding, "03-10", "03-12")
    Clock.objects.filter(pk=one.pk).update(open=False)
    with pytest.raises(Invalid, match="已经停止"):
        leave_out(cast, one, "03-10", "03-12")


def test_a_start_is_not_put_after_days_left_out_of_it(cast: Cast) -> None:
    record = seizure(cast).record
    leave_out(cast, Clock.objects.get(record=record, code="PEN-07"), "03-10", "03-12")
    case = concrete(record)
    with clock.frozen(day("03-31")), pytest.raises(Invalid) as caught:
        amend(record=case, values={"seized_on": day("03-11")}, by=cast.legal, reason="录错")
    assert "中止起日" in caught.value.errors["seized_on"]


def petition(cast: Cast, **given: Any) -> Record:
    base = {
        "title": "楼道灯不亮",
        "channel": "visit",
        "facts": "示例",
        "nature": "claim",
        "content": "building",
    }
    return start(cast, "petitions", "clerk", "2026-03-02", {**base, **given})


def extended(cast: Cast, record: Record, days: int, on: str) -> Record:
    with clock.frozen(day(on)):
        return actions.advance(
            record=record, move="extend", by=cast.leader, on=day(on), reason="情况复杂", extension=days
        )


@pytest.mark.parametrize(("days", "says"), [(0, "请填写延长的日数"), (31, "最多可延长30日")])
def test_an_extension_is_refused_beside_its_number(cast: Cast, days: int, says: str) -> None:
    record = handled(cast)
    with pytest.raises(Refused, match=says) as caught:
        extended(cast, record, days, "04-01")
    assert [reason.field for reason in caught.value.reasons] == ["extension"]
    assert due(record, "PET-05") == "2026-05-01"
    assert record.events.filter(move="extend").count() == 0  # type: ignore[attr-defined]


def handled(cast: Cast) -> Record:
    way = [
        ("tell", "clerk", "03-02", {"branch": "b6"}, "told"),
        ("accept", "clerk", "03-02", {}, "handling"),
    ]
    return go(
        cast,
        petition(cast),
        [(m, w, d, {"nature": "claim", **g} if m == "tell" else g, a) for m, w, d, g, a in way],
    )


def test_a_petition_is_extended_once(cast: Cast) -> None:
    record = extended(cast, handled(cast), 20, "04-01")
    with pytest.raises(Refused, match="只能延长1次") as caught:
        extended(cast, record, 10, "04-02")
    assert [reason.field for reason in caught.value.reasons] == ["extension"]


# The path ahead


@pytest.mark.parametrize(
    ("given", "ahead"),
    [
        ({"nature": "claim"}, "told handling replied done filed"),
        ({"nature": "claim", "branch": "b6"}, "told handling replied done filed"),
        ({"nature": "claim", "branch": "b2"}, "told diverted done filed"),
        ({"nature": "suggest"}, "told done filed"),
    ],
)
def test_the_way_ahead_is_that_of_the_matter(cast: Cast, given: dict[str, Any], ahead: str) -> None:
    assert " ".join(one.step.code for one in path_of(petition(cast, **given))[1:]) == ahead


def test_every_step_of_every_procedure_leads_to_an_end(db: Any) -> None:
    from yifa.procedures.path import _onward
    from yifa.procedures.registry import procedures
    from yifa.procedures.values import Situation
    from yifa.records.registry import ledgers

    models = {ledger.procedure.code: ledger.model for ledger in ledgers()}
    for procedure in procedures():
        blank = models[procedure.code](pk=0, path="00010001")  # stored nowhere, but asked what it holds
        for field in blank._meta.fields:
            if isinstance(field, DateField) and not field.null:
                setattr(blank, field.name, day("03-02"))
        here = Situation(blank, day("03-02"), 0, frozenset(), {})
        for step in procedure.steps:
            way = _onward(procedure, here, (step.code,))
            assert way is not None, (procedure.code, step.code)
            assert [procedure.terminal(code) for code in way] == [False] * (len(way) - 1) + [True] * bool(way)


# Papers


def test_a_paper_written_elsewhere_is_kept_with_the_case(cast: Cast) -> None:
    record = go(cast, accepted(cast, facts="漏水一周"), [SETTLE])
    assert any("当事人身份证明" in gap.message for gap in selfcheck.gaps(record))
    access = compile_access(cast.mediator)
    made = papers.upload(
        record=record,
        code="identity",
        file=BytesIO(b"%PDF-1.4 x"),
        name="身份证.pdf",
        by=cast.mediator,
        access=access,
    )
    assert made.name == "当事人身份证明"
    assert not any("当事人身份证明" in gap.message for gap in selfcheck.gaps(record))
    with pytest.raises(Missing, match="没有这一文书"):
        papers.upload(
            record=record, code="none", file=BytesIO(b"x"), name="a.txt", by=cast.mediator, access=access
        )
    with pytest.raises(Invalid, match="空文件"):
        papers.upload(
            record=record, code="proxy", file=BytesIO(b""), name="a.txt", by=cast.mediator, access=access
        )
    assert not CasePaper.objects.filter(code="proxy").exists()


def test_the_file_asks_for_the_form_that_was_chosen(cast: Cast) -> None:
    record = go(cast, accepted(cast), [SETTLE])
    wanted = {gap.message for gap in selfcheck.gaps(record) if gap.kind == "paper"}
    assert "缺少人民调解协议书" in wanted
    assert "缺少人民调解口头协议登记表" not in wanted


# The card for a court file


def test_the_card_of_a_clock_is_a_document(cast: Cast) -> None:
    from pypdf import PdfReader

    one = leave_out(cast, seizure(cast), "03-10", "03-19")
    with clock.frozen(day("03-31")):
        made = clockcard.make(one)
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())
    for words in ("时限说明", "2026年4月15日", "行政强制法", "技术鉴定", "3/10停", "4/15第30", "核对人"):
        assert words in text, words
    assert law.due("PEN-07", day("03-06"), suspensions=[(day("03-10"), day("03-19"))]).day == day("04-15")
    assert one.due_on == day("04-05") + timedelta(days=10)
