"""Choosing a unit out of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from yifa.office.models import Unit

if TYPE_CHECKING:
    Base = forms.ModelChoiceField[Unit]
else:
    Base = forms.ModelChoiceField


class UnitField(Base):
    """One of some units, set in by its depth in the tree."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Select(attrs={"class": "form-select"}))
        super().__init__(queryset=kwargs.pop("queryset", Unit.objects.none()), **kwargs)

    def label_from_instance(self, obj: Unit) -> str:
        return "　" * (obj.level - 1) + obj.called
