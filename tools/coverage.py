"""Writes docs/coverage.md: every number the five offices published, and which figure shows it or what it waits for.

    .venv/bin/python -m tools.coverage

The facts are those of tests/acceptance/offices.yaml; the replay proves that the figures come to the values given there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "tests" / "acceptance" / "offices.yaml"
TABLE = ROOT / "docs" / "coverage.md"

HEAD = """# 五份公开报告的数字：哪些已能由记录得出

由数据生成，请勿手改：`python -m tools.coverage`。事实在 `tests/acceptance/offices.yaml`，由重放测试证明：把一年的记录录入后，
指标等于公布的数，起草的报告写出这个数。“约数”指原文写作“余”“多”，记录得出的准确数使其成立。

"""


def offices() -> Mapping[str, Any]:
    """The facts."""
    found: Mapping[str, Any] = yaml.safe_load(FACTS.read_text("utf-8"))
    return found


def state(office: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """一致, 约数成立, 不一致, or 等待 with what it waits for."""
    if "figure" not in row:
        return f"等待：{row['waits']}"
    said, kept = Decimal(str(row["value"])), Decimal(str(office["figures"][row["figure"]]))
    if said == kept:
        return "一致"
    return "约数成立" if row.get("over") and said <= kept < said * Decimal("1.1") else "不一致"


def table() -> str:
    """The whole page."""
    found = offices()
    return HEAD + "\n".join([*_summary(found), "", *_rows(found), "", *_waiting(found), ""])


def _summary(found: Mapping[str, Any]) -> Iterator[str]:
    yield "| 报告 | 年度 | 公布的数字 | 已由记录得出 | 等待台账 |"
    yield "| --- | --- | --- | --- | --- |"
    every = [(0, 0)]
    for code, office in found.items():
        covered = sum("figure" in row for row in office["published"])
        every.append((len(office["published"]), covered))
        yield f"| {code} | {office['year']} | {len(office['published'])} | {covered} | {len(office['published']) - covered} |"
    total, covered = (sum(column) for column in zip(*every, strict=True))
    yield f"| 合计 | | {total} | {covered} | {total - covered} |"


def _rows(found: Mapping[str, Any]) -> Iterator[str]:
    yield "| 报告 | 系统 | 内容 | 公布 | 指标 | 记录得出 | 结果 |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for code, office in found.items():
        for row in office["published"]:
            figure = row.get("figure", "")
            kept = office["figures"][figure] if figure else ""
            said = f"{row['value']}{'余' if row.get('over') else ''}{row['unit']}"
            name = f"`{figure}`" if figure else ""
            yield f"| {code} | {row['system']} | {row['what']} | {said} | {name} | {kept} | {state(office, row)} |"


def _waiting(found: Mapping[str, Any]) -> Iterator[str]:
    """What the numbers that are left wait for, most wanted first."""
    waits = Counter(
        row["waits"] for office in found.values() for row in office["published"] if "waits" in row
    )
    yield "| 等待 | 数字 |"
    yield "| --- | --- |"
    yield from (f"| {name} | {count} |" for name, count in waits.most_common())


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
