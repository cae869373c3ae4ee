"""Starts the product for `make run`: an empty data folder gets the demo district first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

YIFA = str(Path(__file__).resolve().parent.parent / ".venv" / "bin" / "yifa")


def main() -> None:
    data = Path(os.environ.get("DATA") or "data").resolve()
    os.environ["YIFA_DATA"] = str(data)
    if not (data / "db.sqlite3").exists():
        fill(data)
    os.execv(YIFA, [YIFA, "serve", "--port", os.environ.get("PORT") or "8000"])


def fill(data: Path) -> None:
    """Make the demo district; one that was interrupted half way leaves no database that looks finished."""
    done = False
    try:
        done = subprocess.run([YIFA, "demo"]).returncode == 0
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        if not done:
            for file in data.glob("db.sqlite3*"):
                file.unlink()
    if not done:
        sys.exit(1)


if __name__ == "__main__":
    main()
