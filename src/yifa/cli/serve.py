"""`yifa serve`: one server process on one data folder.

The parent process stays small and free of Django; the worker brings the database up to date, then answers.
"""

from __future__ import annotations

import fcntl
import gc
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yifa.cli import Data, start_django, use_data

if TYPE_CHECKING:
    from granian.server.mp import MPServer

WAIT_SECONDS: float = 60
# Where a person on this machine finds a server that listens everywhere.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口；0 表示任选一个空闲端口")] = 8000,
    host: Annotated[str, typer.Option(help="监听地址；只供本机使用时不必改")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, help="进程数；用 SQLite 时 1 个即可")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="每个进程同时处理的请求数")] = 4,
    data: Data = None,
) -> None:
    """启动服务，就绪后打印网址。按 Ctrl+C 停止。"""
    use_data(data)
    port = port or free_port(host)
    refuse_taken(host, port)
    server = build(host, port, workers=workers, threads=threads)
    server.on_startup(lambda: threading.Thread(target=announce, args=(host, port), daemon=True).start())
    threading.Thread(target=remind, daemon=True).start()
    server.serve()


def remind(every: float = 1800) -> None:
    """Give the warnings that are owed and seal what was written, from time to time, in a process of their own. A missed turn is caught up."""
    while True:
        time.sleep(min(every, 60))
        subprocess.run([sys.executable, "-m", "yifa.cli", "warn", "--quiet"], check=False)
        subprocess.run([sys.executable, "-m", "yifa.cli", "seals", "now", "--quiet"], check=False)
        time.sleep(every)


def build(host: str, port: int, *, workers: int, threads: int) -> MPServer:
    """The WSGI server. It stops gracefully on SIGINT and SIGTERM: requests under way are answered."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    return MPServer(
        "yifa.cli.serve:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=256,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=15,
        process_name=None,
    )


def application() -> Callable[..., Any]:
    """What a worker loads: Django with a database that has every table."""
    start_django()
    migrate()
    from yifa.config.urls import urlpatterns  # the pages, before the first person asks for one
    from yifa.config.wsgi import application as wsgi

    assert urlpatterns
    gc.collect()
    gc.freeze()  # what was loaded stays: later searches for garbage need not go through it
    return wsgi


def migrate() -> None:
    """Bring the tables up to date; one worker at a time, the others then find nothing to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from yifa.foundation import data

    with open(data.folder() / "migrate.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def free_port(host: str) -> int:
    """A port that nobody uses now."""
    with socket.socket(family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def refuse_taken(host: str, port: int) -> None:
    """Say plainly that a port is taken, before anything starts."""
    with socket.socket(family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            problem = f"端口 {port} 不能使用（{error.strerror}）"
            typer.echo(f"{problem}。请换一个端口，例如 --port {port + 1}", err=True)
            raise typer.Exit(2) from error


def family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def announce(host: str, port: int) -> None:
    """Print the address once a page has really been answered, and the demo accounts beside it."""
    time.sleep(0.2)  # the workers start in this moment; a thread that sleeps holds no lock they could inherit
    local = EVERYWHERE.get(host, host)
    if not answers(local, port):
        typer.echo("服务没有在一分钟内应答，请看上面的错误信息。", err=True)
        return
    shown = f"[{local}]" if ":" in local else local
    typer.echo(f"依法已启动：http://{shown}:{port}/")
    typer.echo(accounts(), nl=False)


def answers(host: str, port: int) -> bool:
    """Whether the server answers a request within a minute."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        connection = http.client.HTTPConnection(host, port, timeout=WAIT_SECONDS)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return True
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def accounts() -> str:
    """The demo accounts: `yifa demo` leaves them in the file `demo` of the data folder."""
    path = Path(os.environ.get("YIFA_DATA") or "data") / "demo"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
