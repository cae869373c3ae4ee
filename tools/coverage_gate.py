"""Holds the coverage thresholds: reads coverage.json, prints one line a room, ends with 1 below a threshold.

Lines and branches each have to reach the threshold; a room without branches is judged by its lines.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

THRESHOLDS = {"law": 95.0, "journal": 95.0, "procedures": 95.0, "figures": 95.0, "review": 95.0}
OVERALL = 90.0


def rooms(report: dict[str, Any]) -> dict[str, Counter[str]]:
    """Sums of coverage's counters by room, and under `*` for everything."""
    sums: dict[str, Counter[str]] = {}
    for path, file in report["files"].items():
        parts = Path(path).parts
        room = parts[parts.index("yifa") + 1].removesuffix(".py")
        for name in (room, "*"):
            numbers = {key: value for key, value in file["summary"].items() if isinstance(value, int)}
            sums.setdefault(name, Counter()).update(numbers)
    return sums


def share(part: int, whole: int) -> float:
    """Percent; of nothing, everything is covered."""
    return 100.0 * part / whole if whole else 100.0


def judge(sums: dict[str, Counter[str]]) -> list[str]:
    """Print the table; return what falls short."""
    failures = [f"{room}: no file was measured" for room in THRESHOLDS if room not in sums]
    for room, count in sorted(sums.items(), key=lambda item: (item[0] == "*", item[0])):
        lines = share(count["covered_lines"], count["num_statements"])
        branches = share(count["covered_branches"], count["num_branches"])
        bar = OVERALL if room == "*" else THRESHOLDS.get(room, 0.0)
        name = "overall" if room == "*" else room
        short = min(lines, branches) < bar
        print(
            f"{name:<14} lines {lines:6.2f} %   branches {branches:6.2f} %   bar {bar:5.1f} {'<<<' * short}"
        )
        if short:
            failures.append(f"{name}: {min(lines, branches):.2f} % is under {bar:.0f} %")
    return failures


def main(path: str = "coverage.json") -> int:
    failures = judge(rooms(json.loads(Path(path).read_text())))
    print("\n".join(failures) or "coverage holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
