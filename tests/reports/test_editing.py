"""The text: saved, added, moved, restored; two editors are told apart; every version stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from yifa.foundation import clock
from yifa.foundation.errors import Conflict, Forbidden, Invalid, Missing, Refused

if TYPE_CHECKING:
    from tests.reports.world import Street
    from yifa.reports.models import Passage, Report


@pytest.fixture
def found(street: Street) -> Report:
    from tests.reports.world import written

    return written(street)


def first(found: Report, part: str = "measures") -> Passage:
    from yifa.reports.queries import passages

    return next(one for one in passages(found) if one.part == part and one.kind == "paragraph")


def texts(found: Report) -> list[str]:
    from yifa.reports.queries import current

    return [block.text for _, block in current(found)]


def test_a_saved_passage_keeps_its_figures_and_a_version(street: Street, found: Report) -> None:
    from yifa.reports.editing import save

    one = first(found)
    one = save(
        passage=one,
        runs=[{"text": "共受理"}, {"figure": "disputes.accepted"}, {"text": "纠纷\n。\x00"}],
        revision=one.revision,
        by=street.legal,
    )
    assert [run.get("figure") for run in one.runs] == [None, "disputes.accepted", None]
    assert "共受理5件纠纷 。" in texts(found)
    assert [v.why for v in one.versions.all()] == ["draft", "edit"]


def test_two_at_once_are_told_apart_and_nothing_is_lost(street: Street, found: Report) -> None:
    from yifa.reports.editing import save

    one = first(found)
    save(passage=one, runs=[{"text": "第一种写法。"}], revision=one.revision, by=street.second)
    with pytest.raises(Conflict, match="甲second"):
        save(passage=one, runs=[{"text": "第二种写法。"}], revision=one.revision, by=street.legal)
    assert "第一种写法。" in texts(found)


def test_saving_the_same_again_is_no_conflict_and_no_version(street: Street, found: Report) -> None:
    from yifa.reports.editing import save

    one = first(found)
    save(passage=one, runs=[{"text": "一样。"}], revision=one.revision, by=street.second)
    again = save(passage=one, runs=[{"text": "一样。"}], revision=one.revision, by=street.legal)
    assert again.versions.count() == 2


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ("文字", "格式不对"),
        ([1], "格式不对"),
        ([{"figure": "nothing.here"}], "没有“nothing.here”"),
        ([{"figure": "disputes.accepted", "form": "wild"}], "写法"),
        ([{"text": "长" * 20_001}], "20000字"),
    ],
)
def test_what_cannot_be_kept_is_refused(street: Street, found: Report, runs: object, message: str) -> None:
    from yifa.reports.editing import save

    one = first(found)
    with pytest.raises(Invalid, match=message):
        save(passage=one, runs=runs, revision=one.revision, by=street.legal)  # type: ignore[arg-type]


def test_who_may_write(street: Street, found: Report) -> None:
    from yifa.reports.editing import save

    for person in (street.clerk, street.stranger):
        with pytest.raises(Forbidden):
            save(passage=first(found), runs=[{"text": "改"}], revision=1, by=person)


def test_passages_are_added_removed_and_moved(street: Street, found: Report) -> None:
    from yifa.reports.editing import insert, move, remove

    one = first(found)
    two = insert(after=one, runs=[{"text": "后一段。"}], by=street.legal)
    three = insert(after=one, runs=[{"text": "中一段。"}], by=street.legal)
    order = texts(found)
    assert order.index("中一段。") + 1 == order.index("后一段。")
    move(passage=three, after=two, by=street.legal)
    assert texts(found).index("后一段。") + 1 == texts(found).index("中一段。")
    remove(passage=two, by=street.legal)
    assert "后一段。" not in texts(found)
    move(passage=three, after=first(found, "plans"), by=street.legal)
    three.refresh_from_db()
    assert three.part == "plans"


def test_there_is_always_room_for_one_more(street: Street, found: Report) -> None:
    from yifa.reports.editing import insert

    one = first(found)
    for number in range(60):
        insert(after=one, runs=[{"text": f"第{'甲乙丙丁戊己庚辛壬癸'[number % 10]}段"}], by=street.legal)
        one.refresh_from_db()
    order = texts(found)
    at = order.index("第癸段")
    assert "".join(text[1] for text in order[at : at + 60]) == "癸壬辛庚己戊丁丙乙甲" * 6


def test_the_headings_of_the_parts_stay(street: Street, found: Report) -> None:
    from yifa.reports.editing import insert, move, remove, save
    from yifa.reports.queries import passages

    heading = next(one for one in passages(found) if one.level == 1)
    with pytest.raises(Refused):
        remove(passage=heading, by=street.legal)
    with pytest.raises(Refused):
        move(passage=heading, after=first(found), by=street.legal)
    for wrong in (0, 2):
        with pytest.raises(Invalid):
            save(passage=heading, runs=heading.runs, revision=1, level=wrong, by=street.legal)
    for wrong in (1, 5):
        with pytest.raises(Invalid):
            insert(after=heading, runs=[{"text": "x"}], level=wrong, by=street.legal)
    kept = save(passage=heading, runs=[{"text": "主要工作"}], revision=1, by=street.legal)
    assert kept.level == 1


def test_a_paragraph_becomes_a_heading(street: Street, found: Report) -> None:
    from yifa.reports.editing import save
    from yifa.reports.queries import compose

    one = first(found)
    save(passage=one, runs=[{"text": "小标题"}], revision=one.revision, level=3, by=street.legal)
    assert "1.小标题" in [block.text for _, block in compose(found).blocks()]


def test_a_version_is_restored(street: Street, found: Report) -> None:
    from yifa.reports.editing import remove, restore, save

    one = first(found)
    before = one.runs
    save(passage=one, runs=[{"text": "写坏了。"}], revision=one.revision, by=street.legal)
    remove(passage=one, by=street.legal)
    one = restore(to=one.versions.get(revision=1), by=street.legal)
    assert (one.runs, one.removed) == (before, False)
    assert [v.why for v in one.versions.all()] == ["draft", "edit", "edit", "restore"]


def test_the_whole_text_goes_back_to_an_instant(street: Street, found: Report) -> None:
    from yifa.reports.editing import insert, remove, restore_all, save

    before, then = texts(found), clock.now()
    with clock.frozen(then + timedelta(hours=1)):
        one = first(found)
        save(passage=one, runs=[{"text": "改了。"}], revision=one.revision, by=street.legal)
        insert(after=one, runs=[{"text": "多了。"}], by=street.legal)
        remove(passage=first(found, "plans"), by=street.legal)
    with clock.frozen(then + timedelta(hours=2)):
        assert restore_all(report=found, moment=then, by=street.legal) == 3
        assert texts(found) == before
        assert restore_all(report=found, moment=then, by=street.legal) == 0
        with pytest.raises(Missing):
            restore_all(report=found, moment=then - timedelta(days=1), by=street.legal)


def test_history_and_comparison(street: Street, found: Report) -> None:
    from yifa.reports.editing import save
    from yifa.reports.history import compare, sessions, versions_of

    then = clock.now()
    with clock.frozen(then + timedelta(hours=1)):
        one = first(found)
        one = save(passage=one, runs=[{"text": "全年受理纠纷甲。"}], revision=1, by=street.legal)
    with clock.frozen(then + timedelta(hours=1, minutes=5)):
        save(passage=one, runs=[{"text": "全年受理纠纷乙。"}], revision=2, by=street.legal)
    told = sessions(found)
    assert (told[0].by, told[0].changes) == (street.legal, 2)
    changed = compare(found, then + timedelta(hours=1), then + timedelta(hours=2))
    assert [(c.passage, c.stretches) for c in changed] == [
        (one.pk, (("same", "全年受理纠纷"), ("gone", "甲"), ("new", "乙"), ("same", "。")))
    ]
    assert [v.revision for v in versions_of(one.pk)] == [3, 2, 1]


def test_the_text_is_written_anew_from_today_s_records(street: Street, found: Report) -> None:
    from tests.reports.world import dispute
    from yifa.reports.editing import write_anew

    dispute(street, date(2025, 11, 1), highlight="新的做法")
    write_anew(report=found, by=street.legal)
    assert "新的做法。" in texts(found)
    assert texts(found).count("领导班子听取有关情况。") == 0


def test_comments_replies_and_presence(street: Street, found: Report) -> None:
    from yifa.reports.queries import comments, others_here
    from yifa.reports.talk import comment, here, resolve, take_back

    one = first(found)
    remark = comment(passage=one, body=" 请核对 ", quote="受理", by=street.clerk)
    reply = comment(passage=one, body="已核对", parent=remark, by=street.legal)
    assert [(c.body, [r.body for r in c.replies.all()]) for c in comments(found)] == [("请核对", ["已核对"])]
    with pytest.raises(Forbidden):
        take_back(comment=remark, by=street.clerk)
    with pytest.raises(Forbidden):
        take_back(comment=reply, by=street.clerk)
    take_back(comment=reply, by=street.legal)
    assert resolve(comment=remark, by=street.legal).resolved_by == street.legal
    for wrong in ("  ", "长" * 2001):
        with pytest.raises(Invalid):
            comment(passage=one, body=wrong, by=street.clerk)
    with pytest.raises(Invalid, match="不在这一段"):
        comment(passage=first(found, "plans"), body="回复", parent=remark, by=street.legal)
    here(report=found, by=street.second, passage=one)
    here(report=found, by=street.legal)
    assert [seen.person for seen in others_here(found, street.legal.pk)] == [street.second]
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert others_here(found, street.legal.pk) == []
