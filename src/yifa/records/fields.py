"""Field types of ledgers. The type says whether a value is personal, how it is masked and how it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.foundation.fields import PersonalField
from yifa.records.rows import Cell, read

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    JSONField = models.JSONField[Any, Any]
else:
    JSONField = models.JSONField

__all__ = ["PersonalField", "RowsField", "TallyField", "TopicsField"]


class TallyField(JSONField):
    """Numbers by kind, for instance leaflets 300, banners 4: `{kind: number}`; `kinds` maps code to (label, unit)."""

    def __init__(
        self, *args: Any, kinds: Mapping[str, tuple[StrOrPromise, StrOrPromise]] | None = None, **kwargs: Any
    ) -> None:
        self.kinds = dict(kinds or {})
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, dict):
            raise ValidationError(_("请按类别分别填写数量"))
        for kind, number in value.items():
            if kind not in self.kinds:
                raise ValidationError(_("没有“%(kind)s”这一类别"), params={"kind": kind})
            if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= 100_000_000:
                raise ValidationError(_("“%(kind)s”的数量须为正整数"), params={"kind": self.kinds[kind][0]})


class TopicsField(JSONField):
    """Law topics: a list of titles from the register of law."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, list) or not all(isinstance(title, str) for title in value):
            raise ValidationError(_("请逐项填写法律法规名称"))
        for title in value:
            self._known(title)

    def _known(self, title: str) -> None:
        """A misspelt title is refused with what it likely means; local rules the register lacks are taken as typed."""
        from yifa.law import register

        near = None if register().knows(title) else register().suggest(title)
        if near:
            raise ValidationError(
                _("法律库中没有“%(title)s”，是否为“%(near)s”"), params={"title": title, "near": near.short}
            )


class RowsField(JSONField):
    """A small table: a list of rows, each `{column: text}`; `cells` are its columns."""

    def __init__(self, *args: Any, cells: tuple[Cell, ...] = (), **kwargs: Any) -> None:
        self.cells = cells
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise ValidationError(_("请逐行填写"))
        read(self.cells, value)
