"""Starts the product for `make run`: an empty data folder gets the demo district first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    data = Path(os.environ.get("DATA") or "data").resolve()
    os.environ["YIFA_DATA"] = str(data)
    yifa = str(ROOT / ".venv" / "bin" / "yifa")
    if not (data / "db.sqlite3").exists():
        status = os.spawnv(os.P_WAIT, yifa, [yifa, "demo"])
        if status:
            sys.exit(status)
    os.execv(yifa, [yifa, "serve", "--port", os.environ.get("PORT") or "8000"])


if __name__ == "__main__":
    main()
