"""How the parts of a document are worded and placed. Pure functions, shared by Word and PDF."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from yifa.papers import standard, words
from yifa.papers.values import Attachment, Block, Form, OfficialDocument, Paragraph

_NARROW = {"Na", "N", "H", "A"}
_WIDE_PUNCTUATION = "“”‘’—…·×"


def chinese_date(day: date) -> str:
    """成文日期: Arabic numerals, no leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def width(text: str) -> float:
    """Width in characters: Chinese ones count 1, Latin letters and digits a half."""
    return sum(0.5 if _narrow(char) else 1.0 for char in text)


def _narrow(char: str) -> bool:
    return char not in _WIDE_PUNCTUATION and unicodedata.east_asian_width(char) in _NARROW


def head_size(name: str) -> float:
    """Size in points at which 发文机关标志 fits one line."""
    return min(standard.HEAD_SIZE, standard.points(standard.TEXT_WIDTH) / max(width(name), 1))


# Title


def title_lines(title: str, limit: int = standard.TITLE_CHARACTERS) -> list[str]:
    """Lines of a title: words whole, lengths even or in a rhomb (GB/T 9704-2012 7.3.1).

    Line feeds in the title are kept as they are; otherwise the breaks with the lowest penalty are taken.
    """
    if "\n" in title.strip():
        return [line.strip() for line in title.strip().split("\n")]
    text = title.strip()
    count = -(-int(width(text) + 0.5) // limit)
    return [text] if count <= 1 else _break(text, count, limit)


def _break(text: str, count: int, limit: int) -> list[str]:
    """The cheapest way to cut the text into `count` lines; one more line when none of them fits."""
    ideal = width(text) / count
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for line in range(1, count + 1):
        for (done, start), (cost, lines) in list(best.items()):
            if done == line - 1:
                _extend(best, text, line, start, cost, lines, ideal, limit, last=line == count)
    found = best.get((count, len(text)))
    return found[1] if found else _break(text, count + 1, limit)


def _extend(
    best: dict[tuple[int, int], tuple[float, list[str]]],
    text: str,
    line: int,
    start: int,
    cost: float,
    lines: list[str],
    ideal: float,
    limit: int,
    *,
    last: bool,
) -> None:
    for end in [len(text)] if last else range(start + 1, len(text)):
        piece = text[start:end]
        if width(piece) > limit:
            break
        total = cost + (width(piece) - ideal) ** 2 + (0 if last else _penalty(text, end))
        if total < best.get((line, end), (float("inf"), []))[0]:
            best[line, end] = (total, [*lines, piece])


def _penalty(text: str, at: int) -> float:
    """How bad a line break before `text[at]` is: inside words and numbers very, before 关于 not at all."""
    before, after = text[at - 1], text[at]
    if after in "的》）、，。年月日号〕和与及" or before in "《（〔关有第" or text[at - 1 : at + 1] == "关于":
        return 400.0
    if before.isascii() and before.isalnum() and (after.isascii() or after in "年月日号"):
        return 400.0
    if text.startswith("关于", at):
        return -60.0
    if any(_inside(word, text, at) for word in words.WHOLE):
        return 200.0
    if before in "的、，》）":
        return 0.0
    return 25.0


def _inside(word: str, text: str, at: int) -> bool:
    """Whether a break before `text[at]` would cut this word."""
    return text.find(word, max(at - len(word) + 1, 0), at + len(word) - 1) >= 0


# Signature and date


def signature_indents(doc: OfficialDocument) -> tuple[float, float]:
    """Characters left free to the right of the signature and of the date.

    With a seal the date keeps four characters and the name is centred over it (GB/T 9704-2012 7.3.5.1); a name so
    long that it would leave the text block is set flush and the date centred under it. Without a seal the name keeps
    two, and the date starts two characters right of the name; a longer date keeps two itself (7.3.5.2).
    """
    name = width(doc.signature or doc.issuer)
    day = width(chinese_date(doc.date)) if doc.date else 0.0
    if doc.sealed:
        right = standard.DATE_INDENT + (day - name) / 2
        return (right, float(standard.DATE_INDENT)) if right >= 0 else (0.0, (name - day) / 2)
    if day > name:
        return day + 4 - name, float(standard.SIGNATURE_INDENT)
    return float(standard.SIGNATURE_INDENT), name - day


# Blank lines over a signature that a seal will cover in part: its top stays within a line of the text.
SEAL_BLANK = 2


def closing_blank(doc: OfficialDocument) -> int:
    """Blank lines over the signature: room for a seal's upper half, one without a seal or in a case paper."""
    return SEAL_BLANK if doc.sealed and doc.form != Form.PLAIN else 1


SHORT = 4 * standard.CHARACTERS


def stays_with_signature(block: Block) -> bool:
    """Whether a last block is short enough to move to the next page together with the signature."""
    return isinstance(block, Paragraph) and block.align == "body" and width(block.text) <= SHORT


# Attachments


def attachment_list(attachments: tuple[Attachment, ...]) -> list[tuple[str, str]]:
    """(what stands before, name) for each line of 附件说明; no mark at the end of a name (7.3.4)."""
    names = [attachment.title.rstrip("。；，、;,.") for attachment in attachments]
    if len(names) == 1:
        return [("附件：", names[0])]
    return [(f"附件：{n}." if n == 1 else f"{n}.", name) for n, name in enumerate(names, 1)]


def attachment_label(number: int, total: int) -> str:
    """附件 on the first line of an attachment, numbered when there are several (7.3.7)."""
    return "附件" if total == 1 else f"附件{number}"


# Imprint and number


def copies_text(copies: tuple[str, ...]) -> str:
    """抄送机关, with the full stop the standard wants (7.4.2)."""
    return f"{'，'.join(name.strip('，。 ') for name in copies)}。"


def addressee_text(addressee: str) -> str:
    """主送机关 with its full-width colon."""
    return f"{addressee.strip().rstrip('：:')}："


def notes_text(notes: str) -> str:
    """附注 in full-width brackets."""
    return f"（{notes.strip('（）() ')}）"


NUMBER: re.Pattern[str] = re.compile(r"[^\s\d〔〕()\[\]（）【】]+〔[12]\d{3}〕[1-9]\d*号")


def number_is_right(number: str) -> bool:
    """发文字号: office mark, year of four digits in 〔〕, serial without leading zero and without 第 (7.2.5)."""
    return NUMBER.fullmatch(number) is not None and "〕第" not in number
