"""Runs the measurements and prints their tables.

python -m benchmarks                every measurement at the quick scale
python -m benchmarks journal pages  these only
python -m benchmarks --full         the scale of the published figures (a million postings)

A measurement is a module of this folder with `run(quick: bool) -> Iterable[Table]`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from collections.abc import Sequence

import benchmarks
from benchmarks.table import Table


def names() -> list[str]:
    """Modules that measure something."""
    found = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return [name for name in found if hasattr(importlib.import_module(f"benchmarks.{name}"), "run")]


def main(arguments: Sequence[str]) -> int:
    chosen = [word for word in arguments if not word.startswith("--")] or names()
    unknown = set(chosen) - set(names())
    if unknown:
        print(
            f"no such measurement: {', '.join(sorted(unknown))}; there are: {', '.join(names())}",
            file=sys.stderr,
        )
        return 2
    for name in chosen:
        began = time.monotonic()
        tables: list[Table] = list(
            importlib.import_module(f"benchmarks.{name}").run(quick="--full" not in arguments)
        )
        print("\n\n".join(map(str, tables)))
        print(f"\n({name}: {time.monotonic() - began:.0f} s)\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
