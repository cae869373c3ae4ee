"""How receptions are shown and what they count."""

from __future__ import annotations

from yifa.ledgers.receptions.models import Reception
from yifa.ledgers.receptions.procedure import RECEPTION
from yifa.records.declaration import Count, Ledger, section


def problems(reception: Reception) -> dict[str, str]:
    """No more matters can be closed than were taken up."""
    if reception.closed > reception.matters:
        return {"closed": "已化解的件次不能多于受理的件次"}
    return {}


LEDGER = Ledger(
    code="receptions",
    name="领导接访",
    area="化解",
    icon="user-check",
    says="领导干部开门接访、进门约访、登门走访、上门回访",
    model=Reception,
    procedure=RECEPTION,
    number="{unit}接〔{year}〕{serial}号",
    sections=(
        section("接访", "title kind leader happened_on received_on place"),
        section("数量", "batches people matters closed petition_number"),
        section("情况", "summary responsible highlight"),
    ),
    columns="number title kind leader matters closed happened_on step",
    filters="unit kind step happened_on",
    quick="title kind leader happened_on people matters",
    search="title number leader place summary",
    entered_with=problems,
    counts=(
        Count("receptions.held", detail="kind"),
        Count("receptions.people", quantity="people"),
        Count("receptions.matters", quantity="matters"),
        Count("receptions.closed", quantity="closed"),
    ),
)
