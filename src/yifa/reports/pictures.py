"""The words in a picture, read by tesseract where the machine has it (an optional system package)."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import lru_cache

PROGRAM = "tesseract"
LANGUAGES = ("chi_sim", "eng")
PATIENCE = 60  # seconds for one picture
APART = re.compile(
    r"(?<=[\u4e00-\u9fff，。：；、]) +(?=[\u4e00-\u9fff，。：；、0-9])|(?<=[0-9]) +(?=[\u4e00-\u9fff])"
)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """What tesseract reads here; empty when it or its Chinese is missing."""
    if shutil.which(PROGRAM) is None:
        return ()
    told = subprocess.run(  # noqa: S603 - a fixed program, no shell
        [PROGRAM, "--list-langs"], capture_output=True, text=True, check=False
    ).stdout.split()
    return tuple(one for one in LANGUAGES if one in told) if LANGUAGES[0] in told else ()


def words(picture: bytes) -> str | None:
    """The words of a picture; None when they cannot be read here. Blanks between characters are taken out."""
    if not languages():
        return None
    command = [PROGRAM, "stdin", "stdout", "-l", "+".join(languages()), "--psm", "6"]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        return None
    return APART.sub("", done.stdout.decode("utf-8", "replace"))
