"""`yifa admin`: the first unit and the first administrator."""

from __future__ import annotations

from typing import Annotated

import typer

from yifa.cli import Data, start_django, use_data


def register(app: typer.Typer) -> None:
    app.command()(admin)


def admin(
    username: Annotated[str, typer.Argument(help="系统管理员的用户名")],
    name: Annotated[str, typer.Option(help="姓名")] = "系统管理员",
    code: Annotated[str, typer.Option(help="顶层单位代码，如行政区划代码")] = "",
    unit: Annotated[str, typer.Option(help="顶层单位名称，如××街道办事处")] = "",
    kind: Annotated[
        str, typer.Option(help="顶层单位类型：district 区，subdistrict 街道（乡镇）")
    ] = "subdistrict",
    data: Data = None,
) -> None:
    """建立顶层单位和第一位系统管理员，打印只能用一次的密码。退出码：0 完成，2 已有管理员或者填写有误。"""
    use_data(data)
    start_django()
    from yifa.cli.serve import migrate
    from yifa.foundation.errors import Invalid
    from yifa.office import founding
    from yifa.office.models import Unit

    migrate()
    if not Unit.objects.exists() and not (code and unit):
        raise Invalid({"unit": "还没有单位，请用 --code 和 --unit 写明顶层单位"})
    if kind not in ("district", "subdistrict"):
        raise Invalid({"kind": "顶层单位类型只能是 district 或者 subdistrict"})
    password = founding.found(code=code, unit=unit, kind=kind, username=username, name=name)
    typer.echo(f"已建立系统管理员 {username}。一次性密码：{password}\n三天内登录并更换；只显示这一次。")
