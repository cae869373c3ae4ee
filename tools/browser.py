"""How the system's Chromium is started: headless, without a word to any host but ours."""

from __future__ import annotations

import os
import shutil
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def launch_options() -> dict[str, Any]:
    """Keyword arguments for Playwright's `chromium.launch`; `YIFA_CHROMIUM` names another program."""
    found = os.environ.get("YIFA_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError(
            "Chromium is missing: apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
        )
    return {"executable_path": found, "args": ARGUMENTS, "headless": True}
