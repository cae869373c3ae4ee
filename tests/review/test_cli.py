"""`yifa review`: the list, JSON lines, exit codes, folders, several cores, going on after a kill, the ledger beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from tests.review.files import word
from tests.review.texts import REPORT
from yifa.cli import review as command
from yifa.foundation.errors import Invalid
from yifa.review import figures, read, report
from yifa.review.comparison import verdict
from yifa.review.ledger import FixedFigures, Kept

if TYPE_CHECKING:
    from tests.journal.world import Tree

runner = CliRunner()
app = typer.Typer()
command.register(app)


def run(*arguments: str | Path) -> tuple[int, str]:
    # A wide terminal: the list folds long paths, and how long they are differs from run to run.
    result = runner.invoke(app, [str(one) for one in arguments], env={"COLUMNS": "300"})
    return result.exit_code, result.output


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "好.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "差.docx"
    path.write_bytes(word("下一步将继续继续推进，调解纠纷12余件，其中[甲]9件。"))
    return path


def test_a_readable_list_with_parts_figures_and_findings(good: Path, bad: Path) -> None:
    code, text = run(good)
    assert code == 0
    assert "✓ 存在的不足和原因" in text
    assert "没有发现问题" in text
    assert "5200余份" in text
    code, text = run(bad)
    assert code == 1
    assert "【错误】“继续”重复" in text
    assert "建议：继续" in text


def test_missing_parts_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "缺.txt"
    path.write_text(
        REPORT.replace("二、党政主要负责人履行推进法治建设第一责任人职责情况", "二、组织领导"),
        encoding="utf-8",
    )
    assert "✗ 党政主要负责人履行第一责任人职责情况" in run(path)[1]


def test_json_is_one_object_a_line_with_the_promised_keys(good: Path, bad: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.4")
    code, text = run("--json", good, bad, broken)
    assert code == 2
    first, second, third = (json.loads(line) for line in text.splitlines() if line.startswith("{"))
    assert {"file", "figures", "findings", "parts", "year"} <= first.keys()
    assert {"text", "start", "end", "value", "unit", "approx", "kind"} <= first["figures"][0].keys()
    finding = second["findings"][0]
    assert finding.keys() == {"check", "severity", "start", "end", "text", "message", "basis", "suggestion"}
    assert third == {
        "file": str(broken),
        "error": "PDF 已损坏，打不开。请重新导出一份",
        "figures": [],
        "findings": [],
    }


def test_an_unreadable_file_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    code, text = run(tmp_path / "没有.txt")
    assert code == 2
    assert "打不开" in text


def test_severity_shows_more(good: Path) -> None:
    good.write_text("健全机制,压实责任。", encoding="utf-8")
    assert run(good)[0] == 0
    code, text = run("--severity", "low", good)
    assert code == 1
    assert "半角" in text
    assert run("--severity", "all", good)[0] == 2


def test_a_folder_and_the_commented_word_files(good: Path, bad: Path, tmp_path: Path) -> None:
    (tmp_path / "无关.xlsx").write_bytes(b"x")
    out = tmp_path / "结果"
    assert run(tmp_path, "--out", out)[0] == 1
    assert sorted(path.name.split("-")[0] + path.suffix for path in out.iterdir()) == [
        "好.json",
        "差.docx",
        "差.json",
    ]
    commented = read(next(out.glob("差*.docx")))
    assert any(block.kind == "comment" for block in commented.blocks)


def many(folder: Path, number: int) -> None:
    for at in range(number):
        (folder / f"{at:03}.txt").write_text(f"开展普法活动{at + 2}场。", encoding="utf-8")


def test_many_files_over_several_cores_come_in_order(tmp_path: Path) -> None:
    many(tmp_path, 40)
    code, text = run("--json", "--jobs", "2", tmp_path)
    rows = [json.loads(line) for line in text.splitlines()]
    assert code == 0
    assert [row["figures"][0]["value"] for row in rows] == list(range(2, 42))


def test_a_second_run_goes_on_where_the_first_one_stopped(good: Path, bad: Path, tmp_path: Path) -> None:
    state = tmp_path / "进度"
    assert run(bad, "--resume", state)[0] == 1
    code, text = run(bad, good, "--resume", state)
    assert code == 1
    assert "差.docx" not in text
    assert "好.txt" in text
    state.write_text("half a li", encoding="utf-8")
    assert "差.docx" in run(bad, "--resume", state)[1]


def test_a_killed_run_leaves_a_state_that_a_new_run_completes(tmp_path: Path) -> None:
    folder = tmp_path / "报告"
    folder.mkdir()
    many(folder, 400)
    state = tmp_path / "进度"
    arguments = [
        sys.executable,
        "-m",
        "yifa.cli",
        "review",
        "--json",
        "--jobs",
        "1",
        "--resume",
        str(state),
        str(folder),
    ]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not state.exists() or state.stat().st_size < 500):
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    done = {line.partition("\t")[2] for line in state.read_text(encoding="utf-8").splitlines(keepends=False)}
    assert 0 < len(done) < 400
    rest = subprocess.run(arguments, capture_output=True, text=True, check=False).stdout.splitlines()
    files = {json.loads(line)["file"] for line in rest}
    assert len(done | files) >= 400
    assert len(done & files) <= 1


def test_peers_are_compared(good: Path, tmp_path: Path) -> None:
    copy = tmp_path / "抄.txt"
    copy.write_text(REPORT, encoding="utf-8")
    (tmp_path / "坏.txt").write_bytes(b"\x01" * 99)
    code, text = run("--peers", "--severity", "question", good, copy, tmp_path / "坏.txt")
    assert code == 2
    assert "逐字相同" in " ".join(text.split())


LEDGER = FixedFigures(
    "示例街道2025年",
    {
        "dispute_handled": (Kept("disputes.accepted", "受理纠纷数", Decimal(120)),),
        "dispute_resolved": (Kept("disputes.settled", "调解成功数", Decimal(113)),),
        "leaflet": (Kept("outreach.leaflets", "宣传资料", Decimal(5230)),),
        "mediation_success_rate": (Kept("disputes.success", "调解成功率", Decimal("94.96")),),
        "training_session": (
            Kept("study.sessions", "学法", Decimal(18)),
            Kept("study.sessions.training", "培训", Decimal(6)),
        ),
    },
)


def test_text_and_ledger_side_by_side() -> None:
    result = report(read(REPORT.encode(), "a.txt"), ledger=LEDGER, today=date(2026, 3, 1))
    verdicts = {row.text: (row.verdict, row.code) for row in result.comparison}
    assert verdicts["120件"] == ("equal", "disputes.accepted")
    assert verdicts["114件"] == ("different", "disputes.settled")
    assert verdicts["5200余份"] == ("about", "outreach.leaflets")
    assert verdicts["95%"] == ("about", "disputes.success")
    assert verdicts["6期"] == ("equal", "study.sessions.training")
    assert verdicts["38条"] == ("not_kept", "")
    assert [(one.check, one.text) for one in result.findings] == [("ledger.differs", "114件")]


@pytest.mark.parametrize(
    ("text", "real", "expected"),
    [
        ("12件", 12, "equal"),
        ("12件", 13, "different"),
        ("1200余件", 1290, "about"),
        ("1200余件", 1190, "different"),
        ("近1200件", 1190, "about"),
        ("近1200件", 1210, "different"),
        ("约1200件", 1290, "about"),
        ("约1200件", 1400, "different"),
        ("30至50件", 44, "about"),
        ("30至50件", 55, "different"),
        ("64.5万元", 644_980, "about"),
        ("64.5万元", 650_000, "different"),
        ("96.5%", Decimal("96.47"), "about"),
        ("96.5%", Decimal("96.4"), "different"),
        ("1.5亿元", 151_000_000, "about"),
    ],
)
def test_what_counts_as_approximately_true(text: str, real: Decimal, expected: str) -> None:
    (figure,) = figures(read(f"调解{text}。".encode(), "a.txt"))
    assert verdict(figure, Decimal(real)) == expected


def test_targets_and_parts_have_no_ledger_beside_them() -> None:
    text = "受理纠纷120件，其中邻里35件。计划明年受理纠纷90件。"
    result = report(read(text.encode(), "a.txt"), ledger=LEDGER)
    assert [(row.text, row.verdict) for row in result.comparison] == [
        ("120件", "equal"),
        ("35件", "not_kept"),
    ]


def test_the_list_shows_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    from yifa.review.listing import show

    show(report(read(REPORT.encode(), "a.txt"), ledger=LEDGER).to_json())
    shown = capsys.readouterr().out
    assert "与台账对照" in shown
    assert "本系统未记" in shown


@pytest.mark.parametrize("against", ["", "SL:20", "2025", ":2025"])
def test_against_asks_for_unit_and_year(against: str, good: Path) -> None:
    if not against:
        assert run(good)[0] == 0
        return
    result = runner.invoke(app, [str(good), "--against", against])
    assert isinstance(result.exception, Invalid)


def test_against_takes_the_offices_figures_out_of_the_journal(tree: Tree, good: Path) -> None:
    from tests.journal.world import line, post

    post("records:1", line("disputes.settled", tree.one, "2025-01-02", 110, detail="oral"))
    code, text = run(good, "--against", "T1:2025")
    shown = " ".join(text.split())
    assert code == 1
    assert "文中 114件" in shown
    assert "台账为 110（disputes.settled）" in shown
