"""The readable list of `yifa review`."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from yifa.review.comparison import VERDICTS
from yifa.review.values import SEVERITY_NAMES

_COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan", "question": "magenta"}
_APPROX = {"exact": "", "over": "以上", "under": "接近", "about": "左右", "range": "区间"}
_SCOPE = {
    "year": "",
    "cumulative": "累计",
    "target": "目标",
    "growth": "增减",
    "threshold": "标准",
    "last_year": "上年",
}


def show(review: dict[str, Any], console: Console | None = None) -> None:
    """Print one review: parts, figures, the ledger beside them, findings."""
    console = console or Console()
    console.rule(Text(review["file"]))
    _parts(review, console)
    if review["figures"]:
        console.print(_figures(review))
    if review["comparison"]:
        console.print(_comparison(review))
    _findings(review, console)


def _parts(review: dict[str, Any], console: Console) -> None:
    for part in review["parts"]:
        mark = Text("✓ ", "green") if part["found"] else Text("✗ ", "red")
        console.print(
            mark + Text(part["name"]) + Text(f"　{part['heading']}" if part["found"] else "　缺", "dim")
        )


def _figures(review: dict[str, Any]) -> Table:
    table = Table(title=f"数字 {len(review['figures'])} 个", title_justify="left")
    for column in ("位置", "原文", "数值", "单位", "约数", "种类", "口径"):
        table.add_column(column, justify="right" if column in ("位置", "数值") else "left")
    for one in review["figures"]:
        value = f"{one['value']:,}" + (f"—{one['high']:,}" if one["high"] is not None else "")
        words = " ".join(
            filter(None, (_SCOPE[one["scope"]], "分项" if one["parent"] is not None else "", one["per"]))
        )
        row = (str(one["start"]), one["text"], value, one["unit"], _APPROX[one["approx"]], one["name"], words)
        table.add_row(*(Text(cell) for cell in row))
    return table


def _comparison(review: dict[str, Any]) -> Table:
    table = Table(title="与台账对照", title_justify="left")
    for column in ("原文", "台账", "结果", "指标"):
        table.add_column(column)
    for one in review["comparison"]:
        kept = "" if one["kept"] is None else f"{one['kept']:,g}"
        table.add_row(*(Text(cell) for cell in (one["text"], kept, VERDICTS[one["verdict"]], one["name"])))
    return table


def _findings(review: dict[str, Any], console: Console) -> None:
    console.print(Text(f"问题 {len(review['findings'])} 个" if review["findings"] else "没有发现问题"))
    for one in review["findings"]:
        where = f"{one['start']}—{one['end']}" if one["end"] > one["start"] else "全文"
        line = Text(f"【{SEVERITY_NAMES[one['severity']]}】", _COLOURS[one["severity"]]) + Text(
            f"{one['message']}"
        )
        quoted = " ".join(one["text"].split())
        console.print(line + Text(f"　[{where}] {quoted[:60]}" if quoted else f"　[{where}]", "dim"))
        for name, text in (("建议", one["suggestion"]), ("依据", one["basis"])):
            if text:
                console.print(Text(f"　　{name}：{text}", "dim"))
