"""The chart of accounts, read once from accounts.yaml and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from yifa.foundation.errors import Invalid
from yifa.foundation.rows import from_row
from yifa.journal.values import Account

CODE = re.compile(r"[a-z]+(\.[a-z_]+)+")


@dataclass(frozen=True)
class Breakdown:
    """The keys an account may be broken down by, with their labels."""

    name: str
    keys: dict[str, str]


def account(code: str) -> Account:
    """The account of a code; Invalid when the chart has none."""
    try:
        return accounts()[code]
    except KeyError:
        raise Invalid({"account": f"科目表中没有“{code}”，请先在科目表中登记"}) from None


@lru_cache
def accounts() -> Mapping[str, Account]:
    """All accounts by code, in the order of the file."""
    return load(files("yifa.journal").joinpath("accounts.yaml").read_text(encoding="utf-8"))


def load(text: str) -> Mapping[str, Account]:
    """Read and check a chart; ValueError names the row that is wrong."""
    data: dict[str, Any] = yaml.safe_load(text)
    breakdowns = {code: from_row(Breakdown, row, f"分类 {code}") for code, row in data["breakdowns"].items()}
    chart: dict[str, Account] = {}
    for row in data["accounts"]:
        one = _complete(from_row(Account, row, f"科目 {row.get('code')}"), breakdowns)
        if one.code in chart:
            raise ValueError(f"科目 {one.code} 重复")
        chart[one.code] = one
    return MappingProxyType(chart)


def _complete(one: Account, breakdowns: Mapping[str, Breakdown]) -> Account:
    wrong = [
        message
        for bad, message in (
            (not CODE.fullmatch(one.code), "代码须为小写英文，以点分级"),
            (one.kind not in ("flow", "level"), f"kind 只能是 flow 或 level，现为 {one.kind}"),
            (one.scale not in (1, 10, 100), f"scale 只能是 1、10 或 100，现为 {one.scale}"),
            (one.unit == "元" and one.scale != 100, "以元计的科目须以分记账（scale: 100）"),
            (bool(one.breakdown) and one.breakdown not in breakdowns, f"没有分类 {one.breakdown}"),
            (bool(one.details or one.detail_name), "分类写在 breakdowns 中，科目只写其名称"),
        )
        if bad
    ]
    if wrong:
        raise ValueError(f"科目 {one.code}：{'；'.join(wrong)}")
    if not one.breakdown:
        return one
    found = breakdowns[one.breakdown]
    return replace(one, detail_name=found.name, details=MappingProxyType(found.keys))
