"""Half-width punctuation between Chinese characters: once a text, as a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_HALF = re.compile(
    r"(?<=[一-鿿”》）])[,;:?!](?=\s|$|[一-鿿“《（])|(?<=[一-鿿])\([一二三四五六七八九十]\)|<[一-鿿（）\d—-]{4,60}>"
)
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each place; where a text has many, only the first one, with the number of them."""
    found = list(reading.matches(_HALF))
    many = len(found) > 5
    for match in found[:1] if many else found:
        message = f"全文有 {len(found)} 处半角标点" if many else f"中文正文用了半角“{match[0][0]}”"
        yield check.at(reading, *match.span(), message, suggestion="" if many else _FULL.get(match[0], ""))


CHECK = Check(
    "wording.halfwidth",
    "半角标点",
    "low",
    "GB/T 15834—2011",
    ("健全机制,压实责任", "健全机制，压实责任"),
    run,
)
