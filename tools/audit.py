"""Ask a vulnerability service about every locked package: python -m tools.audit [lock files]

Exit codes: 0 every package was asked about and nothing open was found; 1 something was found; 75 the service could
not be asked (about all of them), which is said and is neither green nor red. `YIFA_OSV_URL` names an OSV service of
one's own, else the registry's service is asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
KNOWN = Path(__file__).with_name("known_findings.yaml")
LOCKS = ("requirements-dev.lock",)  # everything of requirements.lock, at the same versions, and the tools
GREEN, RED, NOT_ASKED = 0, 1, 75  # the last is EX_TEMPFAIL of sysexits.h
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Known:
    """A finding let stand until a day, and why."""

    id: str
    package: str
    why: str
    until: date


def known(path: Path = KNOWN) -> list[Known]:
    """The findings let stand; an entry without a reason or a day raises."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    found = [Known(**row) for row in rows]
    for one in found:
        if not one.why or not isinstance(one.until, date):
            raise ValueError(f"{path.name}: {one.id} needs a reason and a day")
    return found


def ask(lock: Path) -> Mapping[str, Any] | None:
    """pip-audit's answer for a lock file; None when it has none."""
    own = os.environ.get("YIFA_OSV_URL")
    service = ["-s", "osv", "--osv-url", own] if own else []
    command = [sys.executable, "-m", "pip_audit", "-r", str(lock), "--require-hashes", "--disable-pip"]
    options = ["--format", "json", "--desc", "off", "--progress-spinner", "off", "--timeout", "15"]
    try:
        done = subprocess.run(
            [*command, *options, *service], capture_output=True, text=True, timeout=SECONDS, cwd=ROOT
        )
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return answer


def judge(answer: Mapping[str, Any] | None, let: Sequence[Known], today: date) -> tuple[int, list[str]]:
    """What an answer means, and the lines that say so. pip-audit itself calls a package it could not ask about fine."""
    if answer is None:
        return NOT_ASKED, ["the vulnerability service could not be reached: NO package was asked about"]
    packages = answer["dependencies"]
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    lines, open_ = [], False
    for package in packages:
        for finding in package.get("vulns", ()):
            line, counts = _finding(package, finding, let, today)
            lines.append(line)
            open_ = open_ or counts
    asked = len(packages) - len(skipped)
    lines.append(f"asked about {asked} of {len(packages)} packages")
    if skipped:
        lines.append(f"NOT asked about: {', '.join(skipped[:8])}{' …' if len(skipped) > 8 else ''}")
    return RED if open_ else NOT_ASKED if skipped or not packages else GREEN, lines


def _finding(
    package: Mapping[str, Any], finding: Mapping[str, Any], let: Sequence[Known], today: date
) -> tuple[str, bool]:
    """A finding as a line, and whether it is open."""
    names = {finding["id"], *finding.get("aliases", ())}
    fixed = ", ".join(finding.get("fix_versions", ())) or "nothing yet"
    line = f"{package['name']} {package['version']}: {finding['id']}, fixed by {fixed}"
    entry = next((one for one in let if one.id in names and one.package == package["name"]), None)
    if entry is None:
        return line, True
    if entry.until < today:
        return f"{line}; let stand until {entry.until}, which is over", True
    return f"{line}; let stand until {entry.until}: {entry.why}", False


def main(*locks: str) -> int:
    """Ask about each lock file; the worst outcome is the outcome."""
    let, worst = known(), GREEN
    for name in locks or LOCKS:
        status, lines = judge(ask(ROOT / name), let, date.today())
        print(*(f"{name}: {line}" for line in lines), sep="\n")
        worst = RED if RED in (worst, status) else max(worst, status)
    return worst


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
