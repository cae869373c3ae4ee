"""Text as people type and paste it; Chinese text for search, as overlapping pairs so that two-character words are found."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_RUNS = re.compile(r"[㐀-鿿豈-﫿]+|[0-9a-z]+")


def clean(text: str) -> str:
    """A text without the control and invisible characters that come along with pasting, and without edge blanks."""
    return _UNSEEN.sub("", text).strip()


def grams(text: str) -> list[str]:
    """Search terms of a text: pairs of each Chinese run plus its last character; Latin words and digits whole."""
    return [term for run in _RUNS.findall(text.lower()) for term in _of_run(run)]


def _of_run(run: str) -> list[str]:
    if run.isascii():
        return [run]
    return [run[i : i + 2] for i in range(len(run))]


def query_grams(text: str) -> list[list[str]]:
    """The query's phrases, each a list of terms that must follow one another.

    Unlike `grams`, a run of two or more characters asks for its pairs only: its last single character is an
    artefact of indexing. A run of one character asks for that character as the beginning of a pair.
    """
    return [_query_run(run) for run in _RUNS.findall(text.lower())]


def _query_run(run: str) -> list[str]:
    if run.isascii() or len(run) == 1:
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
