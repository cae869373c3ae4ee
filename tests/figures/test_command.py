from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.journal.world import Tree, line, post
from yifa import cli
from yifa.foundation import clock

COMMAND = Path(sys.executable).parent / "yifa"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run `yifa figures …` here; gives its exit code, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yifa", "figures", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return (int(end.value.code or 0), *capsys.readouterr())

    return call


def test_json_for_programs(tree: Tree, run):
    post("records:1", line("disputes.settled", tree.one, "2025-01-02", detail="oral"))
    post(
        "records:2",
        line("disputes.unsettled", tree.one, "2025-01-02"),
        line("study.hours", tree.one, "2025-01-02", 25),
    )
    code, out, err = run("--unit", "T1", "--period", "2025", "--json")
    found = {row["code"]: row for row in json.loads(out)}
    assert (code, err) == (0, "")
    assert found["disputes.success"] == {
        "code": "disputes.success",
        "name": "调解成功率",
        "unit": "%",
        "value": 50,
        "numerator": 1,
        "denominator": 2,
        "empty": False,
        "text": "50%",
        "says": found["disputes.success"]["says"],
    }
    assert found["study.hours"]["value"] == 2.5
    assert found["outreach.sms"]["empty"]


def test_a_table_for_people(tree: Tree, run):
    post("records:1", line("disputes.settled", tree.one, "2025-01-02", detail="oral"))
    code, out, _ = run("--unit", "T0", "--period", "2025", "--group", "disputes")
    assert code == 0
    assert "示例区 2025年" in out
    assert "调解成功率" in out
    assert "100%" in out
    assert "学法" not in out


@pytest.mark.parametrize("moment", ["2025-01-02T12:00", "2025-01-02T04:00:00+00:00"])
def test_as_of(tree: Tree, run, moment: str):
    for day in (1, 3):
        with clock.frozen(date(2025, 1, day)):
            post(f"records:{day}", line("disputes.settled", tree.one, "2025-01-01", detail="oral"))
    _, out, _ = run("--unit", "T0", "--period", "2025", "--as-of", moment, "--json")
    assert {row["code"]: row["value"] for row in json.loads(out)}["disputes.settled"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--unit", "T9", "--period", "2025"], "没有代码为“T9”的单位，请用 yifa units 查看单位代码"),
        (["--unit", "T0", "--period", "明年"], "统计期“明年”无法识别"),
        (["--unit", "T0", "--period", "2025", "--group", "x"], "没有“x”这一组指标，可选：disputes"),
        (["--unit", "T0", "--period", "2025", "--as-of", "昨天"], "时刻“昨天”无法识别"),
    ],
)
def test_a_wrong_question_is_told_and_ends_with_2(tree: Tree, run, arguments: list[str], message: str):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_a_data_folder_without_a_database_is_told(tmp_path: Path):
    plain = {name: value for name, value in os.environ.items() if name != "YIFA_DATABASE_URL"}
    done = subprocess.run(
        [COMMAND, "figures", "--unit", "T0", "--period", "2025"],
        env=plain | {"YIFA_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "数据文件夹中还没有数据库。请先运行 yifa serve 或 yifa demo" in done.stderr
