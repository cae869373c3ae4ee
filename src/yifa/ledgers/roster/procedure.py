"""A day on the roster: planned, made public beforehand, then kept, given to another leader, or called off with a reason."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, steps

RULE = "信访工作条例 第18条"
OPINION = "关于领导干部定期接待群众来访的意见"


def still_ahead(here: Situation) -> Reason | None:
    """People must be able to read it before they come."""
    if here.on > here.record.planned_on:
        return Reason(f"接访日期（{here.record.planned_on:%Y年%m月%d日}）已过，应当事先公示", OPINION)
    return None


def day_has_come(here: Situation) -> Reason | None:
    """Nobody was received on a day that has not come."""
    if here.on < here.record.planned_on:
        return Reason(f"接访日期是{here.record.planned_on:%Y年%m月%d日}，还没有到", RULE)
    return None


def reception_is_of_the_day(here: Situation) -> Reason | None:
    """The reception that was held is the one of this day."""
    reception = here.record.held_as
    if reception is not None and reception.happened_on != here.on:
        return Reason(
            f"所选接访记录是{reception.happened_on:%Y年%m月%d日}的，与接访日期不一致", RULE, "held_as"
        )
    return None


ROSTER = Procedure(
    code="roster",
    name="领导接访安排",
    basis=f"{RULE}；{OPINION}",
    steps=(
        Step("planned", "已安排", RULE, phase="安排"),
        Step("published", "已公示", OPINION, phase="公示"),
        Step("held", "已接访", RULE, ends=True, phase="接访"),
        Step("off", "未接访", ends=True, phase="接访", aside=True),
    ),
    moves=(
        Move(
            "publish",
            "公示",
            steps("planned"),
            "published",
            OPINION,
            guards=(still_ahead,),
            day_field="published_on",
            says="接访日期、地点、领导职务事先向社会公布",
        ),
        Move(
            "substitute",
            "调整接访领导",
            steps("planned published"),
            "planned",
            RULE,
            asks=("leader",),
            reason=True,
            says="因故不能接访的，由其他领导接访；调整后重新公示",
        ),
        Move(
            "hold",
            "已接访",
            steps("planned published"),
            "held",
            RULE,
            asks=("held_as?",),
            guards=(day_has_come, reception_is_of_the_day),
            day_field="held_on",
        ),
        Move("cancel", "取消接访", steps("planned published"), "off", RULE, who="decide", reason=True),
    ),
    papers=(Paper("notice", "领导接访公示", OPINION, after=steps("publish"), order=1),),
)
