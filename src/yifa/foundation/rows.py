"""Rows of a data file as frozen values: every unknown, missing or mistyped entry is told with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

T = TypeVar("T")


def from_row(kind: type[T], row: object, where: str) -> T:
    """One row as a dataclass of plain types; lists become tuples. ValueError says what is wrong."""
    if not isinstance(row, Mapping):
        raise ValueError(f"{where}：应为“名称: 值”的形式，现为 {row!r}")
    known: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(row) - set(known)):
        raise ValueError(f"{where}：没有这些栏目：{'、'.join(map(str, unknown))}")
    if missing := [name for name, field in known.items() if name not in row and _required(field)]:
        raise ValueError(f"{where}：缺少栏目：{'、'.join(missing)}")
    return kind(**{name: _typed(known[name], value, f"{where} 的 {name}") for name, value in row.items()})


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _typed(field: Field[Any], value: Any, where: str) -> Any:
    kinds = {"str": str, "int": int, "bool": bool}
    wanted = kinds.get(str(field.type), list if str(field.type).startswith("tuple") else None)
    if wanted and (not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))):
        raise ValueError(f"{where} 类型不对：{value!r}")
    return tuple(value) if isinstance(value, list) else value
