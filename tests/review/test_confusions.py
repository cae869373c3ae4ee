"""Set phrases with a wrong character: told by sound and by shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.review import Settings, check, read
from yifa.review.confusions import looks, phrases, slips
from yifa.review.rows import needed, rows
from yifa.review.sounds import sounds


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("决", "绝", True),
        ("状", "壮", True),
        ("民", "名", True),  # -in and -ing
        ("诉", "述", True),  # s and sh
        ("女", "奴", False),  # ü is not u
        ("大", "呆", False),
        ("法", "律", False),
    ],
)
def test_what_sounds_alike(one: str, other: str, alike: bool) -> None:
    assert (sounds(one) == sounds(other)) is alike


def test_what_looks_alike() -> None:
    assert looks("待") == looks("侍") != looks("等")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("依法绝策", "依法决策"),
        ("萌芽壮态", "萌芽状态"),
        ("以人名为中心", "以人民为中心"),
        ("共建共治共想", "共建共治共享"),
        ("有侍加强", "有待加强"),
        ("习近平法志思想", "习近平法治思想"),
    ],
)
def test_the_phrase_that_was_meant(wrong: str, right: str) -> None:
    assert right in [slip.right for slip in slips(f"坚持{wrong}，")]


@pytest.mark.parametrize("text", ["法制宣传与法治宣传", "依法行政、依法治理、依法执政", "，".join(phrases())])
def test_what_is_right_is_left_alone(text: str) -> None:
    assert list(slips(text)) == []


@given(st.sampled_from(phrases()), st.integers(0, 20), st.text("坚持加强做好工作的了，。", max_size=8))
def test_a_character_of_the_same_sound_is_found_in_its_place(phrase: str, at: int, before: str) -> None:
    at %= len(phrase)
    same = [
        one for one in "时事实视诉述民名决绝状壮治志行形正政公工力立理里" if sounds(one) == sounds(phrase[at])
    ]
    wrong = next((phrase[:at] + one + phrase[at + 1 :] for one in same if one != phrase[at]), "")
    text = f"{before}，{wrong}，"
    if not wrong or any(right in text for right in phrases()):
        return
    found = [slip for slip in slips(text) if slip.start <= len(before) + 1 + at < slip.end]
    assert found or phrase[:2] in ("法治", "法制")


def test_one_finding_a_place() -> None:
    text = "工作有侍加强，坚持依法绝策。"
    found = check(read(text.encode(), "a.txt"), settings=Settings(only=frozenset(["wording.characters"])))
    assert [(text[one.start : one.end], one.suggestion) for one in found] == [
        ("有侍", "有待"),
        ("依法绝策", "依法决策"),
    ]


@pytest.mark.parametrize("name", ["typos", "phrases"])
def test_the_word_a_row_is_looked_up_by_stands_in_all_it_matches(name: str) -> None:
    for row in rows(name):
        assert row.pattern.search(row.entry["example"])
        assert row.word in row.entry["example"], row.entry["find"]


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("有等(?=提高)", "有等"),
        ("(?<=自)([一-鿿]{2,8}(?:成立|建立))起来", "起来"),
        ("宣传(?:单|册)?资料", "宣传"),
        ("部署?安排好", "安排好"),
        ("甲|乙", ""),
        ("[甲乙]{2}丙", "丙"),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern: str, word: str) -> None:
    assert needed(pattern) == word
