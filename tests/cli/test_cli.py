"""The command line as a whole: commands are found, refusals are one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from yifa import cli
from yifa.cli import serve
from yifa.foundation.errors import YifaError

# What a command of a room without Django may not cost at its start.
HEAVY = ("django", "granian", "docx", "typst", "openpyxl")


def test_every_module_of_the_folder_brings_its_commands() -> None:
    app = typer.Typer()
    cli.register_commands(app)
    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert "serve" in names
    modules = {path.stem for path in Path(cli.__file__).parent.glob("*.py")} - {"__init__", "__main__"}
    assert len(names) >= len(modules) - 1


def test_the_help_loads_nothing_heavy() -> None:
    code = f"""
import sys
from yifa import cli
cli.register_commands()
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "[]", "")


def test_the_data_folder_is_named_for_the_whole_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIFA_DATA", "elsewhere")
    cli.options(None)
    assert os.environ["YIFA_DATA"] == "elsewhere"
    cli.options(tmp_path)
    assert os.environ["YIFA_DATA"] == str(tmp_path)


def test_a_refusal_is_one_line_and_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise YifaError("没有这个单位", fix="请用 yifa units 查看代码")

    monkeypatch.setattr(cli, "app", refuse)
    monkeypatch.setattr(cli, "register_commands", lambda: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "没有这个单位。请用 yifa units 查看代码\n"


def test_a_port_out_of_range_is_wrong_input() -> None:
    app = typer.Typer()
    serve.register(app)
    assert CliRunner().invoke(app, ["--port", "70000"]).exit_code == 2


def test_a_taken_port_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(typer.Exit) as ended:
            serve.refuse_taken("127.0.0.1", taken.getsockname()[1])
    assert ended.value.exit_code == 2
    assert "不能使用" in capsys.readouterr().err


def test_a_free_port_is_free() -> None:
    port = serve.free_port("127.0.0.1")
    serve.refuse_taken("127.0.0.1", port)
    assert port > 1023


class Page(BaseHTTPRequestHandler):
    """Any answer, a refusal too, shows that the server works."""

    def do_HEAD(self) -> None:
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_the_address_is_told_once_a_page_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YIFA_DATA", str(tmp_path))
    (tmp_path / "demo").write_text("账号 示例\n", encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        serve.announce("0.0.0.0", server.server_port)
        server.shutdown()
    assert capsys.readouterr().out == f"依法已启动：http://127.0.0.1:{server.server_port}/\n账号 示例\n"


def test_a_server_that_never_answers_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "WAIT_SECONDS", 0.3)
    serve.announce("127.0.0.1", serve.free_port("127.0.0.1"))
    said = capsys.readouterr()
    assert said.out == ""
    assert "没有在一分钟内应答" in said.err


@pytest.mark.django_db(transaction=True)
def test_the_worker_finds_its_tables_up_to_date() -> None:
    from yifa.office.models import Unit

    application = serve.application()
    assert callable(application)
    assert Unit.objects.count() == 0


def test_a_database_of_another_release_is_told_in_one_line(tmp_path: Path) -> None:
    """An upgraded program on tables that were not brought up to date yet."""
    done = subprocess.run(
        [sys.executable, "-m", "yifa.cli", "--data", str(tmp_path), "recount", "--by", "admin"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "项变更没有执行" in done.stderr
    assert "Traceback" not in done.stderr
