"""`yifa backup` and `yifa restore`: everything in one encrypted file, and back again."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from yifa.cli import Data, start_django, use_data
from yifa.foundation.errors import Invalid, YifaError

VARIABLE = "YIFA_BACKUP_PASSPHRASE"
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
KeyFile = Annotated[
    Path | None, typer.Option("--key-file", help=f"口令文件；不给则取环境变量 {VARIABLE}，再不然当面询问")
]
Names = {"files": "文件", "journal_posting": "账目", "foundation_audit": "审计记录"}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    to: Annotated[Path, typer.Argument(help="要写的备份文件")],
    key_file: KeyFile = None,
    keys_to: Annotated[
        Path | None, typer.Option("--keys-to", help="密钥另存一个文件，与备份分开保管；不给则一并写入备份")
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """备份数据库、附件、凭证和密钥，加密并写后读回核验；可在使用中进行。退出码：0 完成，1 备份完好但封存有问题，2 未完成。"""
    use_data(data)
    secret = _secret(key_file, twice=True)
    start_django()
    from yifa.backup import actions

    with _progress(as_json) as progress:
        told = actions.backup(to, secret=secret, keys_to=keys_to, progress=progress)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        size = told["bytes"] / 1e6
        typer.echo(
            f"已备份到 {to}：{told['rows']} 行，{told['files']} 个附件，{size:.1f} 兆，用时 {told['seconds']} 秒；已读回核验"
        )
        _seals(told)
    raise typer.Exit(0 if told["sealed"] else 1)


def restore(
    source: Annotated[Path, typer.Argument(help="备份文件")],
    key_file: KeyFile = None,
    keys_from: Annotated[Path | None, typer.Option("--keys-from", help="单独保存的密钥文件")] = None,
    check_only: Annotated[bool, typer.Option("--check", help="只核验备份文件，不恢复")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """把备份恢复到空的数据文件夹和空的数据库，要么全部完成，要么什么也不改。退出码：0 完成，2 未恢复。"""
    use_data(data)
    if not source.is_file():
        raise YifaError(f"没有文件 {source}")
    secret = _secret(key_file)
    start_django()
    from yifa.backup import actions
    from yifa.reports.integrity import wrong_balances

    with _progress(as_json) as progress:
        if check_only:
            told = actions.summary(actions.verify(source, secret=secret, progress=progress))
        else:
            told = actions.restore(
                source, secret=secret, keys_from=keys_from, check=wrong_balances, progress=progress
            )
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    done = "备份完好" if check_only else "已恢复"
    typer.echo(f"{done}：{told['rows']} 行，{told['files']} 个附件，备份于 {told['at']}")
    _seals(told)


def _seals(told: dict[str, Any]) -> None:
    if told["sealed"]:
        typer.echo(f"封存核验通过，共 {told['batches']} 批，数据根 {told['root'] or '无'}")
    for one in told["findings"][:20]:
        typer.echo(f"✗ {one}")


def _secret(path: Path | None, *, twice: bool = False) -> bytes:
    """The passphrase: from a file, the environment, or asked for."""
    if path is not None:
        if not path.is_file():
            raise Invalid({"secret": f"没有口令文件 {path}"})
        return path.read_bytes().strip()
    if given := os.environ.get(VARIABLE):
        return given.encode()
    if not sys.stdin.isatty():
        raise Invalid({"secret": f"请用 --key-file 或环境变量 {VARIABLE} 给出备份口令"})
    told: str = typer.prompt("备份口令", hide_input=True, confirmation_prompt=twice)
    return told.encode()


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """A bar that says what is being read or written; nothing with --json."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task, done = bar.add_task("准备", total=None), dict[str, int]()

        def step(name: str, count: int) -> None:
            done[name] = done.get(name, 0) + count
            bar.update(task, description=f"{Names.get(name, name)} {done[name]}")

        yield step
