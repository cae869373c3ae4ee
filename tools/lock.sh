#!/bin/sh
# Writes the lock files: names, versions and hashes only, no address of any registry.
set -eu
cd "$(dirname "$0")/.."

compile() { # compile OUTPUT ARGUMENTS...
    output=$1; shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --output-file "$output" "$@" >/dev/null
}

compile requirements.lock pyproject.toml ${UPGRADE:+--upgrade}
compile requirements-dev.lock pyproject.toml --group dev --constraint requirements.lock ${UPGRADE:+--upgrade}
compile requirements-node.lock --group pyproject.toml:node ${UPGRADE:+--upgrade}
npm install --package-lock-only --ignore-scripts --loglevel=error --cache .cache/npm >/dev/null
# npm keeps the funding pages of packages in its lock file: addresses that nobody needs.
python3 - <<'END'
import json, pathlib

path = pathlib.Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
END

if grep -nE '://|"resolved"|^--(index|extra|find)' requirements*.lock ||
    grep -nE '://|"resolved"' package-lock.json; then
    echo "a lock file carries an address" >&2
    exit 1
fi
