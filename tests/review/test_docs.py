"""docs/review.md lists every check as the code has it. To write the list anew: python -m tests.review.test_docs"""

from __future__ import annotations

from pathlib import Path

from yifa.review.checks import CHECKS
from yifa.review.values import SEVERITY_NAMES

PAGE = Path(__file__).parents[2] / "docs" / "review.md"
HEAD = "| check | name | severity | flags | instead | rests on |\n| --- | --- | --- | --- | --- | --- |\n"


def listed() -> str:
    """The table of checks."""
    return HEAD + "\n".join(
        f"| `{one.code}` | {one.name} | {SEVERITY_NAMES[one.severity]} | {_cell(one.example[0])} | {_cell(one.example[1])} | {one.basis} |"
        for one in CHECKS
    )


def _cell(text: str) -> str:
    return text.replace("\n", "⏎")


def test_the_page_lists_the_checks_as_they_are() -> None:
    assert listed() in PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    start, end = (
        text.index("CHECKS_TABLE") if "CHECKS_TABLE" in text else text.index(HEAD),
        text.index("\nA finding is set aside"),
    )
    PAGE.write_text(text[:start] + listed() + "\n" + text[end:], encoding="utf-8")
