"""Every version of every procedure: running cases keep the one they started under."""

from __future__ import annotations

from yifa.foundation.errors import Missing
from yifa.procedures.values import Procedure
from yifa.records.models import Record

_procedures: dict[tuple[str, int], Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    """Make a version known."""
    assert _procedures.setdefault((procedure.code, procedure.version), procedure) is procedure, procedure.code
    return procedure


def procedure_of(record: Record) -> Procedure:
    """The procedure a record runs under: its own version."""
    code = record.declaration.procedure.code
    try:
        return _procedures[code, record.procedure_version]
    except KeyError:
        raise Missing(
            f"程序“{code}”没有第{record.procedure_version}版", fix="请联系系统管理员升级程序"
        ) from None


def versions(code: str) -> list[Procedure]:
    """All known versions of a procedure, oldest first."""
    return [one for (name, _version), one in sorted(_procedures.items()) if name == code]


def procedures() -> list[Procedure]:
    """The newest version of each procedure."""
    newest: dict[str, Procedure] = {}
    for (code, version), procedure in sorted(_procedures.items()):
        newest[code] = procedure if version else newest[code]
    return list(newest.values())
