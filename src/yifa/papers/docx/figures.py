"""Figures in a Word document: content controls that carry the figure's name wherever the file travels.

Programs differ in what they keep of a control. So its name stands in three places (tag, alias, a bookmark around it)
and a list of all figures, with the text each had, travels in the document's own properties.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from lxml import etree

from yifa.papers.docx import runs
from yifa.papers.docx.runs import Look
from yifa.papers.docx.xml import Element, root, w
from yifa.papers.text import clean
from yifa.papers.values import FigureRun

SEPARATOR = "｜"
LONGEST = 64  # characters Word accepts in a tag or alias
KEY = "yifa_document"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


@dataclass(slots=True)
class Register:
    """The figures written so far, each under the name of its bookmark."""

    figures: dict[str, FigureRun] = field(default_factory=dict)

    def control(self, figure: FigureRun, look: Look = runs.BODY) -> list[Element]:
        """The control with its bookmark around it."""
        number = len(self.figures) + 1
        name = f"f_{number:04d}"
        self.figures[name] = figure
        tag = figure.code if len(figure.code) <= LONGEST else name
        control = w(
            "sdt",
            w(
                "sdtPr",
                runs.properties(look),
                w("alias", val=alias(figure, name)),
                w("tag", val=clean(tag)),
                w("id", val=10_000 + number),
                w(
                    "lock", val="sdtLocked"
                ),  # no w:text: LibreOffice 7 writes such controls once for each script
            ),
            w("sdtContent", runs.run(figure.text, look)),
        )
        return [w("bookmarkStart", id=number, name=name), control, w("bookmarkEnd", id=number)]

    def properties(self, key: str) -> Element:
        """docProps/custom.xml: the document's key and the list of figures."""
        top = root(CUSTOM, "Properties", vt=TYPES)
        entries = {
            name: json.dumps([f.code, f.label, f.text], ensure_ascii=False)
            for name, f in self.figures.items()
        }
        for number, (name, value) in enumerate([(KEY, key), *entries.items()], 2):
            node = etree.SubElement(top, f"{{{CUSTOM}}}property", fmtid=FORMAT, pid=str(number), name=name)
            etree.SubElement(node, f"{{{TYPES}}}lpwstr").text = clean(value)
        return top


def alias(figure: FigureRun, name: str) -> str:
    """What Word shows at the control: the label, then the code that other programs keep only here."""
    code = figure.code if len(figure.code) <= LONGEST - 1 else name
    label = figure.label[: LONGEST - len(code) - 1]
    return clean(f"{label}{SEPARATOR}{code}")
