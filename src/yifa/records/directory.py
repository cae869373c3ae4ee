"""Directories (名录): what records refer to, such as power items, credentials, mediation committees. Also declared.

A directory has dates of validity instead of deletion; every change is audited with what stood before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from yifa.foundation import audit
from yifa.foundation.errors import Forbidden
from yifa.office.access import Access
from yifa.office.models import Person


@dataclass(frozen=True)
class Directory:
    """The declaration of a directory. `path` is the lookup from an entry to the unit path the access rule reads."""

    code: str
    name: str
    says: str
    model: type[models.Model]
    fields: str
    columns: str
    path: str = "unit__path"
    verbs: tuple[str, ...] = ("decide", "configure")
    icon: str = "list"

    def label(self, name: str) -> str:
        """The name of a field on screen."""
        return str(getattr(self.model._meta.get_field(name), "verbose_name", name))

    def visible(self, access: Access) -> models.QuerySet[Any]:
        """Entries a person may see: those of their subtrees, by reading or by keeping them."""
        rule = access.rule("read", field=self.path)
        for verb in self.verbs:
            rule |= access.rule(verb, field=self.path)
        return self.model._default_manager.filter(rule).distinct().order_by("-pk")

    def may_keep(self, access: Access) -> bool:
        """Whether a person keeps this directory anywhere."""
        return any(access.may(verb) for verb in self.verbs)

    def reach(self, access: Access) -> list[str]:
        """The subtrees in which a person keeps this directory."""
        return sorted({path for verb in self.verbs for path in access.paths(verb)})


_directories: dict[str, Directory] = {}


def register(directory: Directory) -> None:
    """Make a directory known."""
    assert _directories.setdefault(directory.code, directory) is directory, directory.code


def directories() -> list[Directory]:
    """All directories."""
    return list(_directories.values())


def find(code: str) -> Directory | None:
    """The directory of a code."""
    return _directories.get(code)


@transaction.atomic
def keep(*, directory: Directory, entry: models.Model, by: Person, access: Access) -> None:
    """Save a new or changed entry. Forbidden when it lies, before or after, outside the person's subtrees."""
    known = entry.pk and directory.visible(access).filter(pk=entry.pk).first()
    if not directory.may_keep(access) or (entry.pk and known is None):
        raise Forbidden("您的岗位不能维护这一名录", fix="请由法治工作办公室或者系统管理员办理")
    names = directory.fields.split()
    before = {name: str(getattr(known, name)) for name in names} if known else {}
    entry.save()
    if not directory.visible(access).filter(pk=entry.pk).exists():
        raise Forbidden("只能维护本单位的名录", fix="请改选本单位")
    after = {name: str(getattr(entry, name)) for name in names}
    changed = {name: [before.get(name, ""), text] for name, text in after.items() if before.get(name) != text}
    audit.note(
        "directory.keep", by=by.pk, target=f"{directory.code}:{entry.pk}", detail={"fields": sorted(changed)}
    )
