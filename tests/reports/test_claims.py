"""Sentences without evidence, numbers typed by hand, and sentences that read alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reports.world import Street
    from yifa.reports.models import Report


def written(street: Street, *rows: object) -> Report:
    """A report whose first part holds just these passages below its heading."""
    from yifa.reports.actions import open_report
    from yifa.reports.editing import insert, remove
    from yifa.reports.queries import passages

    found = open_report(unit=street.street, year=2025, by=street.legal)
    heading = next(one for one in passages(found) if one.part == "measures" and one.level == 1)
    for one in passages(found):
        if one.level != 1:
            remove(passage=one, by=street.legal)
    for row in reversed(rows):
        insert(after=heading, runs=row if isinstance(row, list) else [{"text": row}], by=street.legal)
    return found


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("召开专题会议研究法治建设工作。", "none"),
        ("开展反诈宣传进校园活动。", "none"),
        ("深入企业走访。", "none"),
        ("调解纠纷12件。", "typed"),
        ("成功率96.5%。", "typed"),
        ("资料5000余份。", "typed"),
        ("将开展宣传活动。", None),
        ("法治建设取得新进展。", None),
        ("学习《法治政府建设实施纲要（2021—2025年）》第12条。", None),
        ("2025年工作平稳。", None),
    ],
)
def test_what_is_marked(street: Street, text: str, state: str | None) -> None:
    from yifa.reports.claims import claims

    found = claims(written(street, text))
    assert [claim.state for claim in found] == ([state] if state else [])
    assert all(claim.text == text and claim.says for claim in found)


def test_records_of_the_topic_are_evidence(street: Street) -> None:
    from tests.reports.world import event
    from yifa.reports.claims import claims

    event(street, date(2025, 3, 3))
    assert claims(written(street, "开展反诈宣传进校园活动。")) == []


def test_a_figure_that_came_to_nothing_is_marked(street: Street) -> None:
    from yifa.reports.claims import claims

    found = written(street, [{"text": "受理"}, {"figure": "disputes.accepted"}, {"text": "。"}])
    assert [(claim.state, claim.text) for claim in claims(found)] == [("empty", "受理0件。")]


def test_a_share_of_nothing_is_worded_so(street: Street) -> None:
    from yifa.reports.queries import current

    found = written(street, [{"figure": "disputes.success"}, {"figure": "disputes.accepted.change"}])
    assert "（无数据）（无数据）" in [block.text for _, block in current(found)]


def test_plans_are_no_claims(street: Street) -> None:
    from yifa.reports.claims import claims
    from yifa.reports.editing import insert
    from yifa.reports.queries import passages

    found = written(street)
    heading = next(one for one in passages(found) if one.part == "plans")
    insert(after=heading, runs=[{"text": "开展反诈宣传进校园活动。"}], by=street.legal)
    assert claims(found) == []


def test_sentences_are_cut_but_figures_are_not() -> None:
    from yifa.reports.rules import sentences, text_of
    from yifa.reports.values import Text, Token

    runs = (Text("一句。二句"), Token("disputes.accepted", "5件。"), Text("；三句"))
    assert [text_of(one) for one in sentences(runs)] == ["一句。", "二句5件。；", "三句"]


def test_copied_sentences_are_ranked_first(street: Street) -> None:
    from yifa.reports.sameness import alike, index

    own = "推动街道和社区调解组织受理婚姻家庭邻里纠纷，全年化解成效明显提升。"
    near = "推动街道及社区调解组织受理家庭邻里纠纷，全年化解成效明显提高。"
    found = written(street, own, "组织干部旁听庭审并围绕案例开展交流讨论活动。")
    last = opened(street, street.street, 2024)
    other = opened(street, street.neighbour, 2025)
    index(last, ["与此毫不相干的一句话，说的是食堂改造和停车管理事项。"])
    index(other, [near, own])
    told = alike(found)
    assert [(pair.text, pair.other, pair.score) for pair in told] == [(own, own, 100.0)]
    assert (told[0].unit, told[0].year, told[0].own) == ("邻近街道", 2025, False)


def opened(street: Street, unit: object, year: int) -> Report:
    from yifa.reports.actions import open_report

    by = street.stranger if unit == street.neighbour else street.legal
    return open_report(unit=unit, year=year, by=by)  # type: ignore[arg-type]


def test_other_numbers_do_not_hide_the_same_words(street: Street) -> None:
    from yifa.reports.sameness import alike, remember

    runs = [
        {"text": "街道两级调解组织共受理各类纠纷"},
        {"figure": "disputes.accepted"},
        {"text": "，均已办结归档。"},
    ]
    found = written(street, runs)
    last = opened(street, street.street, 2024)
    from yifa.reports.editing import insert
    from yifa.reports.queries import passages

    typed = "街道两级调解组织共受理各类纠纷391件，均已办结归档。"
    insert(after=passages(last)[0], runs=[{"text": typed}], by=street.legal)
    remember(last)
    told = alike(found)
    assert [pair.own for pair in told] == [True]
    assert told[0].score > 90


def test_remembering_twice_keeps_one_copy(street: Street) -> None:
    from yifa.reports.models import Sentence
    from yifa.reports.sameness import remember

    found = written(street, "组织干部旁听庭审并围绕案例开展交流讨论活动。")
    remember(found)
    remember(found)
    assert Sentence.objects.count() == 1


def test_a_published_report_is_not_alike_to_itself(street: Street) -> None:
    from yifa.reports.sameness import alike, remember

    found = written(street, "组织干部旁听庭审并围绕案例开展交流讨论活动。")
    assert remember(found) == 1
    assert alike(found) == []
