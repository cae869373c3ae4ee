"""Penalty cases walked by the 行政处罚法; dates counted by hand from the 2026 calendar."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.walks.cast import Cast
from tests.walks.walk import day, due, go, refused, start
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.journal.queries import standing
from yifa.ledgers.cases.benchmark import span_of
from yifa.ledgers.cases.models import late_fine
from yifa.office.access import compile_access
from yifa.procedures import casefile, papers, selfcheck, warnings
from yifa.procedures.actions import amend
from yifa.procedures.models import Clock
from yifa.records.models import Record

pytestmark = pytest.mark.django_db

CLUE = {
    "title": "占用消防通道",
    "clue": "patrol",
    "place": "示例路",
    "violation": "占用消防通道停放车辆",
    "against": "entity",
    "party": "示例公司",
}


def clue(cast: Cast) -> Record:
    return start(cast, "cases", "officer", "2026-03-02", CLUE)


def file(cast: Cast) -> tuple[Any, ...]:
    return ("file", "legal", "03-03", {"power": cast.power}, "filed")


def investigate(cast: Cast) -> tuple[Any, ...]:
    pair = {"credential": cast.credentials[0], "second": cast.credentials[1], "shown": True}
    return ("investigate", "officer", "03-04", pair, "investigating")


FOUND = {
    "facts": "停放两小时",
    "evidence": "现场照片，示例队，2026-03-04",
    "proposed": "fine",
    "proposed_fine": Decimal(2000),
}
CONCLUDE = ("conclude", "officer", "03-10", FOUND, "concluded")
TELL = ("tell", "officer", "03-11", {"hearing_told": True}, "told")
HEARD = ("heard_out", "officer", "03-20", {"statement": "none"}, "ready")
DECIDE = (
    "decide",
    "leader",
    "03-23",
    {"sanction": "fine", "fine": Decimal(1500), "discretion": "首次，从轻"},
    "decided",
)


def investigated(cast: Cast) -> Record:
    return go(cast, clue(cast), [file(cast), investigate(cast)])


def told(cast: Cast, **found: Any) -> Record:
    conclude = (*CONCLUDE[:3], {**FOUND, **found}, "concluded")
    return go(cast, investigated(cast), [conclude, TELL])


def decided(cast: Cast) -> Record:
    return go(cast, told(cast), [HEARD, DECIDE])


def test_ninety_days_to_decide(cast: Cast) -> None:
    """第60条: ninety calendar days from filing, not working days."""
    record = go(cast, clue(cast), [file(cast)])
    assert due(record, "PEN-15") == "2026-06-01"


def test_the_plain_way_to_the_closed_file(cast: Cast) -> None:
    record = go(
        cast,
        decided(cast),
        [
            ("serve", "officer", "03-24", {"service": "direct"}, "served"),
            ("publish", "officer", "03-25", {}, "served"),
            ("perform", "officer", "04-02", {}, "performed"),
            ("close", "legal", "04-03", {"reason": "已履行"}, "closed"),
        ],
    )
    assert not Clock.objects.filter(record=record, open=True).exists()
    counted = {line.account: (line.quantity, line.detail) for line in standing(record.source)}
    assert counted["cases.decided"] == (1, "fine")
    assert counted["cases.amount"] == (150000, "")
    assert counted["cases.closed"] == (1, "")


def test_clocks_after_the_decision(cast: Cast) -> None:
    """第61条: seven working days to serve; 国办发〔2018〕118号: seven to publish; 第67条: fifteen calendar days to pay."""
    record = decided(cast)
    assert due(record, "PEN-18") == "2026-04-01"
    assert due(record, "PEN-33") == "2026-04-01"
    record = go(cast, record, [("serve", "officer", "03-24", {"service": "notice"}, "served")])
    assert due(record, "PEN-20") == "2026-04-08"
    assert due(record, "PEN-19") == "2026-04-23"


def test_one_does_not_file_ones_own_clue(cast: Cast) -> None:
    record = start(cast, "cases", "legal", "2026-03-02", CLUE)
    assert "本人录入" in refused(cast, record, "file", "legal", "03-03", {"power": cast.power})
    go(cast, record, [("file", "leader", "03-03", {"power": cast.power}, "filed")])


def test_no_power_no_case(cast: Cast) -> None:
    assert "第17条" in refused(cast, clue(cast), "file", "legal", "03-03")
    cast.power.valid_to = cast.power.valid_from
    cast.power.save()
    assert "第24条" in refused(cast, clue(cast), "file", "legal", "03-03", {"power": cast.power})


def test_two_officers_with_valid_credentials(cast: Cast) -> None:
    """第42条 and 第55条."""
    record = go(cast, clue(cast), [file(cast)])
    one = cast.credentials[0]
    assert "不得少于两人" in refused(
        cast, record, "investigate", "officer", "03-04", {"credential": one, "second": one, "shown": True}
    )
    pair = {"credential": one, "second": cast.credentials[1]}
    assert "出示执法证件" in refused(cast, record, "investigate", "officer", "03-04", pair)
    expired = cast.credentials[1]
    expired.valid_to = expired.valid_from
    expired.save()
    assert "无效" in refused(cast, record, "investigate", "officer", "03-04", {**pair, "shown": True})


def test_preservation_and_seizure_have_their_own_clocks(cast: Cast) -> None:
    """第56条: seven working days; 行政强制法第25条: thirty calendar days and thirty more."""
    record = go(
        cast,
        investigated(cast),
        [
            ("preserve", "legal", "03-05", {"reason": "可能灭失"}, "investigating"),
            ("seize", "legal", "03-06", {"reason": "防止转移"}, "investigating"),
        ],
    )
    assert due(record, "PEN-06") == "2026-03-16"
    # No rule moves the last day of a seizure off a day of rest: 5 April, a Sunday, stands.
    assert due(record, "PEN-07") == "2026-04-05"
    record = go(
        cast,
        record,
        [
            ("dispose", "officer", "03-10", {"reason": "已固定证据"}, "investigating"),
            ("seize_longer", "legal", "04-01", {"reason": "情况复杂", "extension": 30}, "investigating"),
        ],
    )
    assert due(record, "PEN-07") == "2026-05-05"
    assert "只能延长1次" in refused(
        cast, record, "seize_longer", "legal", "04-02", {"reason": "再延", "extension": 30}
    )
    go(cast, record, [("release", "officer", "04-03", {"reason": "不再需要"}, "investigating")])


def test_a_hearing_asked_for_is_held_and_then_reviewed(cast: Cast) -> None:
    """第63条 to 第65条 and 第58条: after a hearing the legal review is mandatory."""
    record = told(cast)
    assert due(record, "PEN-10") == "2026-03-18"
    record = go(cast, record, [("ask_hearing", "officer", "03-13", {}, "hearing")])
    held = {"statement": "heard", "reason": "已举行听证"}
    late = {**held, "hearing_notified_on": day("03-20")}
    assert "七个工作日前" in refused(cast, record, "hear", "officer", "03-30", late)
    in_time = {**held, "hearing_notified_on": day("03-19")}
    record = go(cast, record, [("hear", "officer", "03-30", in_time, "review")])
    record = go(
        cast,
        record,
        [
            ("reviewed", "legal", "04-01", {"reviewer": "法制审核岗", "review_opinion": "agree"}, "ready"),
            ("decide", "leader", "04-02", DECIDE[3], "decided"),
        ],
    )


def test_no_decision_before_the_hearing_window_closes(cast: Cast) -> None:
    record = go(cast, told(cast), [("heard_out", "officer", "03-12", {"statement": "none"}, "ready")])
    assert "第64条" in refused(cast, record, "decide", "leader", "03-17", DECIDE[3])
    go(cast, record, [("decide", "leader", "03-19", DECIDE[3], "decided")])


def test_complex_cases_need_the_legal_review(cast: Cast) -> None:
    record = told(cast)
    record.complex = True  # type: ignore[attr-defined]
    record.save()
    record = go(cast, record, [HEARD])
    assert "第58条" in refused(cast, record, "decide", "leader", "03-23", DECIDE[3])


def test_grave_cases_are_discussed_together(cast: Cast) -> None:
    record = told(cast)
    record.grave = True  # type: ignore[attr-defined]
    record.save()
    record = go(cast, record, [("send_review", "officer", "03-20", {"statement": "none"}, "review")])
    record = go(
        cast,
        record,
        [("reviewed", "legal", "03-21", {"reviewer": "法制审核岗", "review_opinion": "agree"}, "ready")],
    )
    assert "集体讨论" in refused(cast, record, "decide", "leader", "03-23", DECIDE[3])
    record = go(cast, record, [("discuss", "leader", "03-22", {"reason": "同意"}, "ready")])
    assert record.discussed_on is None, "one person is no discussion"  # type: ignore[attr-defined]
    assert "集体讨论" in refused(cast, record, "decide", "leader", "03-23", DECIDE[3])
    record = go(cast, record, [("discuss", "legal", "03-22", {"reason": "同意"}, "ready")])
    go(cast, record, [DECIDE])


@pytest.mark.parametrize(
    ("fine", "basis"),
    [
        (Decimal(100), "法定幅度"),
        (Decimal(60000), "法定幅度"),
        (Decimal(2500), "第45条"),
    ],
)
def test_the_fine_stays_in_its_range_and_below_what_was_told(cast: Cast, fine: Decimal, basis: str) -> None:
    record = go(cast, told(cast), [HEARD])
    assert basis in refused(cast, record, "decide", "leader", "03-23", {**DECIDE[3], "fine": fine})


def test_without_a_local_sum_the_hearing_right_is_always_told(cast: Cast) -> None:
    """第63条: what a larger fine is, is a local number; it is asked for, never guessed."""
    record = go(cast, investigated(cast), [CONCLUDE])
    assert "须由地方规定填写" in refused(cast, record, "tell", "officer", "03-11")


def test_unpaid_fines_go_to_court_after_the_reminder(cast: Cast) -> None:
    """第72条, 行政强制法第54条: ten working days after the reminder."""
    record = go(
        cast,
        decided(cast),
        [
            ("serve", "officer", "03-24", {"service": "left"}, "served"),
            ("remind", "officer", "04-13", {}, "overdue"),
        ],
    )
    assert due(record, "PEN-25") == "2026-04-27"
    assert "第54条" in refused(cast, record, "apply_court", "leader", "04-27")
    assert "期限届满后方可申请" in refused(cast, record, "apply_court", "leader", "04-28")
    # 行政诉讼法第46条: six months from service, 24 September; then three months (行政强制法第53条).
    assert "2026年09月24日" in refused(cast, record, "rights_end", "officer", "09-23")
    record = go(cast, record, [("rights_end", "officer", "09-24", {}, "overdue")])
    assert due(record, "PEN-26") == "2026-12-24"
    assert "已经登记" in refused(cast, record, "rights_end", "officer", "09-25")
    assert "第156条" in refused(cast, record, "apply_court", "leader", "12-25")
    record = go(cast, record, [("apply_court", "leader", "10-12", {}, "court")])
    go(cast, record, [("perform", "officer", "11-20", {}, "performed")])


def test_who_went_to_court_himself_is_not_taken_there(cast: Cast) -> None:
    """行政强制法第53条: only where neither review nor suit was sought."""
    record = go(cast, decided(cast), [("serve", "officer", "03-24", {"service": "left"}, "served")])
    record.disputed = True
    record.save()
    assert "第53条" in refused(cast, record, "rights_end", "officer", "09-25")


def test_a_suspected_crime_goes_to_the_police(cast: Cast) -> None:
    """第27条, 移送规定第5条: the head decides in three days, the case is handed over within a day; it may come back."""
    record = investigated(cast)
    assert "第5条" in refused(cast, record, "transfer", "leader", "03-11")
    record = go(
        cast,
        record,
        [
            (
                "ask_transfer",
                "officer",
                "03-11",
                {"reason": "数额达到追诉标准", "facts": "示例事实"},
                "investigating",
            )
        ],
    )
    assert due(record, "PEN-38") == "2026-03-14"
    assert refused(cast, record, "transfer", "officer", "03-12")
    record = go(cast, record, [("transfer", "leader", "03-12", {}, "transferred")])
    record = go(cast, record, [("hand_over", "officer", "03-12", {}, "transferred")])
    assert "PEN-39" not in {clock.code for clock in record.clocks.filter(open=True)}
    assert refused(cast, record, "conclude", "officer", "03-13")
    record = go(
        cast, record, [("take_back", "officer", "04-20", {"reason": "免予刑事处罚"}, "investigating")]
    )
    record = go(
        cast,
        record,
        [
            (
                "ask_transfer",
                "officer",
                "04-21",
                {"reason": "又发现线索", "facts": "示例事实"},
                "investigating",
            )
        ],
    )
    go(cast, record, [("refuse_transfer", "leader", "04-22", {"reason": "未达到追诉标准"}, "investigating")])


def test_late_fine_is_capped_by_the_fine() -> None:
    """第72条: three per cent a day; 行政强制法第45条: never above the fine."""
    assert late_fine(Decimal(1000), 10) == Decimal("300.00")
    assert late_fine(Decimal(1000), 60) == Decimal("1000.00")
    assert late_fine(Decimal(1000), -5) == Decimal("0.00")


def test_late_fine_above_the_rule_is_refused(cast: Cast) -> None:
    record = go(cast, decided(cast), [("serve", "officer", "03-24", {"service": "direct"}, "served")])
    # Due on 8 April; ten days late: at most 450 yuan of a fine of 1500.
    assert "450" in refused(cast, record, "perform", "officer", "04-18", {"late_fine": Decimal(500)})
    go(cast, record, [("perform", "officer", "04-18", {"late_fine": Decimal(450)}, "performed")])


def part(on: str, amount: str) -> dict[str, str]:
    """An instalment."""
    return {"day": day(on).isoformat(), "amount": amount}


def paid(on: str, amount: str, receipt: str = "") -> dict[str, str]:
    """A payment."""
    return {**part(on, amount), "receipt": receipt}


def served(cast: Cast) -> Record:
    return go(cast, decided(cast), [("serve", "officer", "03-24", {"service": "direct"}, "served")])


THREE = [part("04-20", "500.00"), part("05-20", "500.00"), part("06-22", "500.00")]


def granted(cast: Cast, rows: list[dict[str, str]]) -> Record:
    given = {"instalments": "分期批准〔2026〕1号", "schedule": rows, "reason": "确有经济困难"}
    return go(cast, served(cast), [("allow_time", "leader", "03-26", given, "served")])


def running(record: Record) -> dict[str, str]:
    """The open clocks of payment: name and day."""
    found = Clock.objects.filter(record=record, code="PEN-20", open=True)
    return {one.label: f"{one.due_on:%m-%d}" for one in found}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([part("04-20", "500.00"), part("05-20", "900.00")], "合计1400元，罚没金额是1500元，相差100元"),
        ([part("04-20", "500.00"), part("05-20", "1000.01")], "相差0.01元"),
        ([part("05-20", "500.00"), part("04-20", "1000.00")], "第2期的缴纳期限须晚于前一期"),
        ([part("05-20", "500.00"), part("05-20", "1000.00")], "第2期的缴纳期限须晚于前一期"),
        ([part("03-25", "1500.00")], "早于批准的日期"),
        ([], "请填写“延期、分期缴纳计划”"),
    ],
)
def test_a_schedule_that_does_not_add_up_is_refused(
    cast: Cast, rows: list[dict[str, str]], says: str
) -> None:
    given = {"instalments": "分期", "schedule": rows, "reason": "确有经济困难"}
    said = refused(cast, served(cast), "allow_time", "leader", "03-26", given)
    assert says in said
    assert "行政处罚法 第66条" in said


def test_each_instalment_has_a_clock_and_a_payment_stops_it(cast: Cast) -> None:
    """第66条第2款: the ordinary fifteen days (8 April) give way to the days that were granted."""
    record = granted(cast, THREE)
    assert running(record) == {
        "缴纳罚款（第1期）": "04-20",
        "缴纳罚款（第2期）": "05-20",
        "缴纳罚款（第3期）": "06-22",
    }
    first = [paid("04-18", "500.00", "示例-1")]
    record = go(cast, record, [("pay", "officer", "04-18", {"payments": first}, "served")])
    assert running(record) == {"缴纳罚款（第2期）": "05-20", "缴纳罚款（第3期）": "06-22"}
    half = [*first, paid("05-10", "200.00")]
    record = go(cast, record, [("pay", "officer", "05-10", {"payments": half}, "served")])
    assert running(record) == {"缴纳罚款（第2期）": "05-20", "缴纳罚款（第3期）": "06-22"}
    said = refused(cast, record, "perform", "officer", "05-11")
    assert "尚有第2期300元、第3期500元没有登记缴纳" in said
    rest = [*half, paid("05-20", "800.00")]
    record = go(cast, record, [("pay", "officer", "05-21", {"payments": rest}, "served")])
    assert running(record) == {}
    go(cast, record, [("perform", "officer", "05-21", {}, "performed")])


def test_an_instalment_within_the_ordinary_term_is_late_only_after_it(cast: Cast) -> None:
    """第67条: nobody is late before the fifteenth day; the next move leaves the clock as it is."""
    record = granted(cast, [part("04-01", "500.00"), part("05-20", "1000.00")])
    assert running(record) == {"缴纳罚款（第1期）": "04-08", "缴纳罚款（第2期）": "05-20"}
    before = set(Clock.objects.filter(record=record).values_list("pk", flat=True))
    record = go(cast, record, [("publish", "officer", "03-27", {}, "served")])
    assert set(Clock.objects.filter(record=record).values_list("pk", flat=True)) == before


def test_time_alone_is_one_instalment(cast: Cast) -> None:
    assert running(granted(cast, [part("05-20", "1500.00")])) == {"缴纳罚款（延期）": "05-20"}


def test_a_second_grant_replaces_the_first(cast: Cast) -> None:
    record = granted(cast, THREE)
    given = {"instalments": "再次批准", "schedule": [part("07-20", "1500.00")], "reason": "再次申请"}
    record = go(cast, record, [("allow_time", "leader", "04-01", given, "served")])
    assert running(record) == {"缴纳罚款（延期）": "07-20"}


def test_a_corrected_day_moves_its_clock_and_a_wrong_sum_is_not_saved(cast: Cast) -> None:
    record = granted(cast, THREE)
    legal = cast.at("legal")
    with clock.frozen(day("04-02")):
        moved = [THREE[0], part("05-25", "500.00"), THREE[2]]
        amend(record=record, values={"schedule": moved}, by=legal, reason="录错")
        assert running(record)["缴纳罚款（第2期）"] == "05-25"
        with pytest.raises(Invalid) as caught:
            amend(record=record, values={"schedule": THREE[:2]}, by=legal, reason="录错")
        assert "合计1000元" in caught.value.errors["schedule"]
        officer = cast.at("officer")
        with pytest.raises(Invalid, match="您的岗位不能改动"):
            amend(record=record, values={"schedule": THREE}, by=officer, reason="录错")
    assert running(record)["缴纳罚款（第2期）"] == "05-25"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([paid("04-18", "1500.01")], "超过罚没金额1500元"),
        ([paid("03-23", "500.00")], "缴纳日期须在送达之后"),
        ([paid("04-19", "500.00")], "办理日期之前"),
    ],
)
def test_payments_that_cannot_be(cast: Cast, rows: list[dict[str, str]], says: str) -> None:
    record = granted(cast, THREE)
    assert says in refused(cast, record, "pay", "officer", "04-18", {"payments": rows})


def test_without_a_schedule_no_part_is_noted(cast: Cast) -> None:
    said = refused(cast, served(cast), "pay", "officer", "03-26", {"payments": [paid("03-25", "500.00")]})
    assert "没有批准延期、分期缴纳" in said


def test_an_instalment_that_is_late_is_warned_of_once(cast: Cast) -> None:
    record = granted(cast, THREE)
    given = [one for one in warnings.scan(day("04-20")) if one.clock.record_id == record.pk]
    assert {one.rung for one in given if one.clock.label == "缴纳罚款（第1期）"} == {"soon", "today"}
    assert {one.clock.label for one in given} & {"缴纳罚款（第2期）", "缴纳罚款（第3期）"} == set()
    assert warnings.scan(day("04-20")) == []


SEIZE = ("seize", "legal", "03-06", {"reason": "防止转移"}, "investigating")


def kept(kind: str, stage: str, on: str = "03-06") -> dict[str, str]:
    """A line of the index of recordings."""
    return {
        "kind": kind,
        "stage": stage,
        "day": day(on).isoformat(),
        "by": "示例officer",
        "place": "示例平台 2026-0001",
    }


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([], True),
        ([kept("text", "seize")], True),
        ([kept("video", "scene")], True),
        ([kept("video", "scene"), kept("video", "seize")], False),
    ],
)
def test_a_seizure_is_recorded_in_sound_and_video(
    cast: Cast, rows: list[dict[str, str]], missing: bool
) -> None:
    """国办发〔2018〕118号: the whole of a seizure; other steps as needed, so that none of them is called missing."""
    record = go(cast, investigated(cast), [SEIZE])
    if rows:
        listed = ("record", "officer", "03-07", {"recordings": rows}, "investigating")
        record = go(cast, record, [listed])
    gaps = [gap for gap in selfcheck.gaps(record) if gap.kind == "recording"]
    assert [gap.basis for gap in gaps] == (["国办发〔2018〕118号"] if missing else [])
    assert all("查封、扣押" in gap.message for gap in gaps)


def test_a_case_without_a_seizure_needs_no_video(cast: Cast) -> None:
    assert [gap for gap in selfcheck.gaps(investigated(cast)) if gap.kind == "recording"] == []


def test_nothing_is_listed_before_it_was_recorded(cast: Cast) -> None:
    rows = [kept("video", "scene"), kept("video", "seize", "03-09")]
    said = refused(cast, investigated(cast), "record", "officer", "03-08", {"recordings": rows})
    assert "第2行的记录日期晚于办理日期" in said


def test_index_and_approval_are_papers_of_the_file(cast: Cast) -> None:
    record = granted(cast, THREE)
    rows = [kept("video", "scene", "03-05"), kept("text", "inquiry", "03-05")]
    record = go(cast, record, [("record", "officer", "03-27", {"recordings": rows}, "served")])
    legal = cast.at("legal")
    with clock.frozen(day("03-27")):
        for code in ("recordings", "instalments", "decision"):
            papers.make(record=record, code=code, by=legal, access=compile_access(legal))
        titles = [entry.title for entry in casefile.entries(record)]
    assert titles == ["行政处罚决定书", "延期（分期）缴纳罚款批准书", "执法全过程记录目录"]
    filled = papers.fill(record, "recordings")
    assert filled.grid[0] == ["序号", "种类", "所属环节", "记录日期", "记录人", "存放位置"]
    assert filled.grid[2][:4] == ["2", "文字", "调查取证", "2026年3月5日"]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(casefile.make(record))).pages)
    for said in ("示例平台2026-0001", "1音像现场检查2026年3月5日", "2026年6月22日", "500元"):
        assert said in "".join(text.split()), said


def test_side_ways(cast: Cast) -> None:
    """Dropped clues, cases sent back, payment in parts, a published decision withdrawn."""
    go(cast, clue(cast), [("drop", "legal", "03-03", {"reason": "不属于本机关管辖"}, "not_filed")])
    record = go(cast, told(cast), [("reopen", "legal", "03-12", {"reason": "补充证据"}, "investigating")])
    record = go(
        cast,
        record,
        [
            (*CONCLUDE[:2], "03-13", FOUND, "concluded"),
            ("tell", "officer", "03-13", {"hearing_told": True}, "told"),
        ],
    )
    record = go(cast, record, [("heard_out", "officer", "03-20", {"statement": "waived"}, "ready"), DECIDE])
    go(
        cast,
        record,
        [
            ("serve", "officer", "03-24", {"service": "direct"}, "served"),
            (
                "allow_time",
                "leader",
                "03-26",
                {"instalments": "分两期", "schedule": [part("05-08", "1500.00")], "reason": "确有经济困难"},
                "served",
            ),
            ("publish", "officer", "03-27", {}, "served"),
            ("revise", "legal", "04-08", {"reason": "复议决定变更"}, "served"),
        ],
    )
    assert due(record, "PEN-32") == "2026-04-13"
    record = go(cast, record, [("unpublish", "legal", "04-10", {"reason": "决定被变更"}, "served")])
    assert not Clock.objects.filter(record=record, code="PEN-32", open=True).exists()


BENCHMARK = [{"情节": "较轻", "幅度": "500元至1000元"}, {"情节": "较重", "幅度": "1000元至50000元"}]


@pytest.mark.parametrize(
    ("fine", "tier", "says"),
    [
        (800, "", "较轻（500元至1000元）；较重（1000元至50000元）"),
        (800, "特重", "选择一档"),
        (1500, "较轻", "“较轻”的裁量幅度是500元至1000元，请改为幅度以内的金额"),
        (1500, "较轻", "国办发〔2022〕27号"),
    ],
)
def test_a_fine_follows_the_benchmark_of_its_item(cast: Cast, fine: int, tier: str, says: str) -> None:
    """国办发〔2022〕27号: a tier of the published benchmark; departing from it is for the heads together."""
    cast.power.benchmark = BENCHMARK
    cast.power.save()
    record = go(cast, told(cast), [HEARD])
    given = {**DECIDE[3], "fine": Decimal(fine), "tier": tier}
    assert says in refused(cast, record, "decide", DECIDE[1], DECIDE[2], given)


LOW = {**DECIDE[3], "fine": Decimal(1500), "tier": "较轻"}
DEPARTS = {**LOW, "departure": "后果明显重于同档情形"}


def heard(cast: Cast, *, own: bool) -> Record:
    """A case to be decided under a benchmark of the deciding body's own, or of its superior."""
    cast.power.benchmark, cast.power.benchmark_own = BENCHMARK, own
    cast.power.save()
    return go(cast, told(cast), [HEARD])


