"""Three texts of one report: what a Word file was made from, what came back in it, what stands here meanwhile.

Only what the file itself changed is a proposal. A paragraph that somebody changed here after the download, and nobody in the
file, stays; one that both changed is a clash, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Max

from yifa.reports import queries
from yifa.reports.document import key
from yifa.reports.models import Passage, Report, Version
from yifa.reports.values import Block, Form, Run, Token

MARK = "@"  # between the report's own name and the state of its text
Told = tuple[Passage, Block]


def stamped(found: Report) -> str:
    """How a file names the report and the state of its text that it was made from."""
    last = Version.objects.filter(passage__report=found).aggregate(last=Max("pk"))["last"]
    return f"{key(found)}{MARK}{last or 0}"


def report_of(name: str) -> str:
    """The report that a file names."""
    return name.partition(MARK)[0]


def given_out(found: Report, name: str, told: Sequence[Told]) -> Sequence[Told]:
    """The text a file was made from, figures as they read now; the present text for a file that does not say."""
    state = name.partition(MARK)[2]
    if not state.isdecimal():
        return told
    rows = Version.objects.filter(passage__report=found, pk__lte=int(state)).select_related("passage")
    latest = {one.passage_id: one for one in rows.order_by("revision")}
    stood = sorted((one for one in latest.values() if not one.removed), key=_order)
    shown = {(run.code, run.form): run for _, block in told for run in block.runs if isinstance(run, Token)}
    return [(one.passage, _shown(queries.block_of(one), shown)) for one in stood]


def _order(one: Version) -> tuple[float, int]:
    return one.place, one.passage_id


def _shown(block: Block, now: Mapping[tuple[str, Form], Token]) -> Block:
    runs = (now.get((run.code, run.form), run) if isinstance(run, Token) else run for run in block.runs)
    return replace(block, runs=tuple(runs))


def written(runs: Iterable[Run]) -> tuple[tuple[str, ...], ...]:
    """What was written: typed words as they are, a figure by its name, for its number moves by itself."""
    return tuple((run.code, run.form) if isinstance(run, Token) else (run.text,) for run in runs)
