"""Templates: no digits, known figures, several wordings; what a wording needs and what it may leave out."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from yifa.figures.definitions import figure, figures
from yifa.figures.rules import text as shown
from yifa.figures.values import FigureValue
from yifa.foundation.rows import from_row
from yifa.reports.statements import Statement, load, parse, plan, render, themes
from yifa.reports.values import Text, Token
from yifa.reports.wording import Numbers

FACTS = {"year": "2025", "next_year": "2026", "office": "示例街道办事处", "district": "示例区人民政府"}


def numbers(**values: int) -> Numbers:
    """Figures by code with `__` for the point; the others are empty."""
    from decimal import Decimal

    given = {code.replace("__", "."): Decimal(value) for code, value in values.items()}
    now = {
        one.code: FigureValue(
            one.code,
            given.get(one.code, Decimal(0)),
            one.unit,
            one.code not in given,
            shown(given.get(one.code, Decimal(0)), one),
        )
        for one in figures()
    }
    return Numbers(now, now)


def words(wording: str, **values: int) -> str | None:
    runs = render(wording, numbers(**values), FACTS)
    return None if runs is None else "".join(run.text for run in runs)


def wordings() -> list[str]:
    return [text for theme in themes() for one in theme.statements for text in one.wordings] + [
        *plan().opening,
        *plan().other,
        *(gap for part in plan().parts for gap in part.gap),
    ]


def test_no_template_file_holds_a_digit_outside_its_comments_and_articles() -> None:
    for entry in files("yifa.reports").joinpath("statements").iterdir():
        lines = [
            line
            for line in entry.read_text(encoding="utf-8").splitlines()
            if not line.lstrip().startswith("#")
        ]
        told = [line for line in lines if not re.match(r"\s*(basis|order):", line)]
        assert not re.search(r"[0-9０-９]", "\n".join(told)), entry.name


def test_every_statement_has_several_wordings_that_differ() -> None:
    for theme in themes():
        assert theme.part != "measures" or len(theme.headings) >= 3
        for one in theme.statements:
            assert len(set(one.wordings)) == len(one.wordings) >= 2, one.id


def test_statement_names_are_unique() -> None:
    names = [one.id for theme in themes() for one in theme.statements]
    assert len(names) == len(set(names))


def test_no_wording_claims_anything_without_a_figure() -> None:
    for theme in themes():
        for one in theme.statements:
            for text in one.wordings:
                slots = [p for s in parse(text) if not s.optional for p in s.pieces if not isinstance(p, str)]
                assert slots, text


def test_the_four_parts_of_article_25_are_there() -> None:
    assert [part.code for part in plan().parts] == ["measures", "shortcomings", "duty", "plans"]
    assert all("第25条" in part.basis and part.gap for part in plan().parts)


def test_every_gap_is_marked() -> None:
    assert all(gap.startswith("【请填写】") for part in plan().parts for gap in part.gap)


def test_an_optional_part_falls_alone() -> None:
    text = "受理{disputes.accepted}[，调解成功{disputes.settled}][，金额{disputes.amount}]。"
    assert words(text, disputes__accepted=3) == "受理3件。"
    assert words(text, disputes__accepted=3, disputes__amount=50) == "受理3件，金额50元。"


def test_without_its_figure_a_wording_is_nothing() -> None:
    assert words("受理{disputes.accepted}[，调解成功{disputes.settled}]。", disputes__settled=3) is None


def test_a_list_leaves_out_empty_figures() -> None:
    text = "活动中{outreach.banners + outreach.sms + outreach.leaflets}。"
    assert (
        words(text, outreach__banners=98, outreach__leaflets=3500)
        == "活动中悬挂横幅98条、发放宣传资料3500份。"
    )
    assert words(text) is None


def test_a_list_of_one_is_still_a_list() -> None:
    assert words("全年{outreach.banners +}。", outreach__banners=2) == "全年悬挂横幅2条。"


def test_comparison_words_follow_the_number() -> None:
    text = "受理{disputes.accepted}[，{disputes.accepted.change}]。"
    assert words(text, disputes__accepted=3, disputes__accepted__change=12) == "受理3件，比上年增长12%。"
    assert words(text, disputes__accepted=3, disputes__accepted__change=-5) == "受理3件，比上年下降5%。"
    assert words(text, disputes__accepted=3, disputes__accepted__change=0) == "受理3件，与上年持平。"


def test_figures_are_tokens_and_words_are_joined() -> None:
    runs = render("{year}年受理{disputes.accepted}。", numbers(disputes__accepted=3), FACTS)
    assert runs is not None
    assert [type(run) for run in runs] == [Text, Token, Text]
    assert runs[0].text == "2025年受理"


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        ("受理3件。", "数字"),
        ("受理{disputes.accepted}", "句号"),
        ("受理{disputes.nothing}。", "没有指标"),
        ("受理{disputes.accepted|roughly}。", "写法"),
        ("有{disputes.accepted + disputes.nothing}。", "没有指标"),
    ],
)
def test_a_wrong_wording_is_refused(wording: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        load(
            f"code: x\npart: measures\nheadings: []\nstatements:\n  - id: x.y\n    wordings: ['{wording}']\n"
        )


def test_every_list_names_figures_with_phrases() -> None:
    for text in wordings():
        for segment in parse(text):
            for piece in segment.pieces:
                if not isinstance(piece, str) and piece.listed:
                    assert all(figure(code).phrase for code in piece.codes)


def test_a_row_with_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="没有这些栏目"):
        from_row(Statement, {"id": "x", "wordings": [], "colour": "red"}, "语句 x")
