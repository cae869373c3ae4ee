"""The text of a paragraph, with its figures: by control, by bookmark, and what was typed over them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from yifa.papers.docx.figures import KEY, SEPARATOR
from yifa.papers.docx.opening import Package
from yifa.papers.docx.xml import NAMES, Element, qualified
from yifa.papers.values import FigureRun, Run, Text

W_VAL = qualified("w:val")
SKIPPED = {"del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "fldData"}
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """A figure found in a file. `original` is the text it was written with, if the file still says so."""

    code: str
    label: str
    text: str
    original: str | None
    kept_by: str  # tag, alias or bookmark

    @property
    def overtyped(self) -> bool:
        return self.original is not None and self.text != self.original


@dataclass(slots=True)
class Figures:
    """The file's own list of figures, and those found so far."""

    listed: dict[str, FigureRun] = field(default_factory=dict)
    key: str = ""
    found: list[ReadFigure] = field(default_factory=list)
    untagged: int = 0

    @classmethod
    def of(cls, package: Package) -> Figures:
        """From docProps/custom.xml; what is not ours there is left alone."""
        made = cls()
        tree = package.xml("docProps/custom.xml")
        for node in tree if tree is not None else ():
            name, value = node.get("name", ""), "".join(str(piece) for piece in node.itertext())
            if name == KEY:
                made.key = value.strip()
            elif name.startswith("f_") and (figure := _listed(value)):
                made.listed[name] = figure
        return made

    def add(self, names: dict[str, str], text: str) -> FigureRun | None:
        """Bind text to a figure by the first of its names that is known; None when none is left."""
        for kind, name in names.items():
            if not name:
                continue
            known = self.listed.get(names.get("bookmark") or name) or self._by_code(name)
            figure = FigureRun(known.code if known else name, known.label if known else "", text)
            original = known.text if known else None
            self.found.append(ReadFigure(figure.code, figure.label, text, original, kind))
            return figure
        return None

    def _by_code(self, code: str) -> FigureRun | None:
        return next((figure for figure in self.listed.values() if figure.code == code), None)

    @property
    def lost(self) -> tuple[FigureRun, ...]:
        """Listed figures whose control was deleted; a figure listed twice must be met twice."""
        left = Counter(figure.code for figure in self.found)
        left.subtract(figure.code for figure in self.listed.values())
        missing = []
        for figure in reversed(self.listed.values()):
            if left[figure.code] < 0:
                left[figure.code] += 1
                missing.append(figure)
        return tuple(reversed(missing))


def _listed(value: str) -> FigureRun | None:
    try:
        parts = json.loads(value)
        return FigureRun(*map(str, parts)) if isinstance(parts, list) and len(parts) == 3 else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Control:
    """A content control met in a paragraph."""

    tag: str
    alias: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark begins (with its name) or ends."""

    number: str
    name: str = ""


Piece = Text | Control | Mark


def runs(paragraph: Element, figures: Figures) -> tuple[Run, ...]:
    """The runs of a paragraph, neighbours of one look joined."""
    return tuple(_joined(_bound(list(pieces(paragraph)), figures)))


def pieces(node: Element) -> Iterator[Piece]:
    """Text, controls and bookmarks in order. Deleted text is left out, inserted text is taken."""
    for child in node:
        name = _local(child)
        if name == "r":
            yield Text(_run_text(child), bold=_is_bold(child))
        elif name == "sdt":
            yield from _control(child)
        elif name == "bookmarkStart" and child.get(qualified("w:name"), "").startswith("f_"):
            yield Mark(child.get(qualified("w:id"), ""), child.get(qualified("w:name"), ""))
        elif name == "bookmarkEnd":
            yield Mark(child.get(qualified("w:id"), ""))
        elif name not in SKIPPED:
            yield from pieces(child)


def _control(node: Element) -> Iterator[Piece]:
    tag, alias = _value(node, "w:sdtPr/w:tag"), _value(node, "w:sdtPr/w:alias")
    content = node.find("w:sdtContent", NAMES)
    inner = list(pieces(content)) if content is not None else []
    if any(isinstance(piece, Control) for piece in inner) or not (tag or SEPARATOR in alias):
        yield from inner
        return
    text = "".join(piece.text for piece in inner if isinstance(piece, Text))
    yield Control(tag, alias.rpartition(SEPARATOR)[2] if SEPARATOR in alias else "", text)


def _bound(given: list[Piece], figures: Figures) -> Iterator[Run]:
    """Controls become figures; a bookmark of ours without a control inside binds the text it spans."""
    place = 0
    while place < len(given):
        piece = given[place]
        if isinstance(piece, Mark) and piece.name:
            end = _end(given, place, piece.number)
            inside = given[place + 1 : end]
            yield from _marked(piece.name, inside, figures)
            place = end
        elif isinstance(piece, Control):
            yield from _of_control(piece, "", figures)
        elif isinstance(piece, Text):
            yield piece
        place += 1


def _end(given: list[Piece], start: int, number: str) -> int:
    """Where a bookmark ends; one that ends elsewhere spans nothing."""
    for place in range(start + 1, len(given)):
        piece = given[place]
        if isinstance(piece, Mark) and not piece.name and piece.number == number:
            return place
    return start


def _marked(name: str, inside: list[Piece], figures: Figures) -> Iterator[Run]:
    controls = [piece for piece in inside if isinstance(piece, Control)]
    if controls or name not in figures.listed:
        for piece in inside:
            if isinstance(piece, Control):
                yield from _of_control(piece, name if len(controls) == 1 else "", figures)
            elif isinstance(piece, Text):
                yield piece
        return
    text = "".join(piece.text for piece in inside if isinstance(piece, Text))
    figure = figures.add({"bookmark": name}, text) if text else None
    if figure:
        yield figure


def _of_control(control: Control, bookmark: str, figures: Figures) -> Iterator[Run]:
    named = bookmark if bookmark in figures.listed else ""
    names = {"tag": control.tag, "alias": control.alias, "bookmark": named}
    figure = figures.add({kind: name for kind, name in names.items() if name}, control.text)
    if figure is None:
        figures.untagged += 1
        yield Text(control.text)
    else:
        yield figure


def _joined(given: Iterator[Run]) -> Iterator[Run]:
    last: Text | None = None
    for run in given:
        if isinstance(run, Text) and last is not None and run.bold == last.bold:
            last = Text(last.text + run.text, last.bold)
            continue
        if last is not None and last.text:
            yield last
        last = run if isinstance(run, Text) else None
        if not isinstance(run, Text):
            yield run
    if last is not None and last.text:
        yield last


def _run_text(run: Element) -> str:
    parts = []
    for child in run:
        name = _local(child)
        parts.append((child.text or "") if name == "t" else BREAKS.get(name, ""))
    return "".join(parts)


def _is_bold(run: Element) -> bool:
    node = run.find("w:rPr/w:b", NAMES)
    return node is not None and node.get(W_VAL, "1") not in ("0", "false", "none")


def _value(node: Element, path: str) -> str:
    found = node.find(path, NAMES)
    return found.get(W_VAL, "") if found is not None else ""


def _local(node: Element) -> str:
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
