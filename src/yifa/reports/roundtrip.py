"""An edited Word file comes back: what changed, figures still bound, each change to be accepted or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import count
from typing import Any, Literal

from django.db import transaction

from yifa.figures.definitions import figure
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid, Missing, Reason, Refused
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.papers import FigureRun, Heading, Paragraph, Picture, Table, docx
from yifa.papers.docx import ReadDocument, ReadFigure
from yifa.reports import editing, queries
from yifa.reports.actions import editable
from yifa.reports.document import key
from yifa.reports.merging import Told, given_out, report_of, written
from yifa.reports.models import Passage, Report, Upload
from yifa.reports.rules import clean, runs_of
from yifa.reports.statements import joined
from yifa.reports.values import Block, Form, Run, Text, Token, runs_to_json
from yifa.reports.wording import FORMS

ALIKE = 45.0  # percent of likeness from which two paragraphs are one that was edited
NAMED = 8  # figures named in one remark
LONGEST = 400  # paragraphs; a report with more is another document


@dataclass(frozen=True, slots=True)
class Back:
    """A paragraph or heading of the file; `typed` says what somebody typed over its figures, by their order in it."""

    block: Block
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """As the file reads."""
        figures = count()
        return "".join(
            self.typed.get(str(next(figures)), run.text) if isinstance(run, Token) else run.text
            for run in self.block.runs
        )


Kind = Literal["changed", "added", "removed"]


@transaction.atomic
def propose(*, report: Report, name: str, data: bytes, by: Person, access: Access | None = None) -> Upload:
    """Read a file and keep what it proposes. Invalid for a file of another report; papers' own refusals pass."""
    found = editable(report, by, access)
    read = docx.read(data)
    if read.key and report_of(read.key) != key(found):
        raise Invalid({"file": "这是另一份报告的文件，请核对后上传本报告下载的 Word 文件"})
    if len(read.blocks) > LONGEST:
        raise Invalid({"file": f"文件有{len(read.blocks)}段，超过{LONGEST}段，请确认上传的是本报告"})
    told = queries.current(found)
    changes = list(compared(told, list(_blocks(read, told)), given_out(found, read.key, told)))
    audit.note("report.upload", by=by.pk, target=found.source, detail={"changes": len(changes)})
    return Upload.objects.create(
        report=found,
        name=name[:200],
        digest=sha256(data).hexdigest(),
        changes={"rows": changes, "remarks": [*remarks(read, found), *read.remarks]},
        at=clock.now(),
        by=by,
    )


def remarks(read: ReadDocument, found: Report) -> list[str]:
    """What a person should know of a file before accepting anything."""
    said = [] if read.key else ["文件不是从本系统下载的，其中的数字都是普通文字，没有绑定指标"]
    if read.lost:
        names = list(dict.fromkeys(one.label for one in read.lost))
        more = "等" if len(names) > NAMED else ""
        said.append(f"有{len(read.lost)}处指标在文件中被删去：{'、'.join(names[:NAMED])}{more}")
    if any(isinstance(block, Table | Picture) for block in read.blocks):
        said.append("文件中的表格和图片未读入正文，请作为附件上传")
    return said


def _blocks(read: ReadDocument, told: Sequence[tuple[Passage, Block]]) -> Iterator[Back]:
    shown = {
        (run.code, run.form): run.text for _, block in told for run in block.runs if isinstance(run, Token)
    }
    overtyped = iter(read.figures)
    for one in read.blocks:
        if isinstance(one, Heading):
            yield Back(Block("heading", (Text(clean(_unnumbered(one))),), one.level))
        elif isinstance(one, Paragraph):
            yield _paragraph(one, shown, overtyped)


NUMBER = re.compile(
    r"[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）|[0-9]{1,3}[.．] ?|（[0-9]{1,3}）"
)


