"""Official formulas that are one character off, and texts that only begin like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.review import review_text
from yifa.review.formulas import distorted
from yifa.review.tables import table

FORMULAS = table("long_formulas")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_written_rightly_is_left_alone(formula: str) -> None:
    assert list(distorted(f"深入贯彻{formula}，取得实效。")) == []


@given(st.sampled_from(FORMULAS), st.data())
def test_a_lost_character_is_noticed_at_its_place(formula: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(formula) - 2))
    written = formula[:at] + formula[at + 1 :]
    slips = [one for one in distorted(f"深入贯彻{written}，取得实效。") if one.right == formula]
    assert [(one.start, one.end) for one in slips] == [(4, 4 + len(written))]


@given(st.sampled_from(FORMULAS), st.data())
def test_a_character_too_many_is_noticed(formula: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(formula) - 2))
    slips = distorted(f"深入贯彻{formula[:at]}的{formula[at:]}，取得实效。")
    assert formula in {one.right for one in slips}


@pytest.mark.parametrize(
    "text",
    [
        "中国特色社会主义法治体系更加完善",
        "习近平新时代中国特色社会主义经济思想",
        "谁执法谁普法",
        "人民群众的获得感、幸福感、安全感",
        "严格规范公正文明的执法形象",
        "重大执法决定法制审核制度",
    ],
)
def test_what_only_begins_alike_is_another_text(text: str) -> None:
    assert list(distorted(text)) == []


def test_the_page_shows_the_formula_meant() -> None:
    found = review_text("深刻领悟“两个确立”的决定意义。").findings
    assert [(one.check, one.suggestion) for one in found] == [
        ("wording.characters", "领悟“两个确立”的决定性意义")
    ]
