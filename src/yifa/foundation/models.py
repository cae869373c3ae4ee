"""The audit trail: one append-only row for everything that must be answerable later."""

from __future__ import annotations

from django.db import models


class Audit(models.Model):
    """Who did what to what, when. No personal data of others: `target` is an identifier, never a name."""

    at = models.DateTimeField("时间", db_index=True)
    by = models.BigIntegerField("人员", null=True)
    action = models.CharField("动作", max_length=40)
    target = models.CharField("对象", max_length=120, blank=True)
    detail = models.JSONField("说明", default=dict)

    class Meta:
        verbose_name = "审计记录"
        # Each way to search the trail reads its newest rows straight from an index.
        indexes = [
            models.Index(fields=["by", "at"], name="audit_by"),
            models.Index(fields=["action", "at"], name="audit_action"),
            models.Index(fields=["target", "at"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"
