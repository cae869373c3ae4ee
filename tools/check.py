"""Everything that must hold, stage by stage; the first failing stage ends the run with a headline.

python -m tools.check          every stage
python -m tools.check lint     the static ones
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COVERAGE = ["--cov", "--cov-branch", "--cov-report="]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
POSTGRES = [sys.executable, "-m", "tools.postgres", "run", "--"]

Stage = tuple[str, list[str]]


def tool(name: str, *arguments: str) -> list[str]:
    """A tool of this environment, run as a module so that no path stands in its first line."""
    return [sys.executable, "-m", name, *arguments]


LINT: list[Stage] = [
    ("ruff check", tool("ruff", "check", ".")),
    ("ruff format", tool("ruff", "format", "--check", ".")),
    ("mypy --strict", tool("mypy")),
    ("import-linter", [str(BIN / "lint-imports"), "--no-logo"]),
    ("djlint", tool("djlint", "--lint", "--check", "--quiet", "src/yifa")),
]
AUDIT: Stage = ("dependency audit", [sys.executable, "-m", "tools.audit"])
NOT_ASKED = 75  # the stage could not do its work here; it says why, and nobody may take it for a pass
TESTS: list[Stage] = [
    ("tests on SQLite", [*PYTEST, *COVERAGE]),
    ("tests on PostgreSQL", [*POSTGRES, *PYTEST, *COVERAGE, "--cov-append", "-m", "not browser"]),
    ("coverage report", tool("coverage", "json", "--quiet", "-o", "coverage.json")),
    ("coverage", [sys.executable, "-m", "tools.coverage_gate"]),
]


def run(stage: Stage) -> int:
    """Run one stage under its headline; its status."""
    name, command = stage
    print(f"\n=== {name} ===", flush=True)
    began = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, env=environment()).returncode
    word = {0: "ok", NOT_ASKED: "NOT ASKED"}.get(status, f"FAILED ({status})")
    print(f"=== {name}: {word}, {time.monotonic() - began:.0f} s ===")
    return status


def environment() -> dict[str, str]:
    """The tests choose their own data folder and database: nothing of the caller's leaks in."""
    chosen = {"YIFA_DATA", "YIFA_DATABASE_URL", "YIFA_DEMO", "YIFA_DEBUG", "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in chosen}


def main(which: str = "all") -> int:
    began = time.monotonic()
    (ROOT / "coverage.json").unlink(missing_ok=True)
    left_open = []
    for stage in LINT + ([AUDIT, *TESTS] if which == "all" else []):
        status = run(stage)
        if status == NOT_ASKED and stage is AUDIT:
            left_open.append(stage[0])
        elif status:
            print(f"\nFAILED at: {stage[0]}", flush=True)
            return 1
    print(f"\nall stages passed in {time.monotonic() - began:.0f} s", flush=True)
    if left_open:
        print(f"but not asked, for want of a network: {', '.join(left_open)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