def _unnumbered(one: Heading) -> str:
    """A heading without its number, which the system gives anew."""
    return NUMBER.sub("", one.text, count=1) if NUMBER.match(one.text) else one.text


def _paragraph(one: Paragraph, shown: dict[tuple[str, Form], str], met: Iterator[ReadFigure]) -> Back:
    runs: list[Run] = []
    typed: dict[str, str] = {}
    for run in one.runs:
        if not isinstance(run, FigureRun):
            runs.append(Text(clean(run.text)))
            continue
        seen = next(one for one in met if (one.code, one.text) == (run.code, run.text))
        code, form = _named(run.code)
        if code is None:
            runs.append(Text(clean(run.text)))
            continue
        if seen.overtyped:
            typed[str(sum(isinstance(one, Token) for one in runs))] = clean(run.text)
        runs.append(Token(code, shown.get((code, form), run.text), form))
    return Back(Block("paragraph", joined(runs)), typed)


def _named(tag: str) -> tuple[str | None, Form]:
    code, _, form = tag.partition("|")
    try:
        figure(code)
    except Missing:
        return None, "text"
    return code, next((known for known in FORMS if known == form), "text")


def compared(
    told: Sequence[Told], back: Sequence[Back], base: Sequence[Told] | None = None
) -> Iterator[dict[str, Any]]:
    """The changes that turn a text into what came back, in reading order.

    `base` is the text the file was made from: what was changed here since stands, unless the file changed it too.
    """
    here = {one.pk: (one, block) for one, block in told}
    before = told[0][0].pk if told else 0
    follows: int | None = None
    number = 0
    for then, new in paired(told if base is None else base, back):
        now = here.get(then[0].pk) if then else None
        before = now[0].pk if now else before
        if _settled_already(then, now, new):
            follows = None if now else follows
            continue
        clash = then is not None and (now is None or written(then[1].runs) != written(now[1].runs))
        yield _change(now, new, before, follows) | {"clash": clash}
        follows = None if now else number
        number += 1


def _settled_already(then: Told | None, now: Told | None, new: Back | None) -> bool:
    """Whether a paragraph asks for nothing: the file left it alone, or it stands here as in the file."""
    if new is None:
        return now is None
    return any(one is not None and _same(one[1], new) for one in (then, now))


def _same(old: Block, new: Back) -> bool:
    alike = old.text == new.text or (not new.typed and written(old.runs) == written(new.block.runs))
    return alike and (old.level == new.block.level or old.level == 1)


def _change(old: Told | None, new: Back | None, before: int, follows: int | None) -> dict[str, Any]:
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    return {
        "kind": kind,
        "state": "open",
        "passage": old[0].pk if old else None,
        "revision": old[0].revision if old else None,
        "after": before,
        "follows": follows,
        "level": new.block.level if new else 0,
        "old": runs_to_json(old[1].runs) if old else [],
        "runs": runs_to_json(new.block.runs) if new else [],
        "typed": new.typed if new else {},
        "text": new.text if new else "",
    }


Pair = tuple[Told | None, Back | None]


def paired(told: Sequence[Told], back: Sequence[Back]) -> Iterator[Pair]:
    """Paragraphs of both texts that belong together; one that is alone was added or removed."""
    a, b = [block.text for _, block in told], [one.text for one in back]
    for op, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            yield from zip(told[i:j], back[k:m], strict=True)
        else:
            yield from _aligned(told[i:j], back[k:m])


def _aligned(told: Sequence[Told], back: Sequence[Back]) -> Iterator[Pair]:
    """The pairing of two stretches, in order, that keeps the most likeness."""
    best = _table(told, back)
    i = k = 0
    while i < len(told) or k < len(back):
        here = best[i][k]
        if (
            i < len(told)
            and k < len(back)
            and here == _likeness(told[i][1], back[k]) + best[i + 1][k + 1] > best[i + 1][k]
        ):
            yield told[i], back[k]
            i, k = i + 1, k + 1
        elif i < len(told) and here == best[i + 1][k]:
            yield told[i], None
            i += 1
        else:
            yield None, back[k]
            k += 1


