"""Tables of seals: batches, only ever added, and what checks found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Batch(models.Model):
    """One seal. `body` is what is hashed and signed; `root` its SM3, `signature` its Ed25519 signature, in hex."""

    number = models.BigIntegerField(_("批次"), primary_key=True)
    at = models.DateTimeField(_("封存时间"))
    body = models.TextField()
    root = models.CharField(_("数据根"), max_length=64)
    signature = models.CharField(_("签名"), max_length=128)

    class Meta:
        verbose_name = _("封存批次")

    def __str__(self) -> str:
        return f"{self.number} {self.root[:16]}"


class Check(models.Model):
    """One check of seals and assertions: what was looked at and what was found."""

    at = models.DateTimeField(_("核验时间"), db_index=True)
    by = models.BigIntegerField(_("人员"), null=True)
    seconds = models.FloatField(_("用时"), default=0)
    ok = models.BooleanField(_("通过"), null=True)
    result = models.JSONField(default=dict)
    moved = models.JSONField(default=list)

    class Meta:
        verbose_name = _("核验")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.ok}"
