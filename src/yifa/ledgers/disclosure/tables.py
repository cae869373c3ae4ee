"""The national yearly table of applications (国办公开办函〔2021〕30号, table 3), filled from cases."""

from __future__ import annotations

from collections.abc import Callable

from yifa.ledgers.disclosure.models import Applicant, Reply
from yifa.records.tables import Check, Row, Table

Terms = Callable[[str], tuple[tuple[str, str], ...]]


def received(column: str) -> tuple[tuple[str, str], ...]:
    """All applications of one kind of applicant."""
    return ((f"disclosure.received.{column}", ""),)


def answered(*replies: str) -> Terms:
    """Applications of one kind of applicant dealt with in certain ways."""
    return lambda column: tuple((f"disclosure.answered.{column}", reply) for reply in replies or ("",))


GROUPS = (
    ("refused", "（三）不予公开", ("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8")),
    ("unable", "（四）无法提供", ("n1", "n2", "n3")),
    ("unhandled", "（五）不予处理", ("d1", "d2", "d3", "d4", "d5")),
    ("others", "（六）其他处理", ("o1", "o2", "o3")),
)


def _group(code: str, name: str, replies: tuple[str, ...]) -> tuple[Row, ...]:
    labels = dict(Reply.choices)
    parts = tuple(
        Row(reply, f"{n}.{str(labels[reply]).split('：')[1]}", answered(reply), level=3)
        for n, reply in enumerate(replies, 1)
    )
    return (Row(code, name, answered(*replies), level=2), *parts)


YEARLY = Table(
    code="applications",
    name="收到和处理政府信息公开申请情况",
    basis="政府信息公开条例 第50条；国办公开办函〔2021〕30号",
    columns={kind: str(label) for kind, label in Applicant.choices},
    rows=(
        Row("new", "一、本年新收政府信息公开申请数量", received),
        Row("carried", "二、上年结转政府信息公开申请数量", received, span="before", minus=answered()),
        Row("granted", "（一）予以公开", answered("granted"), level=2),
        Row("partly", "（二）部分公开", answered("partly"), level=2),
        *(row for group in GROUPS for row in _group(*group)),
        Row("total", "（七）总计", answered(), level=2),
        Row("left", "四、结转下年度继续办理", received, span="until", minus=answered()),
    ),
    checks=(
        Check("本年新收＋上年结转＝总计＋结转下年度", ("new", "carried"), ("total", "left")),
        Check(
            "各项办理结果之和＝总计",
            ("granted", "partly", "refused", "unable", "unhandled", "others"),
            ("total",),
        ),
    ),
)
