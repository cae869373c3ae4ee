"""The audit trail: one append-only row for everything that must be answerable later."""

from __future__ import annotations

from django.db import models


class Audit(models.Model):
    """Who did what to what, when. No personal data of others: `target` is an identifier, never a name."""

    at = models.DateTimeField("时间", db_index=True)
    by = models.BigIntegerField("人员", null=True, db_index=True)
    action = models.CharField("动作", max_length=40, db_index=True)
    target = models.CharField("对象", max_length=120, blank=True)
    detail = models.JSONField("说明", default=dict)

    class Meta:
        verbose_name = "审计记录"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"
