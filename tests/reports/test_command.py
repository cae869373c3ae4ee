"""`yifa draft`: Word, PDF, JSON or plain text; what is wrong is said with exit code 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yifa import cli
from yifa.foundation.errors import YifaError

if TYPE_CHECKING:
    from tests.reports.world import Street

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `yifa draft …` here; gives its exit code, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yifa", "draft", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return (int(end.value.code or 0), *capsys.readouterr())

    return call


def test_word_and_pdf_beside_it(street: Street, run: Run, tmp_path: Path) -> None:
    from tests.reports.world import dispute
    from yifa.papers import docx

    dispute(street, date(2025, 5, 6), form="written")
    out = tmp_path / "report.docx"
    code, told, _ = run("--unit", "S1", "--year", "2025", "--out", str(out), "--pdf")
    assert code == 0
    assert "还有4处须由单位填写" in told
    read = docx.read(out.read_bytes())
    assert read.title == "示例街道办事处关于2025年度法治政府建设情况的报告"
    assert {figure.code for figure in read.figures} >= {"disputes.accepted", "disputes.settled.written"}
    assert out.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")


def test_json_is_all_there_is_on_standard_output(street: Street, run: Run, tmp_path: Path) -> None:
    from tests.reports.world import dispute

    dispute(street, date(2025, 5, 6))
    out = tmp_path / "report.docx"
    code, told, _ = run("--unit", "S1", "--year", "2025", "--out", str(out), "--json", "--first", "duty")
    found = json.loads(told)
    assert code == 0
    assert found["files"] == [str(out)]
    assert found["figures"]["disputes.accepted"] == "1件"
    assert found["parts"][0]["code"] == "duty"


def test_without_a_file_the_text_is_printed(street: Street, run: Run) -> None:
    from tests.reports.world import event

    event(street, date(2025, 5, 6), materials={"leaflet": 5023})
    code, told, _ = run("--unit", "S1", "--year", "2025", "--approx")
    assert code == 0
    assert "5000余份" in told
    assert told.startswith("示例街道办事处关于2025年度")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--unit", "X9", "--year", "2025"], "没有代码为“X9”的单位"),
        (["--unit", "S1", "--year", "2099"], "不能起草2099年度的报告"),
        (["--unit", "S1", "--year", "2025", "--pdf"], "须同时用 --out"),
        (["--unit", "S1", "--year", "2025", "--out", "report.doc"], "不是 Word 文件名"),
        (["--unit", "S1", "--year", "2025", "--out", "nowhere/report.docx"], "不存在"),
        (["--unit", "S1", "--year", "2025", "--first", "last"], "没有“last”这一部分"),
    ],
)
def test_wrong_input_is_told(street: Street, run: Run, arguments: list[str], message: str) -> None:
    code, told, error = run(*arguments)
    assert (code, told) == (2, "")
    assert message in error


def test_an_empty_data_folder_is_told(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    from yifa.cli.draft import find
    from yifa.office.models import Unit

    def broken(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(Unit.objects, "select_related", broken)
    with pytest.raises(YifaError, match="还没有数据库"):
        find("S1")
