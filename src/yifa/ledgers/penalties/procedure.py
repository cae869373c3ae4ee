"""The procedure on the spot, by 行政处罚法 arts. 51-53: decided, reported to one's own authority, closed."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.ledgers.penalties.models import Sanction
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, steps


def fine_is_paid(here: Situation) -> Reason | None:
    """A fine is paid before the case is closed."""
    if here.record.sanction == Sanction.FINE and not (here.record.collected or here.record.paid_on):
        return Reason("罚款尚未缴纳，请登记缴款日期", "行政处罚法 第66条至第68条", "paid_on")
    return None


SIMPLE = Procedure(
    code="on_spot",
    name="行政处罚简易程序",
    basis="行政处罚法 第51条至第53条",
    steps=(
        Step("decided", "已当场决定", "行政处罚法 第52条", phase="决定"),
        Step("reported", "已备案", "行政处罚法 第52条第3款", phase="备案"),
        Step("closed", "已结案", ends=True, phase="结案"),
    ),
    moves=(
        Move(
            "report",
            "报所属行政机关备案",
            steps("decided"),
            "reported",
            "行政处罚法 第52条第3款",
            day_field="filed_on",
        ),
        Move("close", "结案", steps("reported"), "closed", asks=("paid_on?",), guards=(fine_is_paid,)),
    ),
    papers=(
        Paper(
            "decision", "当场行政处罚决定书", "行政处罚法 第52条", after=steps("enter"), signed=True, order=1
        ),
    ),
)
