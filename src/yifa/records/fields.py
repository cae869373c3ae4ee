"""Field types of ledgers. The type says whether a value is personal, how it is masked and how it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.foundation import crypto

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    TextField = models.TextField[str, str]
    JSONField = models.JSONField[Any, Any]
else:
    TextField = models.TextField
    JSONField = models.JSONField


class PersonalField(TextField):
    """Personal data: encrypted at rest, masked on screen, absent from journal, logs and open search.

    `mask` is `name` (first character kept), `phone` (first three and last two kept) or `all`.
    """

    def __init__(self, *args: Any, mask: str = "all", long: bool = False, **kwargs: Any) -> None:
        self.mask = mask
        self.long = long
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return crypto.encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return crypto.decrypt(value) if value else value

    def masked(self, value: str) -> str:
        """The value as people without the right to see it do."""
        return (
            "；".join(_mask(self.mask, part) for part in value.replace("、", "；").split("；"))
            if value
            else ""
        )


def _mask(kind: str, text: str) -> str:
    text = text.strip()
    if kind == "name":
        return text[:1] + "某" * min(2, max(1, len(text) - 1)) if text else ""
    if kind == "phone" and len(text) >= 7:
        return text[:3] + "****" + text[-2:]
    return "（已遮蔽）" if text else ""


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
