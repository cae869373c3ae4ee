"""What each field of each table is in the sense of data protection: read from `personal.yaml`, beside it.

Personal information is what relates to an identified or identifiable person (个人信息保护法第四条); what the law calls
sensitive (第二十八条) and what the office learns about those who come to it is treated alike: `sensitive`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import models

from yifa.foundation.fields import PersonalField

KINDS = {
    "sensitive": "敏感或者来访、当事群众的个人信息：加密存储，显示时遮蔽",
    "secret": "口令、会话等凭据：只存摘要或者仅本系统可读，不向任何人显示",
    "personal": "可识别到人的信息，主要是工作人员履职信息：按权限显示",
    "free": "自由填写的文字：表单提示不写姓名，公开前由隐私检查把关",
    "plain": "不是个人信息",
}


@dataclass(frozen=True)
class Declared:
    """One field and what it was declared to be."""

    model: type[models.Model]
    field: models.Field[Any, Any]
    kind: str

    @property
    def called(self) -> str:
        """How the declaration names it."""
        return f"{self.model._meta.label}.{self.field.name}"


@lru_cache
def declaration() -> dict[str, dict[str, str]]:
    """Table → field → kind, as the file says."""
    with Path(__file__).with_suffix(".yaml").open(encoding="utf-8") as file:
        found: dict[str, dict[str, str]] = yaml.safe_load(file)
    return {
        label: {name: kind for kind, names in kinds.items() for name in names.split()}
        for label, kinds in found.items()
    }


def fields() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every field that has a column, of every table there is."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        for field in model._meta.local_fields:
            yield model, field


def declared() -> list[Declared]:
    """Every field with its kind; KeyError where nothing was declared."""
    said = declaration()
    return [Declared(model, field, said[model._meta.label][field.name]) for model, field in fields()]


def undeclared() -> list[str]:
    """What the file lacks, and what it names although it is not there."""
    there = {(model._meta.label, field.name) for model, field in fields()}
    said = {(label, name) for label, names in declaration().items() for name in names}
    return sorted(f"{label}.{name}" for label, name in there ^ said)


def page() -> str:
    """The declaration as a page for whoever answers for data protection."""
    found = declared()
    lines = [
        "# 个人信息清单",
        "",
        "由 `src/yifa/config/personal.yaml` 生成，请勿手改：`python tools/diagrams.py`",
        "",
    ]
    for kind, says in KINDS.items():
        rows = [one for one in found if one.kind == kind]
        lines += [f"## {says}（{len(rows)}项）", ""]
        if kind == "plain":
            continue
        lines += ["| 表 | 字段 | 名称 | 加密 |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {one.model._meta.label} | {one.field.name} | {one.field.verbose_name} | {_at_rest(one)} |"
            for one in rows
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


# Encrypted, though their type does not say so: the values inside the history, and the secret of an app.
WITHIN = {"records.Change.fields": "是（逐项）", "office.Authenticator.secret": "是"}


def _at_rest(one: Declared) -> str:
    return "是" if isinstance(one.field, PersonalField) else WITHIN.get(one.called, "否")
