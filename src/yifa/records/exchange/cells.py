"""What people write in a cell, as the value of a field: Chinese dates, labels, amounts with units, 是 and 否."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yifa.foundation.text import clean
from yifa.records.exchange.columns import Column, spellings
from yifa.records.exchange.headings import plain
from yifa.records.fields import RowsField, TallyField, TopicsField
from yifa.records.rows import from_text

DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
DAY = re.compile(r"(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})[日号]?(?:\D.*)?")
TIME = re.compile(r"[ T]+\d{1,2}[:时].*$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
NUMBER = re.compile(r"[¥￥]?([+-]?\d[\d,，]*(?:\.\d+)?)([万亿]?)(\D*)")
YES = {"是", "有", "√", "✓", "对", "已", "y", "yes", "true", "1"}
NO = {"否", "无", "×", "✗", "不", "未", "n", "no", "false", "0", "没有"}
FIRST_SERIAL, LAST_SERIAL = 18000, 80000  # Excel's days of 1949 to 2119
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}


class Unreadable(Exception):
    """A cell that is not a value of its column; the message says why and what to write."""


def is_blank(raw: Any) -> bool:
    """Whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not clean(raw))


def value_of(column: Column, raw: Any, epoch: datetime) -> Any:
    """A cell as a typed value; Unreadable otherwise. Foreign keys are looked up elsewhere."""
    if isinstance(raw, str) and raw.strip() in ERRORS:
        raise Unreadable(f"单元格是错误值 {raw.strip()}，请改正公式或者直接填写")
    field = column.field
    if isinstance(field, models.DateField):
        return day(raw, epoch)
    if isinstance(field, models.BooleanField):
        return yes(raw)
    if isinstance(field, models.IntegerField) and field.choices:
        return choice(field.flatchoices, raw)
    if isinstance(field, (TallyField, models.IntegerField)):
        return whole(raw)
    if isinstance(field, models.DecimalField):
        return number(raw)
    if isinstance(field, TopicsField):
        return topics(raw)
    if isinstance(field, RowsField):
        return table(field, raw)
    if field is not None and field.choices:
        return choice(field.flatchoices, raw)
    return text(raw)


def text(raw: Any) -> str:
    """Text; a whole number that Excel holds as 13800000000.0 is written without its point."""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d}"
    return clean(str(raw))


def day(raw: Any, epoch: datetime) -> date:
    """A day: a date cell, an Excel serial number, 2025-03-05, 2025年3月5日, 2025.3.5, 20250305, 二〇二五年三月五日."""

    from openpyxl.utils.datetime import from_excel

    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    written = TIME.sub("", unicodedata.normalize("NFKC", text(raw))).replace(" ", "").replace("—", "-")
    try:
        if written.isdigit() and FIRST_SERIAL <= int(written) <= LAST_SERIAL:
            moment = from_excel(int(written), epoch)
            assert isinstance(moment, datetime)  # a whole number is a day, not a time of day
            return moment.date()
        found = COMPACT.fullmatch(written) or DAY.fullmatch(_arabic(written))
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        raise Unreadable(f"日期“{written}”不存在，请核对") from None
    if re.fullmatch(r"\d{1,2}[月./\-]\d{1,2}[日号]?", written):
        raise Unreadable(f"日期“{written}”没有年份，请写成 2025年3月5日")
    raise Unreadable(f"日期“{written}”无法识别，请写成 2025-03-05 或者 2025年3月5日")


def _arabic(written: str) -> str:
    """Chinese numerals of a date as digits: 二〇二五年十一月二十三日."""
    if not re.search("[〇零一二三四五六七八九十]", written):
        return written
    written = re.sub(r"([一二三])?十([一二三四五六七八九])?", _tens, written)
    return written.translate(DIGITS)


def _tens(found: re.Match[str]) -> str:
    return (found[1] or "一") + (found[2] or "〇")


def yes(raw: Any) -> bool:
    """是 or 否 in the ways people write them."""
    if isinstance(raw, bool):
        return raw
    written = plain(text(raw)) or text(raw)
    if written in YES or text(raw).strip() in YES:
        return True
    if written in NO or text(raw).strip() in NO:
        return False
    raise Unreadable(f"“{text(raw)}”请改为“是”或者“否”")


def number(raw: Any) -> Decimal:
    """A number, with thousands separators and units as people write them: 1,200元, 0.3万元."""
    if isinstance(raw, bool) or (isinstance(raw, float) and not isfinite(raw)):
        raise Unreadable("请填写数字")
    if isinstance(raw, (int, float)):
        return Decimal(repr(raw) if isinstance(raw, float) else raw)
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", text(raw)).replace(" ", ""))
    if found is None:
        raise Unreadable(f"“{text(raw)}”不是数字")
    try:
        amount = Decimal(found[1].replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Unreadable(f"“{text(raw)}”不是数字") from None
    return amount * {"万": 10000, "亿": 100000000}.get(found[2], 1)


def whole(raw: Any) -> int:
    """A whole number."""
    found = number(raw)
    if found != found.to_integral_value():
        raise Unreadable(f"“{text(raw)}”须为整数")
    return int(found)


def topics(raw: Any) -> list[str]:
    """Titles of acts, apart at 、；, line ends or title marks."""
    parts = re.split(r"[\n\r、;；,，]+|》\s*《", text(raw))
    return [one for one in (part.strip(" 《》") for part in parts) if one]


def table(field: RowsField, raw: Any) -> list[dict[str, str]]:
    """The rows of a small table, one a line of the cell."""
    try:
        return from_text(field.cells, str(raw))
    except ValidationError as error:
        raise Unreadable("；".join(error.messages)) from None


def choice(choices: Iterable[tuple[Any, Any]], raw: Any) -> Any:
    """The code of a label, of a code, or of the one label that holds what was written."""
    written, names = plain(text(raw)), _names(choices)
    if written in names:
        return names[written]
    near = {code for name, code in names.items() if len(written) >= 2 and written in name}
    if len(near) == 1:
        return near.pop()
    options = "、".join(str(label) for code, label in choices if code not in ("", None))
    raise Unreadable(f"“{text(raw)}”不在可选范围内，可选：{options}")


def _names(choices: Iterable[tuple[Any, Any]]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for code, label in choices:
        for name in (str(code or ""), *spellings(label)):
            found.setdefault(plain(name), code)
            found.setdefault(plain(name, keep_brackets=True), code)
    found.pop("", None)
    return found
