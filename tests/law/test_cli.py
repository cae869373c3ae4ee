"""`yifa due` and `yifa acts` as a person or a script meets them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def run(*words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", "from yifa.cli import main; main()", *words]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)


def test_due_answers_in_json_with_the_keys_scripts_rely_on() -> None:
    done = run(
        "due",
        "INF-04",
        "--from",
        "2026-02-10",
        "--suspend",
        "2026-02-12..2026-02-20",
        "--extend",
        "20",
        "--json",
    )
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert list(answer) == ["code", "from", "due", "provisional", "basis", "explanation"]
    assert (answer["code"], answer["from"], answer["due"]) == ("INF-04", "2026-02-10", "2026-04-17")
    assert answer["provisional"] is False
    assert answer["basis"] == "政府信息公开条例 第三十三条"
    assert any("中止" in step for step in answer["explanation"])


def test_due_answers_in_words() -> None:
    done = run("due", "REV-11", "--from", "2026-02-10")
    assert done.returncode == 0
    assert done.stdout.startswith("REV-11 被申请人书面答复并提交证据（普通程序）：2026-03-02\n")


def test_due_of_hours_and_of_no_number() -> None:
    assert (
        json.loads(run("due", "PEN-39", "--from", "2026-02-10T09:30", "--json").stdout)["due"]
        == "2026-02-11T09:30:00"
    )
    assert "2026-02-11 09:30:00" in run("due", "PEN-39", "--from", "2026-02-10T09:30").stdout
    assert json.loads(run("due", "PEN-04", "--from", "2026-02-10", "--json").stdout)["due"] is None


def test_due_takes_the_rules_of_a_place() -> None:
    assert run("due", "NOR-02", "--from", "2026-02-10").returncode == 2
    assert "2026-02-25" in run("due", "NOR-02", "--from", "2026-02-10", "--pack", "shifanqu").stdout


def test_due_without_a_code_lists_all() -> None:
    lines = run("due").stdout.splitlines()
    assert len(lines) >= 220
    assert any(line.startswith("REV-11\t") for line in lines)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["NOPE", "--from", "2026-02-10"], "没有编号为“NOPE”的时限"),
        (["REV-11"], "没有填写起算日"),
        (["REV-11", "--from", "二月十日"], "读不懂"),
        (["REV-11", "--from", "2026-02-10", "--suspend", "2026-02-12"], "中止期间“2026-02-12”读不懂"),
        (["REV-11", "--from", "2026-02-10", "--extend", "3"], "不得延长"),
        (["REV-11", "--from", "2026-02-10", "--pack", "nowhere"], "没有名为“nowhere”的规则包"),
    ],
)
def test_due_refuses_in_words_with_code_two(words: list[str], message: str) -> None:
    done = run("due", *words, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr


def test_acts_finds_a_name_its_successor_and_its_status_on_a_day() -> None:
    done = run("acts", "信访条例", "--on", "2022-04-30", "--json")
    (row,) = json.loads(done.stdout)["acts"]
    assert done.returncode == 0
    assert (row["status"], row["repealed_on"], row["superseded_by"]) == (
        "in_force",
        "2022-05-01",
        "信访工作条例",
    )
    assert "由《信访工作条例》取代" in run("acts", "信访条例").stdout


def test_acts_suggests_and_says_no_with_code_one() -> None:
    done = run("acts", "信访条列")
    assert done.returncode == 1
    assert "是否为《信访条例》" in done.stdout
    answer = json.loads(run("acts", "没有这部法", "--json").stdout)
    assert answer == {"acts": [], "suggestion": None}


def test_acts_lists_all_and_refuses_a_date_that_is_none() -> None:
    assert len(run("acts").stdout.splitlines()) >= 150
    done = run("acts", "信访条例", "--on", "昨天")
    assert (done.returncode, done.stdout) == (2, "")
    assert "读不懂" in done.stderr


def test_these_commands_start_without_django() -> None:
    line = "import sys; from yifa.cli import due, acts; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", line], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
