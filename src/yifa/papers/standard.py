"""The numbers of GB/T 9704-2012 as data, in the standard's own units (mm, pt, characters).

Writers draw from these numbers; `conformance` measures finished files against them.
Each entry names its clause. "约定" marks what the standard leaves to the office (size of the letterhead) or
what follows from it by arithmetic.
"""

from __future__ import annotations

from typing import Final

# 5.1 paper, 5.2 margins (天头 37±1, 订口 28±1, 版心 156×225; the other two by subtraction)
PAGE_WIDTH: Final = 210.0
PAGE_HEIGHT: Final = 297.0
TOP: Final = 37.0
LEFT: Final = 28.0
TEXT_WIDTH: Final = 156.0
TEXT_HEIGHT: Final = 225.0
BOTTOM: Final = PAGE_HEIGHT - TOP - TEXT_HEIGHT
RIGHT: Final = PAGE_WIDTH - LEFT - TEXT_WIDTH
MARGIN_TOLERANCE: Final = 1.0

# 5.2.3 lines and characters
LINES: Final = 22
CHARACTERS: Final = 28
POINT: Final = 25.4 / 72  # mm
LINE_PITCH: Final = TEXT_HEIGHT / POINT / LINES  # pt, about 28.99
WORD_LINE: Final = 579  # twips: 28.95 pt, so that twenty-two lines surely fit

# Sizes (pt): 二号 22, 三号 16, 四号 14
TITLE_SIZE: Final = 22.0
BODY_SIZE: Final = 16.0
SMALL_SIZE: Final = 14.0
TITLE_LINE: Final = 32.0  # 约定: line pitch inside a title of several lines
TITLE_CHARACTERS: Final = 19  # what fits beside the margins at 二号, one character less

# 7.2 letterhead
HEAD_DROP: Final = 35.0  # mm from the top of the text block to the top of 发文机关标志 (7.2.4)
HEAD_SIZE: Final = 40.0  # pt, 约定: largest size; a long name is set smaller so that it fits one line
RULE_GAP: Final = 4.0  # mm from 发文字号 to the red rule (7.2.7)
RED: Final = "FF0000"
RED_RULE: Final = 1.5  # pt, 约定

# 7.3 the body
TITLE_GAP: Final = 2  # blank lines between rule and title (7.3.1)
ADDRESSEE_GAP: Final = 1  # blank lines (7.3.2)
DATE_INDENT: Final = 4  # characters right of the date, with seal (7.3.5.1)
SIGNATURE_INDENT: Final = 2  # characters right of the name, without seal (7.3.5.2)

# 7.4 imprint
THICK_RULE: Final = 0.35  # mm, first and last (7.4.1)
THIN_RULE: Final = 0.25  # mm, between

# 7.5 page number: the dash lies 7 mm under the text block
FOOTER_GAP: Final = 7.0

# 10.1 letter form
LETTER_TOP: Final = 30.0  # mm from the page's upper edge to the top of 发文机关标志
LETTER_RULE_GAP: Final = 4.0
LETTER_BOTTOM: Final = 20.0  # mm from the page's lower edge to the lower rule
LETTER_RULE_WIDTH: Final = 170.0

# 5.2.2, 7.*: fonts by role. The names are those of the faces that offices have installed.
TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
KAI_FONT: Final = "楷体_GB2312"
HEI_FONT: Final = "黑体"
SONG_FONT: Final = "宋体"
LATIN_FONT: Final = "Times New Roman"

# 7.3.3 headings: 一、 黑体, （一） 楷体, 1. and （1） 仿宋
HEADING_FONTS: Final = {1: HEI_FONT, 2: KAI_FONT, 3: BODY_FONT, 4: BODY_FONT}

# font -> (other names of the same face, for machines without it; family class for the font table)
FONT_FALLBACKS: Final = {
    TITLE_FONT: ("小标宋", "roman"),
    BODY_FONT: ("仿宋", "modern"),
    KAI_FONT: ("楷体", "modern"),
    HEI_FONT: ("SimHei", "swiss"),
    SONG_FONT: ("SimSun", "roman"),
    LATIN_FONT: ("Liberation Serif", "roman"),
}


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point, Word's unit of length."""
    return round(mm / POINT * 20)


def points(mm: float) -> float:
    """Millimetres in points."""
    return mm / POINT
