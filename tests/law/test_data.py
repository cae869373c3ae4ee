"""Data files: text only, and a parsed copy that is used exactly while it is fresh."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from yifa.law import data


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room of its own with one data file."""
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.yaml").write_text("day: 2026-01-01\nsure: no\n", encoding="utf-8")
    return tmp_path


def test_every_scalar_is_text(folder: Path) -> None:
    assert data.read("one.yaml") == {"day": "2026-01-01", "sure": "no"}


def test_a_copy_is_used_while_it_is_as_new_as_the_file(folder: Path) -> None:
    data.read("one.yaml")
    copy = folder / "__pycache__" / "one.yaml.json"
    kept = json.loads(copy.read_text(encoding="utf-8"))
    copy.write_text(json.dumps({**kept, "content": {"day": "副本"}}), encoding="utf-8")
    assert data.read("one.yaml") == {"day": "副本"}


def test_a_changed_file_is_read_again(folder: Path) -> None:
    data.read("one.yaml")
    (folder / "data" / "one.yaml").write_text("day: 2027-02-02\n", encoding="utf-8")
    assert data.read("one.yaml") == {"day": "2027-02-02"}


def test_a_broken_copy_is_read_again(folder: Path) -> None:
    data.read("one.yaml")
    (folder / "__pycache__" / "one.yaml.json").write_text("{", encoding="utf-8")
    assert data.read("one.yaml")["day"] == "2026-01-01"


def test_where_nothing_can_be_written_the_file_is_simply_parsed(folder: Path) -> None:
    (folder / "__pycache__").write_text("", encoding="utf-8")
    assert data.read("one.yaml")["day"] == "2026-01-01"
    assert os.listdir(folder / "data") == ["one.yaml"]


def test_the_files_of_a_folder_come_in_order() -> None:
    assert data.names("acts") == [
        "acts/laws.yaml",
        "acts/others.yaml",
        "acts/regulations.yaml",
        "acts/repealed.yaml",
    ]
