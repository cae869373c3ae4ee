"""Sessions are recorded by whoever held them and confirmed by the law-based-government office."""

from __future__ import annotations

from yifa.procedures.values import Move, Procedure, Step, steps

STUDY = Procedure(
    code="study",
    name="学法登记",
    basis="法治宣传教育法",
    steps=(
        Step("recorded", "已登记", phase="登记"),
        Step("returned", "退回补充", phase="登记", aside=True),
        Step("confirmed", "已核实", ends=True, phase="核实"),
    ),
    moves=(
        Move(
            "confirm",
            "核实",
            steps("recorded returned"),
            "confirmed",
            who="decide",
            not_entrant=True,
            approves=True,
        ),
        Move("return", "退回补充", steps("recorded"), "returned", who="decide", returns=True),
        Move("resubmit", "补充完成", steps("returned"), "recorded"),
    ),
)
