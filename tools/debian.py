"""The system's packages: what is missing is installed when run as root, named in one line otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path


class Missing(Exception):
    """System packages are missing and this user cannot install them; the message is the line to run."""


def install_for_tests(listing: Path) -> None:
    """Install what the tests need. A line of `listing`: package, then programs or files that prove it."""
    missing = [package for package, proofs in read(listing) if not any(map(present, proofs))]
    if missing:
        install(missing, why="测试")


def read(listing: Path) -> Iterator[tuple[str, list[str]]]:
    """(package, proofs) of each line that is not a comment."""
    for line in listing.read_text().splitlines():
        package, *proofs = line.split("#")[0].split() or [""]
        if package:
            yield package, proofs


def present(proof: str) -> bool:
    """A program on the path, or a pattern of files."""
    return bool(glob(proof)) if "/" in proof else shutil.which(proof) is not None


def install(packages: Sequence[str], *, why: str) -> None:
    """apt-get install as root; for anyone else an error that says the one line to run."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"{why}需要系统软件包，请运行：sudo {line}")
    print(f"· 安装系统软件包：{' '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -q", line.replace("install", "install -q", 1)):
        done = subprocess.run(command.split(), env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"系统软件包没有装好：{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
