"""A table of measurements, printed so that it can be pasted into a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """A title, the head of the columns and rows of text or numbers. Numbers are shown with three figures."""

    title: str
    head: Sequence[str]
    rows: list[Sequence[object]] = field(default_factory=list)

    def add(self, *row: object) -> None:
        if len(row) != len(self.head):
            raise ValueError(f"{self.title}: {len(row)} cells for {len(self.head)} columns")
        self.rows.append(row)

    def __str__(self) -> str:
        lines = [list(map(str, self.head)), *([shown(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[index]) for line in lines) for index in range(len(self.head))]
        body = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
        body.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return f"### {self.title}\n\n" + "\n".join(body)


def shown(cell: object) -> str:
    """Numbers with three figures, everything else as it is."""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
