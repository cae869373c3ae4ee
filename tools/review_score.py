"""Score the review against labels: python -m tools.review_score DIR

DIR holds either reports with `figures.jsonl` and `defects.jsonl` (one object a line: `id`, `text`, `start`, `value`,
`unit`, `approx`, `kind`, `alt`, `edge`; `id`, `kind`, `text`, `start`, `confidence`), or passages as YAML files with
marks in the text (tests/corpus/README.md). Prints precision and recall, and with --misses everything that went wrong.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from yifa import law
from yifa.review import Document, Figure, Finding, Settings, check, figures, read

TODAY = date(2026, 11, 1)
APPROX = {"=": "exact", ">": "over", "<": "under", "~": "about", "-": "range"}
_MARK = re.compile(r"\{([^{}|]+)\|(-?[\d.]+) (\S+) ([=><~-]) ([a-z_/]+)(\?)?\}")


@dataclass(frozen=True)
class Label:
    """A figure as a reader labelled it; `kinds` are those a fair reader could choose, the first one preferred."""

    text: str
    start: int
    value: float
    unit: str
    approx: str
    kinds: tuple[str, ...]
    edge: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Defect:
    """Something to be flagged; an empty text points at the whole report."""

    kind: str
    text: str
    start: int | None
    confidence: str = "high"
    why: str = ""


@dataclass(frozen=True)
class Case:
    """A text with its labels."""

    name: str
    document: Document
    labels: tuple[Label, ...]
    defects: tuple[Defect, ...]
    year: int | None = None
    labelled: bool = True  # whether its figures are labelled at all


@dataclass
class Score:
    """Counts over many texts, and what went wrong."""

    figures: int = 0
    found: int = 0
    right: int = 0
    kind: int = 0
    kind_first: int = 0
    approx: int = 0
    defects: dict[str, list[int]] = field(default_factory=dict)
    alarms: int = 0
    texts: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.figures if self.figures else 1.0

    @property
    def kind_accuracy(self) -> float:
        return self.kind / self.right if self.right else 1.0

    @property
    def approx_accuracy(self) -> float:
        return self.approx / self.right if self.right else 1.0

    def caught(self, confidence: str) -> float:
        """The share of defects of that confidence that were found."""
        found, all_of_them = self.defects.get(confidence, [0, 0])
        return found / all_of_them if all_of_them else 1.0


def cases(folder: Path) -> list[Case]:
    """Every labelled text of a folder."""
    return list(_reports(folder) if (folder / "figures.jsonl").exists() else _passages(folder))


def _reports(folder: Path) -> Iterator[Case]:
    marks, defects = _lines(folder / "figures.jsonl"), _lines(folder / "defects.jsonl")
    for path in sorted(folder.glob("[0-9]*.txt")):
        own = path.name[:3]
        yield Case(
            path.name,
            read(path),
            tuple(_label(row) for row in marks if row["id"] == own),
            tuple(
                Defect(row["kind"], row["text"], row["start"], row["confidence"], row["why"])
                for row in defects
                if row["id"] == own
            ),
        )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _label(row: dict[str, Any]) -> Label:
    kinds = (row["kind"], *row.get("alt", ()))
    return Label(
        row["text"], row["start"], row["value"], row["unit"], row["approx"], kinds, row.get("edge", False)
    )


def _passages(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield passage(row)


def passage(row: dict[str, Any]) -> Case:
    """A passage with marks in its text."""
    text, labels, at = "", list[Label](), 0
    for found in _MARK.finditer(row["text"]):
        text += row["text"][at : found.start()]
        kinds = tuple(found[5].split("/"))
        labels.append(
            Label(
                found[1], len(text), float(found[2]), _unit(found[3]), APPROX[found[4]], kinds, bool(found[6])
            )
        )
        text += found[1]
        at = found.end()
    text += row["text"][at:]
    defects = tuple(
        Defect(one["check"], one["text"], text.find(one["text"]), one.get("confidence", "high"))
        for one in row.get("findings", ())
    )
    document = read(text.encode(), row["id"] + ".txt")
    year, labelled = row.get("year", 2024), row.get("figures", True)
    return Case(row["id"], document, tuple(labels), defects, year, labelled)


def _unit(text: str) -> str:
    return text.replace("个百分点", "个百分点")


def score(all_cases: Iterable[Case], *, today: date = TODAY) -> Score:
    """Figures and findings against the labels."""
    result = Score()
    register = law.register()
    for case in all_cases:
        result.texts += 1
        if case.labelled:
            _score_figures(result, case, figures(case.document))
        settings = Settings(year=case.year, yearly=case.year is not None)
        _score_findings(result, case, check(case.document, acts=register, today=today, settings=settings))
    return result


def _score_figures(result: Score, case: Case, found: list[Figure]) -> None:
    left = list(found)
    for label in case.labels:
        same = next((one for one in left if one.start < label.end and label.start < one.end), None)
        if same:
            left.remove(same)
        if label.edge:
            continue
        result.figures += 1
        result.found += same is not None
        if same is None:
            result.misses.append(f"{case.name} 漏 {label.text} {label.kinds}")
        elif same.value != label.value or same.unit != label.unit:
            result.misses.append(f"{case.name} 值 {label.text} → {same.value} {same.unit}")
        else:
            _score_words(result, case, label, same)
    result.found += len(left)
    result.misses += [f"{case.name} 多 {one.text} {one.kind} …{_around(case, one.start)}" for one in left]


def _score_words(result: Score, case: Case, label: Label, same: Figure) -> None:
    result.right += 1
    result.kind += same.kind in label.kinds
    result.kind_first += same.kind == label.kinds[0]
    result.approx += same.approx == label.approx
    if same.kind not in label.kinds:
        result.misses.append(
            f"{case.name} 类 {label.text} {label.kinds} → {same.kind} …{_around(case, label.start)}"
        )
    if same.approx != label.approx:
        result.misses.append(f"{case.name} 约 {label.text} {label.approx} → {same.approx}")


def _around(case: Case, place: int) -> str:
    return " ".join(case.document.text[max(0, place - 14) : place + 14].split())


def _score_findings(result: Score, case: Case, found: list[Finding]) -> None:
    left = list(found)
    for defect in case.defects:
        hits = [one for one in found if _meets(one, defect, case)]
        counts = result.defects.setdefault(defect.confidence, [0, 0])
        counts[0] += bool(hits)
        counts[1] += 1
        left = [one for one in left if one not in hits]
        if not hits and defect.confidence != "low":
            result.misses.append(
                f"{case.name} 未报 [{defect.confidence}] {defect.kind} {defect.text[:30]!r} {defect.why}"
            )
    result.alarms += len(left)
    result.misses += [f"{case.name} 误报? {one.check} {one.text[:30]!r} {one.message}" for one in left]


def _meets(finding: Finding, defect: Defect, case: Case) -> bool:
    if defect.kind == "missing_section":
        return finding.check == "structure.parts" and ("原因" in defect.why) == ("原因" in finding.message)
    if defect.start is None or defect.start < 0:
        return False
    end = defect.start + max(len(defect.text), 1)
    if defect.kind.count("."):
        return finding.check == defect.kind and finding.start < end and defect.start < finding.end
    return finding.start < end + 2 and defect.start - 2 < finding.end


def main() -> None:
    """Print the score of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="list everything that went wrong")
    options = parser.parse_args()
    result = score(cases(options.folder))
    print(f"{result.texts} texts, {result.figures} labelled figures, {result.found} found")
    print(f"figures   precision {result.precision:.4f}  recall {result.recall:.4f}  (value, unit and place)")
    print(
        f"kind      {result.kind_accuracy:.4f} (first choice {result.kind_first / max(result.right, 1):.4f})"
    )
    print(f"approx    {result.approx_accuracy:.4f}")
    for confidence, (found, every) in sorted(result.defects.items()):
        print(f"defects   {confidence}: {found} of {every}")
    print(
        f"other findings at default severity: {result.alarms} ({result.alarms / max(result.texts, 1):.2f} a text)"
    )
    if options.misses:
        print("\n".join(result.misses))


if __name__ == "__main__":
    main()
