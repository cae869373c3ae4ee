"""The tools that hold the quality gates: they must be able to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import psycopg
import pytest

from tools import coverage_gate, debian, postgres

ROOT = Path(__file__).resolve().parents[2]


def coverage(path: Path, branches: int) -> Path:
    """A coverage report in which every room has ten lines and ten branches, so many of them covered."""
    summary = {"num_statements": 10, "covered_lines": 10, "num_branches": 10, "covered_branches": branches}
    files = {f"src/yifa/{room}/rules.py": {"summary": summary} for room in coverage_gate.THRESHOLDS}
    path.write_text(json.dumps({"files": files}))
    return path


@pytest.mark.parametrize(("branches", "status"), [(10, 0), (9, 1)])
def test_full_lines_do_not_excuse_a_branch_that_never_ran(tmp_path: Path, branches: int, status: int) -> None:
    assert coverage_gate.main(str(coverage(tmp_path / "coverage.json", branches))) == status


def test_a_room_that_was_not_measured_fails_the_gate(tmp_path: Path) -> None:
    (tmp_path / "coverage.json").write_text('{"files": {}}')
    assert coverage_gate.main(str(tmp_path / "coverage.json")) == 1


def test_a_missing_system_package_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    listing = tmp_path / "packages.txt"
    listing.write_text("# comment\nhere  sh\nabsent  no-such-program /no/such/*\n")
    with pytest.raises(debian.Missing) as refusal:
        debian.install_for_tests(listing)
    assert str(refusal.value).endswith("sudo apt-get install -y --no-install-recommends absent")


def test_a_real_postgresql_server_runs_and_goes() -> None:
    with postgres.server() as url, psycopg.connect(url) as connection:
        assert connection.execute("select 6 * 7").fetchone() == (42,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_the_exit_code_of_the_command_is_kept() -> None:
    command = [
        sys.executable,
        "-m",
        "tools.postgres",
        "run",
        "--",
        "sh",
        "-c",
        'test -n "$YIFA_DATABASE_URL" && exit 7',
    ]
    assert subprocess.run(command, cwd=ROOT).returncode == 7


def test_lock_files_carry_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "://" not in text, name
        assert "resolved" not in text, name


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    locked = (ROOT / "requirements-dev.lock").read_text().lower().replace("_", "-")
    for name in names:
        bare = name.split("[")[0].split(">")[0].split("<")[0].split("=")[0].strip().lower().replace("_", "-")
        assert f"\n{bare}==" in f"\n{locked}", f"{name}: run make lock"