def test_a_superiors_benchmark_is_left_with_its_makers_approval(cast: Cast) -> None:
    """国办发〔2022〕27号: the reason alone does not do, nor does the office's own discussion."""
    record = heard(cast, own=False)
    assert "制定机关批准" in refused(cast, record, "decide", DECIDE[1], DECIDE[2], DEPARTS)
    for who in ("leader", "legal"):
        record = go(cast, record, [("discuss", who, HEARD[2], {"reason": "情节特殊"}, "ready")])
    assert "制定机关批准" in refused(cast, record, "decide", DECIDE[1], DECIDE[2], DEPARTS)
    given = {**DEPARTS, "departure_approval": "示例区城管局批复〔2026〕1号"}
    go(cast, record, [(*DECIDE[:3], given, "decided")])


def test_a_reason_goes_before_an_approval(cast: Cast) -> None:
    record = heard(cast, own=True)
    given = {**LOW, "departure_approval": "负责人批准"}
    assert "写明理由" in refused(cast, record, "decide", DECIDE[1], DECIDE[2], given)


def test_the_heads_may_depart_from_the_benchmark_together(cast: Cast) -> None:
    record = heard(cast, own=True)
    assert "集体讨论" in refused(cast, record, "decide", DECIDE[1], DECIDE[2], DEPARTS)
    for who in ("leader", "legal"):
        record = go(cast, record, [("discuss", who, HEARD[2], {"reason": "情节特殊，见讨论记录"}, "ready")])
    go(cast, record, [(*DECIDE[:3], DEPARTS, "decided")])


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("50元至200元", (50, 200)),
        ("1,000元以上5,000.5元以下", (1000, Decimal("5000.5"))),
        ("1万元至3.5万元", (10000, 35000)),
        ("5000元至2万元", (5000, 20000)),
        ("货值1倍至3倍", (None, None)),
        ("1000元以上", (None, None)),
        ("10%至30%", (None, None)),
    ],
)
def test_the_range_of_a_tier(text: str, span: tuple[Any, Any]) -> None:
    assert span_of(text) == span


def test_releasing_and_publishing_leave_a_case_where_it_stands(cast: Cast) -> None:
    """Goods are given back after the decision, and the decision is published after it was performed."""
    record = go(
        cast, investigated(cast), [("seize", "legal", "03-06", {"reason": "防止转移"}, "investigating")]
    )
    record = go(
        cast,
        record,
        [
            (*CONCLUDE[:2], "03-13", FOUND, "concluded"),
            ("tell", "officer", "03-13", {"hearing_told": True}, "told"),
            ("heard_out", "officer", "03-20", {"statement": "waived"}, "ready"),
            DECIDE,
            ("release", "officer", "03-24", {"reason": "不需要没收"}, "decided"),
            ("serve", "officer", "03-24", {"service": "direct"}, "served"),
            ("perform", "officer", "03-25", {}, "performed"),
            ("publish", "officer", "03-26", {}, "performed"),
        ],
    )
    assert not Clock.objects.filter(record=record, code__in=("PEN-07", "PEN-33"), open=True).exists()
