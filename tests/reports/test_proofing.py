"""Review while writing: what is told at which passage, which figure is offered for a typed number, what is set aside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from tests.reports.world import Street
    from yifa.reports.models import Passage, Report
    from yifa.reports.proofing import Remark

UNTIL = date(2026, 3, 1)


def opening(found: Report) -> Passage:
    from yifa.reports.queries import passages

    return next(one for one in passages(found) if one.part == "opening")


def told(found: Report, words: str, *more: dict[str, Any]) -> list[Remark]:
    """What is told of the first paragraph while somebody has these words in it, unsaved."""
    from yifa.reports.proofing import proof

    one = opening(found)
    return [each for each in proof(found, {one.pk: [{"text": words}, *more]}) if each.passage == one.pk]


@pytest.fixture
def found(street: Street) -> Report:
    from tests.reports.world import written

    return written(street)


@pytest.mark.parametrize(
    ("words", "check", "text", "suggestion"),
    [
        ("下一步将继续继续推进。", "wording.repeat", "继续继续", "继续"),
        ("按照《信访条例》办理。", "law.status", "《信访条例》", "《信访工作条例》"),
        ("按照《人民调节法》调解。", "law.title", "《人民调节法》", "《中华人民共和国人民调解法》"),
        ("申请人李小山申请行政复议。", "privacy.name", "李小山", "李某"),
        ("发放传单137余份。", "wording.approximate", "137余份", ""),
    ],
)
def test_a_finding_stands_at_its_place(
    found: Report, words: str, check: str, text: str, suggestion: str
) -> None:
    one = next(each for each in told(found, words) if each.check == check)
    assert one.text == text == words[one.start : one.end]
    assert one.suggestion == suggestion
    assert one.basis


@pytest.mark.parametrize(
    ("words", "severity", "code"),
    [
        ("全年受理矛盾纠纷5件。", "medium", "disputes.accepted"),  # the ledger's own number, typed
        ("全年受理矛盾纠纷9件。", "high", "disputes.accepted"),  # another one than the ledger's
        ("全年开展普法活动 1 场。", "medium", "outreach.events"),  # with blanks
        ("发放宣传资料近100份。", "medium", "outreach.leaflets"),  # approximately true
        ("全年接待法律咨询37人次。", "low", ""),  # not kept here
    ],
)
def test_a_typed_number_is_offered_its_figure(found: Report, words: str, severity: str, code: str) -> None:
    (one,) = [each for each in told(found, words) if each.check == "report.typed"]
    assert (one.severity, (one.figure or {}).get("figure", "")) == (severity, code)
    assert words[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "words",
    [
        "2025年，按照《行政处罚法》第五十一条办理。",
        "开展“12·4”宪法日宣传。",
        "落实“三项制度”。",
        "拨打12345热线。",
    ],
)
def test_numbers_that_count_nothing_are_left_alone(found: Report, words: str) -> None:
    assert [each for each in told(found, words) if each.check == "report.typed"] == []


def test_what_a_chip_shows_is_not_questioned(found: Report) -> None:
    chip = {"figure": "disputes.accepted", "form": "text", "text": "5件"}
    assert told(found, "全年受理矛盾纠纷", chip, {"text": "。"}) == []
    beside = told(found, "全年受理矛盾纠纷", chip, {"text": "，继续继续推进，办结3件。"})
    assert {each.check for each in beside} == {"wording.repeat", "report.typed"}
    repeat = next(each for each in beside if each.check == "wording.repeat")
    assert (repeat.start, repeat.text) == (len("全年受理矛盾纠纷5件，"), "继续继续")


def test_a_drafted_report_has_nothing_typed_in_it(found: Report) -> None:
    from yifa.reports.proofing import TYPED, proof

    assert [one for one in proof(found) if one.check == TYPED] == []


def test_a_missing_part_is_told_of_the_whole(found: Report, street: Street) -> None:
    from yifa.reports.editing import remove
    from yifa.reports.proofing import proof
    from yifa.reports.queries import passages

    for one in passages(found):
        if one.level != 1:
            remove(passage=one, by=street.legal)
    assert all(one.passage == 0 for one in proof(found) if one.check == "structure.parts")


def test_a_frozen_report_is_held_against_its_own_instant(found: Report, street: Street) -> None:
    from tests.reports.world import dispute
    from yifa.reports.actions import freeze

    frozen = freeze(report=found, by=street.legal)
    with clock.frozen(clock.at(UNTIL)):
        dispute(street, date(2025, 7, 1))
    (one,) = [each for each in told(frozen, "全年受理矛盾纠纷5件。") if each.check == "report.typed"]
    assert one.severity == "medium"


def test_set_aside_until_a_day_and_told_again(found: Report, street: Street) -> None:
    from yifa.office.access import compile_access
    from yifa.reports.proofing import bring_back, set_aside

    given: dict[str, Any] = {
        "report": found, "check": "wording.repeat", "text": "继续继续", "by": street.legal,
        "access": compile_access(street.legal),
    }  # fmt: skip
    words = "下一步将继续继续推进。"
    for reason, until in (("", UNTIL), ("引文", date(2025, 1, 1)), ("引文", date(2030, 1, 1))):
        with pytest.raises(Invalid):
            set_aside(reason=reason, until=until, **given)
    one = set_aside(reason="引文如此", until=UNTIL, **given)
    assert told(found, words) == []
    with clock.frozen(clock.at(UNTIL + timedelta(days=1))):
        assert len(told(found, words)) == 1
    bring_back(aside=one, by=street.legal, access=compile_access(street.legal))
    assert len(told(found, words)) == 1


def test_who_does_not_write_the_report_sets_nothing_aside(found: Report, street: Street) -> None:
    from yifa.office.access import compile_access
    from yifa.reports.proofing import set_aside

    with pytest.raises(Forbidden):
        set_aside(
            report=found, check="wording.repeat", text="继续继续", reason="引文", until=UNTIL,
            by=street.clerk, access=compile_access(street.clerk),
        )  # fmt: skip
