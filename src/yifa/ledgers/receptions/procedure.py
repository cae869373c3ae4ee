"""A reception is planned on the roster, held, and its matters followed until closed."""

from __future__ import annotations

from yifa.procedures.values import Move, Procedure, Step, steps

RECEPTION = Procedure(
    code="reception",
    name="领导接访登记",
    basis="信访工作条例 第18条",
    steps=(
        Step("held", "已接访", phase="接访"),
        Step("following", "跟踪办理", phase="办理"),
        Step("closed", "已办结", ends=True, phase="办结"),
    ),
    moves=(
        Move(
            "follow",
            "转入跟踪办理",
            steps("held"),
            "following",
            "信访工作条例 第18条",
            asks=("responsible?",),
        ),
        Move("close", "办结", steps("held following"), "closed", asks=("closed?",)),
    ),
)
