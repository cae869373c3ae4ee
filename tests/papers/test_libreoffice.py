"""A third party opens the Word file, saves it again and prints it: figures live, pages conform."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.papers.factory import body, report
from yifa.papers import docx, fonts
from yifa.papers.conformance import check_docx, check_pdf

FACES = {
    "仿宋_GB2312": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "宋体": "Noto Serif CJK SC",
    "楷体_GB2312": fonts.KAI,
    "黑体": "Noto Sans CJK SC",
    "Times New Roman": "Noto Serif CJK SC",
}
ALIAS = '<alias binding="same"><family>{}</family><prefer><family>{}</family></prefer></alias>'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which LibreOffice knows the faces of the standard by near ones."""
    assert shutil.which("soffice"), "apt-get install libreoffice-writer-nogui fonts-noto-cjk"
    place = tmp_path_factory.mktemp("office")
    aliases = "".join(ALIAS.format(*pair) for pair in FACES.items())
    folders = f"<dir>/usr/share/fonts</dir><dir>{fonts.folder()}</dir><cachedir>{place / 'cache'}</cachedir>"
    (place / "fonts.conf").write_text(f"<fontconfig>{folders}{aliases}</fontconfig>", encoding="utf-8")
    return place


def convert(office: Path, data: bytes, kind: str, *, source: str = "docx") -> bytes:
    """The file as LibreOffice saves it in another kind."""
    given, out = office / f"in.{source}", office / "out"
    given.write_bytes(data)
    profile = f"-env:UserInstallation={(office / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", out, given],
        env=os.environ | {"FONTCONFIG_FILE": str(office / "fonts.conf"), "HOME": str(office)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (out / f"in.{kind}").read_bytes()


def test_saved_again_all_figures_live_and_the_text_is_the_same(office: Path) -> None:
    doc = report()
    got = docx.read(convert(office, docx.write(doc, key="report-7"), "docx"))
    assert got.blocks == doc.blocks
    assert got.key == "report-7"
    assert [(figure.code, figure.overtyped) for figure in got.figures] == [
        ("disputes.accepted", False),
        ("disputes.rate", False),
        ("disputes.accepted", False),
    ]
    assert got.lost == ()
    assert got.title == doc.title


def test_through_another_format_the_text_is_the_same_and_no_figure_is_forgotten(office: Path) -> None:
    doc = report()
    got = docx.read(convert(office, convert(office, docx.write(doc), "odt"), "docx", source="odt"))
    assert got.text == docx.read(docx.write(doc)).text
    assert len(got.figures) + len(got.lost) == 3


def test_saved_again_the_page_still_conforms(office: Path) -> None:
    results = check_docx(convert(office, docx.write(report()), "docx"))
    wanted = {
        "paper",
        "margin_top",
        "margin_left",
        "margin_right",
        "margin_bottom",
        "title",
        "heading_1",
        "number",
    }
    assert wanted <= {result.element for result in results if result.ok}


@pytest.mark.parametrize("form", ["报告", "letter", "public"])
def test_printed_by_it_the_page_has_twenty_two_lines_of_twenty_eight_characters(
    office: Path, form: str
) -> None:
    printed = convert(office, docx.write(report(form=form, blocks=body(24))), "pdf")
    results = {result.element: result for result in check_pdf(printed, form=form)}
    # LibreOffice prints no PDF/A unless asked to.
    assert [str(result) for name, result in results.items() if not result.ok and name != "archive"] == []
    assert results["lines"].found.endswith("最多一面22行")
    assert "中位28字" in results["characters"].found
