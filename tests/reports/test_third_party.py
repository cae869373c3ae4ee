"""A whole drafted report in another program's hands: every figure comes back bound, and nothing reads as changed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.papers.test_libreoffice import convert, office

if TYPE_CHECKING:
    from pathlib import Path

    from tests.reports.world import Street

__all__ = ["office"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def controls(data: bytes) -> int:
    """How many content controls a file has. LibreOffice 7 drops their names; the bookmark in each still tells."""
    tree = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    return sum(1 for _ in tree.iter(f"{W}sdt"))


@pytest.mark.parametrize("with_table", [False, True])
def test_a_drafted_report_saved_by_another_program_is_unchanged(
    street: Street,
    office: Path,
    with_table: bool,
) -> None:
    from tests.reports.world import written
    from yifa.papers import docx
    from yifa.reports.actions import set_out
    from yifa.reports.document import key, paper
    from yifa.reports.roundtrip import propose

    found = set_out(
        report=written(street), addressee="示例区人民政府", with_table=with_table, by=street.legal
    )
    ours = docx.write(paper(found), key=key(found))
    theirs = convert(office, ours, "docx")
    before, after = docx.read(ours), docx.read(theirs)
    assert controls(theirs) == controls(ours) == len(before.figures)
    assert [(one.code, one.text) for one in after.figures] == [(one.code, one.text) for one in before.figures]
    assert not any(one.overtyped for one in after.figures)
    assert after.lost == ()
    assert len(before.figures) > (20 if with_table else 7)
    upload = propose(report=found, name="回传.docx", data=theirs, by=street.legal)
    assert upload.changes == {"rows": [], "remarks": []}
