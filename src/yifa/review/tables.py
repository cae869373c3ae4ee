"""The room's data tables, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

try:  # the C parser is seven times faster; a Python built without it reads the same
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


@cache
def table(name: str) -> Any:
    """What data/<name>.yaml holds."""
    text = resources.files("yifa.review").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader)
