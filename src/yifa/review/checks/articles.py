"""Articles that an act does not have, and articles that moved when the act was revised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from yifa.review.acts import ActLike
from yifa.review.citations import Article
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_ARTICLES = re.compile(r"第[〇零一二三四五六七八九十百千]+条")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each article beyond the last one; each that is known under an older number."""
    if reading.acts is None:
        return
    for one in reading.citations:
        act = reading.acts.find(one.title)
        for article in one.articles if act else ():
            assert act is not None
            yield from _judge(reading, check, act, article)


def _judge(reading: Reading, check: Check, act: ActLike, article: Article) -> Iterable[Finding]:
    if act.articles is not None and article.number > act.articles and _present(reading, act):
        message = f"《{act.title}》现行文本共{act.articles}条，没有第{article.number}条"
        yield check.at(reading, article.start, article.end, message)
        return
    written = reading.text[article.start : article.end]
    for moved in act.moved:
        old = {number for text in moved.before for number in _ARTICLES.findall(text)}
        if written in old - set(_ARTICLES.findall(moved.now)) and _present(reading, act):
            message = f"{moved.topic}现为{moved.now}，{written}是旧条号，请核对"
            yield check.at(reading, article.start, article.end, message, severity="question")


def _present(reading: Reading, act: ActLike) -> bool:
    """Whether the present text was in force when the report's year ended: before that, the older text counts."""
    return act.current_since <= date(reading.year, 12, 31)


CHECK = Check(
    "law.article", "条号有误", "high", "法律库", ("《行政处罚法》第九十九条", "《行政处罚法》第五十一条"), run
)
