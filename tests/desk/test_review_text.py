"""The text of a review cut into pieces: nothing lost, the gravest on top, every finding reachable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yifa.desk.review_text import Piece, laid, marked
from yifa.review import Finding
from yifa.review.values import SEVERITIES

TEXT = "甲乙丙丁戊己\n庚辛壬癸"
BLOCKS = [[0, 6, "paragraph", 0], [7, 11, "cell", 0]]


def finding(start: int, end: int, severity: str = "high") -> Finding:
    return Finding("check", severity, start, end, TEXT[start:end], "")


def pieces(*findings: Finding) -> list[list[Piece]]:
    return [one.pieces for one in marked(TEXT, BLOCKS, list(enumerate(findings, start=1)))]


def test_a_text_without_findings_stays_whole() -> None:
    assert pieces() == [[Piece("甲乙丙丁戊己")], [Piece("庚辛壬癸")]]


def test_a_finding_in_the_middle() -> None:
    assert pieces(finding(1, 3))[0] == [Piece("甲"), Piece("乙丙", 1, "high", (1,)), Piece("丁戊己")]


def test_where_two_lie_over_each_other_the_gravest_shows_and_both_begin() -> None:
    first = pieces(finding(0, 4, "low"), finding(2, 6, "high"))[0]
    assert first == [
        Piece("甲乙", 1, "low", (1,)),
        Piece("丙丁", 2, "high", (2,)),
        Piece("戊己", 2, "high"),
    ]


def test_a_finding_over_two_blocks_shows_in_both() -> None:
    first, second = pieces(finding(4, 9))
    assert first == [Piece("甲乙丙丁"), Piece("戊己", 1, "high", (1,))]
    assert second == [Piece("庚辛", 1, "high"), Piece("壬癸")]


def test_a_finding_about_the_whole_text_marks_nothing() -> None:
    assert pieces(finding(0, 0)) == pieces()


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from(SEVERITIES)).map(
            lambda row: finding(min(row[:2]), max(row[:2]), row[2])
        ),
        max_size=8,
    )
)
def test_pieces_make_up_the_block_and_each_finding_begins_once_where_it_lies(findings: list[Finding]) -> None:
    found = pieces(*findings)
    assert ["".join(piece.text for piece in block) for block in found] == ["甲乙丙丁戊己", "庚辛壬癸"]
    begun = [number for block in found for piece in block for number in piece.begins]
    inside = [
        number
        for number, one in enumerate(findings, start=1)
        if one.end > one.start and one.start not in (6, 11)  # the line break belongs to no block
    ]
    assert sorted(begun) == sorted(inside)
    marked_length = sum(len(piece.text) for block in found for piece in block if piece.number)
    assert marked_length == sum(
        any(one.start <= place < one.end for one in findings) for place in range(11) if place != 6
    )


def test_cells_stand_in_their_table_and_the_rest_around_it() -> None:
    blocks = [
        [0, 2, "paragraph", 0],
        [3, 5, "cell", 0],
        [6, 8, "cell", 0],
        [9, 11, "cell", 0],
        [12, 14, "paragraph", 0],
    ]
    grid = [[3, 5, 0, 0, 1], [6, 8, 0, 1, 2], [9, 11, 1, 1, 1]]
    places = laid(
        ["前", "甲", "乙", "丙", "后"], blocks, [grid, [[9, 11, 0, 0, 1]]]
    )  # the second lies in the first
    assert [one.paragraph for one in places] == ["前", None, "后"]
    assert places[1].rows == [[(1, ["甲"]), (2, ["乙"])], [(1, []), (1, ["丙"])]]


def test_a_table_told_by_blanks_in_a_text_stays_lines() -> None:
    blocks = [[0, 5, "paragraph", 0], [6, 9, "paragraph", 0]]
    places = laid(["社区 件数", "甲 12"], blocks, [[[0, 2, 0, 0, 1], [3, 5, 0, 1, 1]]])
    assert [one.paragraph for one in places] == ["社区 件数", "甲 12"]
