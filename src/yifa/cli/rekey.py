"""`yifa rekey`: a new key for sensitive fields and files, everything written again with it."""

from __future__ import annotations

from typing import Annotated

import typer

from yifa.cli import Data, start_django, use_data


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("rekey")(rekey)


def rekey(
    resume: Annotated[bool, typer.Option("--resume", help="不换新密钥，只继续上次没有做完的")] = False,
    data: Data = None,
) -> None:
    """更换敏感字段和附件的加密密钥（SM4），把已有内容全部改用新密钥，以前未加密的附件一并加密；可以在有人使用时运行，中断后用 --resume 继续。

    旧密钥留在 keys 文件夹：一天以内的暂存文件和以前的备份仍要用它。退出码：0 完成，1 仍有旧密钥或者未加密的内容（损坏的附件逐个列出）。
    """
    use_data(data)
    start_django()
    from yifa.foundation import crypto
    from yifa.records import rekey as work

    key, done = (crypto.current_key(), work.rekey()) if resume else work.rotate(by=None)
    rest = work.left(key)
    typer.echo(f"密钥 {key}：改写 {done} 项，剩余 {rest} 项")
    for told in work.unreadable(key):
        typer.echo(f"✗ {told}；未改动，请从备份恢复这个文件后再运行 yifa rekey --resume")
    if rest:
        raise typer.Exit(1)
