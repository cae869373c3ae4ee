"""Words that a title must not cut at the end of a line (词意完整, GB/T 9704-2012 7.3.1). The list is a data file."""

from __future__ import annotations

from importlib.resources import files

WHOLE: tuple[str, ...] = tuple(files(__package__).joinpath("words.txt").read_text(encoding="utf-8").split())