def _table(told: Sequence[Told], back: Sequence[Back]) -> list[list[float]]:
    best = [[0.0] * (len(back) + 1) for _ in range(len(told) + 1)]
    for i in range(len(told) - 1, -1, -1):
        for k in range(len(back) - 1, -1, -1):
            both = _likeness(told[i][1], back[k])
            best[i][k] = max(best[i + 1][k], best[i][k + 1], both + best[i + 1][k + 1] if both else 0.0)
    return best


def _likeness(old: Block, new: Back) -> float:
    """0 where two paragraphs have nothing to do with each other; a heading pairs with a heading of its level."""

    from rapidfuzz import fuzz

    if (old.level == 1) != (new.block.level == 1):
        return 0.0
    return fuzz.ratio(old.text, new.text, score_cutoff=ALIKE)


@transaction.atomic
def accept(
    *, upload: Upload, number: int, by: Person, access: Access | None = None, keep_figures: bool = True
) -> Upload:
    """Take one change over. `keep_figures`: a figure that was typed over stays a figure; otherwise the typed words stand.

    Conflict when the passage was changed here since the file was uploaded.
    """
    found, row = _open(upload, number)
    editable(found.report, by, access)
    who: dict[str, Any] = {"by": by, "access": access, "why": "word"}
    runs = _settled(row, keep_figures=keep_figures)
    if row["kind"] == "added":
        made = editing.insert(after=_after(found, row), runs=runs, level=_level(row), **who)
        row["made"] = made.pk
    else:
        one = Passage.objects.get(pk=row["passage"], report=found.report)
        if row["kind"] == "removed":
            editing.remove(passage=one, **who)
        else:
            level = one.level if one.level == 1 else row["level"]
            editing.save(passage=one, runs=runs, revision=row["revision"], level=level, **who)
    return _mark(found, row, "accepted")


@transaction.atomic
def refuse(*, upload: Upload, number: int, by: Person, access: Access | None = None) -> Upload:
    """Leave one change out."""
    found, row = _open(upload, number)
    editable(found.report, by, access)
    return _mark(found, row, "refused")


def _open(upload: Upload, number: int) -> tuple[Upload, dict[str, Any]]:
    found = Upload.objects.select_for_update().select_related("report").get(pk=upload.pk)
    rows = found.changes["rows"]
    if not 0 <= number < len(rows):
        raise Missing("没有这处改动")
    if rows[number]["state"] != "open":
        raise Refused([Reason("这处改动已经处理过")])
    return found, rows[number]


def _mark(found: Upload, row: dict[str, Any], state: str) -> Upload:
    row["state"] = state
    found.save(update_fields=["changes"])
    return found


def _settled(row: dict[str, Any], *, keep_figures: bool) -> list[dict[str, Any]]:
    if keep_figures:
        return list(row["runs"])
    figures = count()
    return [
        {"text": row["typed"][at]} if "figure" in run and (at := str(next(figures))) in row["typed"] else run
        for run in row["runs"]
    ]


def _after(found: Upload, row: dict[str, Any]) -> Passage:
    before = found.changes["rows"][row["follows"]] if row["follows"] is not None else None
    pk = before.get("made") if before else None
    return Passage.objects.get(pk=pk or row["after"], report=found.report)


def _level(row: dict[str, Any]) -> int:
    """A new heading cannot be that of a part."""
    return 2 if row["level"] == 1 else int(row["level"])


def words(runs: Iterable[dict[str, Any]]) -> tuple[Run, ...]:
    """Stored runs of a change as values."""
    return runs_of(list(runs))


def as_typed(row: dict[str, Any]) -> tuple[Run, ...]:
    """A change as the file reads, with what was typed over figures."""
    return words(_settled(row, keep_figures=False))
