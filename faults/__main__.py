"""python -m faults [killed restart full clocks] [--quick] [--sqlite | --postgresql]"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Sequence

NAMES = ("killed", "restart", "full", "clocks")
ENGINES = {"--sqlite": "SQLite", "--postgresql": "PostgreSQL"}


def main(arguments: Sequence[str]) -> int:
    chosen = [word for word in arguments if not word.startswith("--")] or list(NAMES)
    engines = [ENGINES[word] for word in arguments if word in ENGINES] or list(ENGINES.values())
    if unknown := set(chosen) - set(NAMES):
        print(f"no such fault: {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    wrong = 0
    for name in chosen:
        module = importlib.import_module(f"faults.{name}")
        for engine in engines:
            if engine not in module.ENGINES:
                continue
            began = time.monotonic()
            told, problems = module.run(engine, quick="--quick" in arguments)
            wrong += len(problems)
            facts = ", ".join(f"{what} {value}" for what, value in told.items())
            print(f"{name} on {engine} ({time.monotonic() - began:.0f} s): {facts}", flush=True)
            print("".join(f"  WRONG: {one}\n" for one in problems[:20]) or "  nothing wrong", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
