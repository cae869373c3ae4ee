"""Each ledger's quick form, filled as a person fills it, is saved at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.records.samples import DAY, samples
from tests.records.sound import check
from yifa.foundation import clock
from yifa.records.models import Record
from yifa.records.registry import ledger

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db
CODES = ["cases", "disclosure", "disputes", "outreach", "penalties", "petitions", "receptions", "study"]


@pytest.mark.parametrize("code", CODES)
def test_a_quick_form_is_saved(cast: Cast, code: str) -> None:
    values = samples(cast)[code]
    client = Client()
    client.force_login(cast.at(values.pop("by")))
    typed = {"unit": cast.street.pk}
    for name in ledger(code).quick.split():
        typed |= written(name, DAY if name in ("happened_on", "received_on") else values.get(name))
    with clock.frozen(DAY):
        answer = client.post(reverse("quick", args=[code]), typed)
    assert answer.status_code == 302, answer.context["form"].errors.as_text()
    made = Record.objects.get()
    assert (made.ledger, made.happened_on, made.received_on) == (code, DAY, DAY)
    check(made)


def written(name: str, value: Any) -> dict[str, Any]:
    """A value as the page sends it; nothing for what is left empty."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {f"{name}_{kind}": number for kind, number in value.items()}
    if isinstance(value, list):
        return {name: "\n".join(value)}
    return {name: "on" if value is True else getattr(value, "pk", value)}
