"""The report of a street, written from its records."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from yifa.foundation import clock
from yifa.foundation.errors import Invalid

if TYPE_CHECKING:
    from tests.reports.world import Street
    from yifa.reports.values import Draft


def draft(here: Street, year: int = 2025, **more: object) -> Draft:
    from yifa.reports.drafting import draft as write

    return write(here.street, year, **more)  # type: ignore[arg-type]


def part(found: Draft, code: str) -> str:
    return "\n".join(block.text for name, block in found.blocks() if name == code)


def item(here: Street, kind: str, year: int = 2025, **more: object) -> object:
    from yifa.reports.models import Item

    values = {"title": "要点", "text": "内容", **more}
    return Item.objects.create(
        unit=here.street, path=here.street.path, year=year, kind=kind, by=here.legal, at=clock.now(), **values
    )


def test_an_empty_year_invents_nothing(street: Street) -> None:
    found = draft(street)
    assert found.tokens() == []
    assert len(found.gaps()) == 5
    assert all(block.gap or block.kind == "heading" for name, block in found.blocks() if name != "opening")
    assert [p.code for p in found.parts] == ["measures", "shortcomings", "duty", "plans"]


def test_figures_are_those_of_the_whole_street(street: Street) -> None:
    from tests.reports.world import dispute

    for _ in range(3):
        dispute(street, date(2025, 5, 6), form="written")
    dispute(street, date(2025, 5, 7), form="oral", unit=street.street)
    dispute(street, date(2025, 5, 8), form="oral", unit=street.neighbour)
    told = {token.code: token.text for token in draft(street).tokens()}
    assert told["disputes.accepted"] == "4件"
    assert told["disputes.settled.written"] == "3件"
    assert told["disputes.settled.oral"] == "1件"
    assert told["disputes.success"] == "100%"


def test_each_figure_in_the_text_is_a_token(street: Street) -> None:
    from tests.reports.world import dispute, event

    dispute(street, date(2025, 5, 6), form="written", amount=1200)
    event(street, date(2025, 6, 6))
    found = draft(street)
    for _, block in found.blocks():
        plain = "".join(run.text for run in block.runs if not hasattr(run, "code"))
        assert not re.search(r"\d", plain.replace("2025", "").replace("2026", "")), block.text
    assert len(found.tokens()) >= 6


def test_comparison_with_last_year(street: Street) -> None:
    from tests.reports.world import dispute

    for day in range(1, 5):
        dispute(street, date(2024, 3, day))
    for day in range(1, 6):
        dispute(street, date(2025, 3, day))
    assert "比上年增长25%" in draft(street).text()


def test_a_group_without_statements_is_told_by_its_phrases(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.reports.world import event
    from yifa.reports import drafting
    from yifa.reports.statements import themes

    event(street, date(2025, 6, 6))
    monkeypatch.setattr(drafting, "themes", lambda: tuple(t for t in themes() if t.code != "outreach"))
    text = part(draft(street), "measures")
    assert "普法宣传" in text
    assert "开展普法活动1场" in text
    assert "发放宣传资料100份" in text


def test_figures_no_statement_speaks_of_are_told_all_the_same(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.reports.world import event
    from yifa.reports import drafting
    from yifa.reports.statements import spoken_of

    event(street, date(2025, 6, 6))
    known = spoken_of() - {"outreach.leaflets"}
    monkeypatch.setattr(drafting, "spoken_of", lambda: known)
    assert re.search("(此外|同时)，发放宣传资料100份。", part(draft(street), "measures"))


def test_every_counted_figure_can_reach_the_report() -> None:
    from yifa.figures.definitions import figures
    from yifa.reports.statements import spoken_of, themes

    covered = {group for theme in themes() for group in theme.groups}
    silent = [
        one.code
        for one in figures()
        if one.kind in ("sum", "level")
        and not one.phrase
        and one.group in covered
        and one.code not in spoken_of()
    ]
    assert silent == []


def test_highlights_are_quoted_with_their_record(street: Street) -> None:
    from tests.reports.world import dispute
    from yifa.records.actions import withdraw

    kept = dispute(street, date(2025, 5, 6), highlight="探索楼组长参与调解的做法")
    gone = dispute(street, date(2025, 5, 7), highlight="这条已撤回")
    withdraw(record=gone, by=street.clerk, reason="重复")
    dispute(street, date(2024, 5, 7), highlight="这是上年的")
    found = draft(street)
    quoted = [block for _, block in found.blocks() if block.sources]
    assert [block.text for block in quoted] == ["探索楼组长参与调解的做法。"]
    assert quoted[0].sources == (kept.source,)
    assert "已撤回" not in found.text()


def test_the_same_highlight_is_told_once(street: Street) -> None:
    from tests.reports.world import dispute

    for day in (1, 2):
        dispute(street, date(2025, 5, day), highlight="探索楼组长参与调解的做法")
    assert draft(street).text().count("探索楼组长") == 1


def test_few_highlights_are_quoted_of_many(street: Street) -> None:
    from tests.reports.world import dispute

    for day in range(1, 8):
        dispute(street, date(2025, 5, day), highlight=f"亮点{'甲乙丙丁戊己庚'[day - 1]}")
    quoted = [run.text for _, block in draft(street).blocks() if block.sources for run in block.runs]
    assert quoted == ["亮点甲。", "亮点乙。", "亮点丙。"]


def test_shortcomings_and_plans_come_from_the_office_s_list(street: Street) -> None:
    item(street, "shortcomings", title="普法形式单一", text="互动不足", cause="经费有限；")
    item(street, "shortcomings", title="人手不足", text="", cause="")
    item(street, "plans", title="加强互动普法", text="每季度开展问答活动")
    item(street, "plans", title="充实力量", text="")
    item(street, "duty", title="部署", text="主要负责人听取法治建设情况汇报")
    found = draft(street)
    assert "（一）普法形式单一\n互动不足。主要原因是：经费有限。" in part(found, "shortcomings")
    assert "（二）人手不足\n【请填写】产生这一不足的原因。" in part(found, "shortcomings")
    assert "（一）加强互动普法\n每季度开展问答活动。" in part(found, "plans")
    assert "（二）充实力量\n【请填写】" in part(found, "plans")
    assert "主要负责人听取法治建设情况汇报。" in part(found, "duty")
    assert "【请填写】" not in part(found, "duty")


def test_last_year_s_shortcomings_are_told_with_what_became_of_them(street: Street) -> None:
    item(street, "shortcomings", year=2024, title="普法形式单一", outcome="partly", became="新增情景剧")
    item(street, "shortcomings", year=2024, title="还没有结果的")
    told = draft(street).text()
    assert "对照上年度报告指出的不足：“普法形式单一”部分完成，新增情景剧。" in told
    assert "还没有结果的" not in told
    assert "【请填写】本年度推进法治政府建设存在的主要不足。" in told  # this year's are still to be written
    item(street, "shortcomings", year=2025, title="回访不及时", text="个别回访不及时", cause="人手紧")
    assert "【请填写】本年度推进法治政府建设存在的主要不足。" not in draft(street).text()


def test_last_year_s_plans_are_told_with_what_became_of_them(street: Street) -> None:
    item(street, "plans", year=2024, title="建调解室", outcome="done", became="已投入使用。")
    item(street, "plans", year=2024, title="编普法读本", outcome="dropped")
    item(street, "plans", year=2024, title="还没有结果")
    told = part(draft(street), "duty")
    assert "“建调解室”已完成，已投入使用；“编普法读本”不再推进。" in told
    assert "还没有结果" not in told


def test_the_order_of_parts_can_be_set(street: Street) -> None:
    found = draft(street, order=("duty",))
    assert [p.code for p in found.parts] == ["duty", "measures", "shortcomings", "plans"]
    assert "一、2025年度党政主要负责人" in found.text()
    with pytest.raises(Invalid, match="可选"):
        draft(street, order=("other",))


def test_two_offices_and_two_years_are_worded_differently(street: Street) -> None:
    from tests.reports.world import dispute
    from yifa.reports.drafting import draft as write

    for unit in (street.street, street.neighbour):
        for year in (2024, 2025):
            dispute(street, date(year, 5, 6), form="written", unit=unit)
    this, last = draft(street, 2025), draft(street, 2024)

    def shape(found: Draft) -> str:
        return re.sub(r"\d+", "", part(found, "measures"))

    assert shape(this) != shape(last)
    assert shape(write(street.neighbour, 2025)) == shape(write(street.neighbour, 2025))


def test_another_wording_each_year_until_all_were_used(street: Street) -> None:
    from yifa.reports.drafting import Writer
    from yifa.reports.wording import Numbers

    def picked(year: int) -> int:
        return Writer(street.street, year, Numbers({}, {}), {}, {}, {}, {}).pick("disputes.total", 3)

    assert {picked(year) for year in (2023, 2024, 2025)} == {0, 1, 2}
    assert picked(2025) == picked(2025)


def test_a_statement_holds_only_where_its_figures_allow(street: Street) -> None:
    from tests.reports.world import dispute
    from yifa.reports.drafting import holds, numbers
    from yifa.reports.statements import Statement

    dispute(street, date(2024, 5, 6))
    for day in (1, 2):
        dispute(street, date(2025, 5, day), form="written")
    values = numbers(street.street, 2025).now
    growth, share = "disputes.accepted.change", "disputes.success"
    for conditions, allowed in (
        ({"needs": ("disputes.accepted",)}, True),
        ({"needs": ("penalties.simple",)}, False),
        ({"unless": ("penalties.simple",)}, True),
        ({"unless": ("disputes.accepted",)}, False),
        ({"rises": (growth,)}, True),
        ({"falls": (growth,)}, False),
        ({"full": (share,)}, True),
        ({"full": (growth,)}, True),
        ({"full": ("penalties.simple",)}, False),
    ):
        assert holds(Statement("x", ("x",), **conditions), values) is allowed, conditions


def test_a_draft_as_of_an_instant_sees_what_stood_then(street: Street) -> None:
    from tests.reports.world import dispute

    dispute(street, date(2025, 5, 6))
    moment = clock.now()
    with clock.frozen(moment + timedelta(days=1)):
        dispute(street, date(2025, 5, 7))
        now, then = draft(street), draft(street, as_of=moment)
    assert {t.code: t.text for t in now.tokens()}["disputes.accepted"] == "2件"
    assert {t.code: t.text for t in then.tokens()}["disputes.accepted"] == "1件"
    assert then.as_of == moment


def test_approximations_only_when_asked(street: Street) -> None:
    from tests.reports.world import event

    event(street, date(2025, 6, 6), materials={"leaflet": 5023})
    assert "5023份" in draft(street).text()
    assert "5000余份" in draft(street, prefer="over").text()


def test_who_writes_to_whom(street: Street) -> None:
    found = draft(street)
    assert found.title == "示例街道办事处关于2025年度法治政府建设情况的报告"
    assert found.addressee == "示例区人民政府"


@pytest.mark.parametrize(
    ("name", "kind", "office"),
    [
        ("示例镇", "subdistrict", "示例镇人民政府"),
        ("示例街道办事处", "subdistrict", "示例街道办事处"),
        ("法治办", "department", "法治办"),
    ],
)
def test_names_of_offices(name: str, kind: str, office: str) -> None:
    from yifa.office.models import Unit
    from yifa.reports.drafting import addressee, office_name

    unit = Unit(name=name, kind=kind)
    assert office_name(unit) == office
    assert addressee(unit) == "上级人民政府"


@pytest.mark.parametrize("year", [1999, 2027, 2201])
def test_a_year_no_report_can_be_for(street: Street, year: int) -> None:
    with pytest.raises(Invalid, match="不能起草"):
        draft(street, year)


def test_a_year_before_the_unit_stood(street: Street) -> None:
    with pytest.raises(Invalid, match="尚未设立"):
        draft(street, 2019)


def test_a_draft_as_json_comes_back_the_same(street: Street) -> None:
    from tests.reports.world import dispute
    from yifa.reports.values import runs_from_json, to_json

    dispute(street, date(2025, 5, 6), form="written")
    found = draft(street)
    rows = json.loads(json.dumps(to_json(found)))
    back = [runs_from_json(block["runs"]) for part in rows["parts"] for block in part["blocks"]]
    assert back == [block.runs for part in found.parts for block in part.blocks]
    assert rows["figures"]["disputes.accepted"] == "1件"
    assert len(rows["gaps"]) == 4


@pytest.mark.parametrize(
    ("number", "name"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_chinese_numbers(number: int, name: str) -> None:
    from yifa.reports.values import chinese

    assert chinese(number) == name


def test_a_draft_asks_the_database_a_fixed_number_of_times(
    street: Street, django_assert_num_queries: object
) -> None:
    from tests.reports.world import dispute

    for days in (1, 3):
        for day in range(1, days + 1):
            dispute(street, date(2025, 5, day), form="written", highlight="做法")
        with django_assert_num_queries(7):  # type: ignore[operator]
            draft(street)
