"""Interface texts: collect them, keep the English catalogue, compile it. `python -m tools.messages [--check]`.

The source language is Chinese. Texts come from templates, from gettext calls, and from declarations (ledgers,
procedures, figures, roles), which are shown through gettext. The compiled catalogue is committed, so that a bare machine
needs no gettext tools.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "yifa"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy"}
TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
BLOCK = re.compile(r"\{%\s*blocktranslate([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.S)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def texts() -> dict[str, str]:
    """Every text of the interface: singular → plural form (empty without one)."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.html")):
        found |= dict(in_template(path.read_text(encoding="utf-8")))
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            found |= dict.fromkeys(in_code(path.read_text(encoding="utf-8")), "")
    return found | dict.fromkeys(declared(), "")


def in_template(source: str) -> Iterator[tuple[str, str]]:
    """Texts of one template."""
    for one, other in TAG.findall(source):
        yield one or other, ""
    for options, body in BLOCK.findall(source):
        parts = [VARIABLE.sub(r"%(\1)s", part) for part in PLURAL.split(body)]
        if "trimmed" in options.split():
            parts = [" ".join(line.strip() for line in part.strip().splitlines()) for part in parts]
        yield parts[0], parts[1] if len(parts) > 1 else ""


def in_code(source: str) -> Iterator[str]:
    """Texts of one module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def declared() -> Iterator[str]:
    """Texts of declarations that pages show: ledgers and their sections, directories, steps, moves, the menu, roles, words of law and review."""
    load()
    from yifa.desk.nav import AREAS, PAGES
    from yifa.figures.definitions import figures, groups
    from yifa.law import limit
    from yifa.law.acts import STATUSES
    from yifa.law.values import MARKS, SENSES, UNITS
    from yifa.office.roles import ROLES
    from yifa.procedures.registry import procedures
    from yifa.records.directory import directories
    from yifa.records.registry import ledgers
    from yifa.review.comparison import VERDICTS
    from yifa.review.values import SEVERITY_NAMES

    yield from (title for title, _names in AREAS)
    yield from (title for title, *_rest in PAGES)
    yield from (text for role in ROLES.values() for text in (role.name, role.says))
    for words in (STATUSES, MARKS, UNITS, SENSES, SEVERITY_NAMES, VERDICTS):
        yield from words.values()
    yield from (group.name for group in groups())
    yield from (figure.name for figure in figures())
    for ledger in ledgers():
        yield from (ledger.name, ledger.says, ledger.area)
        yield from (text for part in ledger.sections for text in (part.title, part.says) if text)
    for directory in directories():
        yield from (directory.name, directory.says)
    for procedure in procedures():
        yield procedure.name
        yield from (paper.name for paper in procedure.papers)
        yield from (limit(code).procedure for code in sorted(limits_of(procedure)))
        yield from (step.name for step in procedure.steps)
        yield from (text for move in procedure.moves for text in (move.label, move.says) if text)


def limits_of(procedure: Any) -> set[str]:
    """Codes of the time limits that a procedure starts."""
    starts = [*procedure.opens, *(one for move in procedure.moves for one in move.starts)]
    return {one if isinstance(one, str) else one.code for one in starts}


def load() -> None:
    """Load Django on an empty folder, unless it is loaded."""
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("YIFA_DATA", tempfile.mkdtemp(prefix="yifa-messages-"))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
        import django

        django.setup()


def missing() -> list[str]:
    """Texts without an English translation."""
    import polib

    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if entry.translated()}
    return sorted(text for text in texts() if text not in known)


def stale() -> bool:
    """Whether the compiled catalogue is older than its source."""
    import polib

    compiled = CATALOGUE.with_suffix(".mo")
    return not compiled.is_file() or compiled.read_bytes() != polib.pofile(str(CATALOGUE)).to_binary()


def update() -> int:
    """Add new texts, drop those no longer used, compile. Returns how many wait for a translation."""
    import polib

    wanted = texts()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.is_file() else polib.POFile()
    known = {entry.msgid: entry for entry in old}
    new = polib.POFile()
    new.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for text, plural in sorted(wanted.items()):
        entry = known.get(text)
        if entry is None or bool(entry.msgid_plural) != bool(plural):
            entry = polib.POEntry(msgid=text, msgid_plural=plural)
            if plural:
                entry.msgstr_plural = {0: "", 1: ""}
        new.append(entry)
    new.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(new.to_binary())
    return len(missing())


def main() -> int:
    """Update, or with --check only tell what is missing."""
    if "--check" in sys.argv:
        waiting = missing()
        print("\n".join(waiting))
        return 1 if waiting or stale() else 0
    print(f"{update()} texts wait for a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
