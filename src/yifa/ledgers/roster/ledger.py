"""How the roster is shown and what it counts."""

from __future__ import annotations

from yifa.ledgers.roster.models import Roster
from yifa.ledgers.roster.procedure import ROSTER
from yifa.records.declaration import Count, Ledger, Reference, section


def problems(day: Roster) -> dict[str, str]:
    """A roster is made before its day."""
    if day.planned_on and day.happened_on and day.planned_on < day.happened_on:
        return {"planned_on": "接访日期不能早于登记安排的日期；已经接访的请直接登记到“领导接访”"}
    return {}


LEDGER = Ledger(
    code="roster",
    name="接访安排",
    area="化解",
    icon="calendar-user",
    says="今后哪一天、哪位领导、在哪里接访，事先公示，到期登记结果",
    model=Roster,
    procedure=ROSTER,
    number="{unit}接安〔{year}〕{serial}号",
    sections=(
        section("安排", "title planned_on kind leader place happened_on received_on"),
        section("结果", "published_on held_on held_as responsible"),
    ),
    columns="planned_on leader kind place number step",
    filters="unit kind step planned_on",
    order="-planned_on -id",
    quick="title planned_on kind leader place happened_on",
    search="title number leader place",
    entered_with=problems,
    references={"held_as": Reference(("number",), "path")},
    counts=(
        Count("receptions.kept", on="held_on"),
        Count("receptions.missed", on="planned_on", when=lambda day: day.step == "off"),
    ),
)
