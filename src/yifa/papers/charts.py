"""Charts as vector: one drawing for the PDF, and the same as a picture (SVG beside PNG) for Word."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from yifa.papers import fonts
from yifa.papers.values import Chart, Picture

TEMPLATE: Final = "chart.typ"
STEPS = (1, 2, 2.5, 5, 10)
SHARPNESS = 240.0  # pixels an inch of the copy for programs that draw no SVG
WAN = 10_000

PAGE = """
#import "chart.typ": chart
#let d = json(bytes(sys.inputs.d))
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: d.families, lang: "zh", region: "cn", cjk-latin-spacing: none)
#chart(d.chart)
"""


def ticks(top: float) -> tuple[float, ...]:
    """Round numbers for an axis from nothing to at least `top`, four or five steps, whole where the values are."""
    if top <= 0:
        return (0, 1)
    power = 10.0 ** _exponent(top / 4)
    whole = float(top).is_integer()
    steps = [power * one for one in STEPS if not whole or (power * one).is_integer()] or [1.0]
    step = next(one for one in steps if one * 5 >= top)
    count = next(number for number in range(1, 11) if step * number >= top)
    return tuple(step * number for number in range(count + 1))


def _exponent(value: float) -> int:
    exponent = 0
    while 10.0 ** (exponent + 1) <= value:
        exponent += 1
    while 10.0**exponent > value:
        exponent -= 1
    return exponent


def told(value: float) -> str:
    """A number at a column or axis: 12, 2.5, 1.2万."""
    return f"{value / WAN:g}万" if value >= WAN and value % (WAN / 10) == 0 else f"{value:g}"


def data(chart: Chart) -> dict[str, Any]:
    """What the template asks for."""
    axis = ticks(max(value for _, values in chart.series for value in values))
    return {
        "unit": chart.unit,
        "categories": list(chart.categories),
        "ticks": [{"at": one / axis[-1], "text": told(one)} for one in axis],
        "series": [
            {"name": name, "values": [value / axis[-1] for value in values], "texts": [told(value) for value in values]}
            for name, values in chart.series
        ],
    }  # fmt: skip


def template() -> bytes:
    """The drawing, to lie beside the template that imports it."""
    return files("yifa.papers.pdf").joinpath(TEMPLATE).read_bytes()


def picture(chart: Chart, *, font_folder: Path | None = None) -> Picture:
    """The chart as a picture: letters are outlines, so it looks the same whatever fonts a machine has."""
    svg, png = _drawn(json.dumps(data(chart), ensure_ascii=False), font_folder or fonts.folder())
    return Picture(svg, chart.caption, png=png, alt=chart.alt)


@lru_cache(maxsize=32)
def _drawn(chart: str, place: Path) -> tuple[bytes, bytes]:

    import typst

    chosen = fonts.load(place)
    given = json.dumps({"families": chosen.chains["song"], "chart": json.loads(chart)}, ensure_ascii=False)
    sources = {"main.typ": PAGE.encode(), TEMPLATE: template()}
    svg = typst.compile(sources, font_paths=chosen.loaded, format="svg", sys_inputs={"d": given})
    png = typst.compile(
        sources, font_paths=chosen.loaded, format="png", sys_inputs={"d": given}, ppi=SHARPNESS
    )
    return bytes(svg), bytes(png)
