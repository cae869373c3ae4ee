"""How outreach events are shown and what they count."""

from __future__ import annotations

from yifa.ledgers.outreach.models import Channel, Event, Occasion
from yifa.ledgers.outreach.procedure import OUTREACH
from yifa.records.declaration import Count, Ledger, section


def problems(event: Event) -> dict[str, str]:
    """An event held somewhere names the place; an event that reached nobody is no event."""
    if event.channel == Channel.OFFLINE and not event.place:
        return {"place": "线下活动请填写地点"}
    if not event.audience and not event.materials:
        return {"audience": "受众人数和宣传材料至少填写一项"}
    return {}


LEDGER = Ledger(
    code="outreach",
    name="普法活动",
    area="普法",
    icon="speakerphone",
    says="每一场法治宣传活动：在哪里、对谁、讲什么法、发了什么",
    model=Event,
    procedure=OUTREACH,
    number="{unit}普〔{year}〕{serial}号",
    sections=(
        section("活动", "title happened_on received_on channel place partners topics theme occasion"),
        section("受众和材料", "audience materials"),
        section("情况", "summary responsible highlight"),
    ),
    columns="number title channel place happened_on step",
    filters="unit channel theme occasion step happened_on",
    quick="title happened_on place audience materials",
    bulk="confirm",
    search="title number place partners summary",
    entered_with=problems,
    counts=(
        Count("outreach.events", detail="channel"),
        Count("outreach.audience", quantity="audience"),
        Count("outreach.materials", quantity="materials"),
        Count("outreach.themes", detail="theme", when=lambda event: bool(event.theme)),
        Count("outreach.occasions", detail="occasion", when=lambda event: bool(event.occasion)),
        Count(
            "outreach.node_materials",
            quantity="materials",
            when=lambda event: event.occasion == Occasion.NODE,
        ),
    ),
)
