"""A Word file as a measuring eye sees it: paragraphs with the looks that apply, by whatever way they were set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from yifa.papers.docx.opening import main_part, open_package
from yifa.papers.docx.xml import NAMES, Element, qualified

ON = {None, "1", "true", "on"}


@dataclass(frozen=True, slots=True)
class RunLook:
    """The looks of a run of text."""

    text: str
    east_asian: str
    size: float
    color: str
    theme: bool


class Unpacked:
    """A Word file, its styles resolved."""

    def __init__(self, data: bytes) -> None:
        self.package = open_package(data)
        self.body = main_part(self.package)

    @cached_property
    def styles(self) -> dict[str, Element]:
        tree = self.package.xml("word/styles.xml")
        found = tree.iterfind("w:style", NAMES) if tree is not None else ()
        return {style.get(qualified("w:styleId"), ""): style for style in found}

    @cached_property
    def defaults(self) -> Element | None:
        tree = self.package.xml("word/styles.xml")
        return tree.find("w:docDefaults/w:rPrDefault/w:rPr", NAMES) if tree is not None else None

    @cached_property
    def section(self) -> Element | None:
        found = self.body.findall(".//w:sectPr", NAMES)
        return found[-1] if found else None

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """Every paragraph outside tables, in order."""
        cell = qualified("w:tc")
        nodes = [p for p in self.body.iter(qualified("w:p")) if next(p.iterancestors(cell), None) is None]
        return [Paragraph(self, node) for node in nodes]

    @cached_property
    def cells(self) -> list[Paragraph]:
        """Every paragraph inside tables."""
        cells = self.body.iter(qualified("w:tc"))
        return [Paragraph(self, node) for cell in cells for node in cell.iterfind("w:p", NAMES)]

    def of_style(self, *names: str) -> list[Paragraph]:
        """Paragraphs that carry text and whose style people see under one of these names."""
        return [p for p in self.paragraphs if p.style in names and p.text.strip()]

    def footer(self, kind: str) -> Paragraph | None:
        """The paragraph of a footer that is not empty: default (odd), even or first."""
        for reference in (
            self.section.iterfind("w:footerReference", NAMES) if self.section is not None else ()
        ):
            if reference.get(qualified("w:type")) == kind:
                tree = self._related(reference.get(qualified("r:id"), ""))
                nodes = tree.iter(qualified("w:p")) if tree is not None else ()
                return next((p for p in (Paragraph(self, n) for n in nodes) if p.text.strip()), None)
        return None

    def _related(self, identifier: str) -> Element | None:
        relations = self.package.xml("word/_rels/document.xml.rels")
        for relation in relations if relations is not None else ():
            if relation.get("Id") == identifier:
                return self.package.xml(f"word/{relation.get('Target')}")
        return None

    def setting(self, name: str) -> bool:
        """Whether a switch of settings.xml is on."""
        tree = self.package.xml("word/settings.xml")
        node = tree.find(f"w:{name}", NAMES) if tree is not None else None
        return node is not None and node.get(qualified("w:val")) in ON


class Paragraph:
    """A paragraph and what applies to it."""

    def __init__(self, file: Unpacked, node: Element) -> None:
        self.file, self.node = file, node

    @cached_property
    def style(self) -> str:
        """The style's name as people see it."""
        style = self.file.styles.get(self._style_id)
        name = style.find("w:name", NAMES) if style is not None else None
        return name.get(qualified("w:val"), "").lower() if name is not None else ""

    @property
    def _style_id(self) -> str:
        return self._own("pStyle") or ""

    def _own(self, name: str, attribute: str = "val") -> str | None:
        node = self.node.find(f"w:pPr/w:{name}", NAMES)
        return node.get(qualified(f"w:{attribute}")) if node is not None else None

    def value(self, name: str, attribute: str = "val") -> str | None:
        """A property of the paragraph: its own, else of its style and of what that is based on."""
        own = self._own(name, attribute)
        style = self.file.styles.get(self._style_id)
        while own is None and style is not None:
            node = style.find(f"w:pPr/w:{name}", NAMES)
            own = node.get(qualified(f"w:{attribute}")) if node is not None else None
            style = self._base(style)
        return own

    def _base(self, style: Element) -> Element | None:
        node = style.find("w:basedOn", NAMES)
        return self.file.styles.get(node.get(qualified("w:val"), "")) if node is not None else None

    def number(self, name: str, attribute: str) -> float:
        """A property as a number; 0 when it is not set."""
        try:
            return float(self.value(name, attribute) or 0)
        except ValueError:
            return 0.0

    @cached_property
    def text(self) -> str:
        parts = []
        for node in self.node.iter(qualified("w:t"), qualified("w:tab"), qualified("w:br")):
            parent = node.getparent()
            if node.tag == qualified("w:t"):
                parts.append(node.text or "")
            elif parent is not None and parent.tag == qualified("w:r"):
                parts.append("\t" if node.tag == qualified("w:tab") else "\n")
        return "".join(parts)

    @cached_property
    def runs(self) -> list[RunLook]:
        """The runs with text, content controls included."""
        looks = [self._look(run) for run in self.node.iter(qualified("w:r"))]
        return [look for look in looks if look.text.strip()]

    def _look(self, run: Element) -> RunLook:
        text = "".join(node.text or "" for node in run.iterfind("w:t", NAMES))
        fonts = run.find("w:rPr/w:rFonts", NAMES)
        theme = fonts is not None and any("heme" in str(key) for key in fonts.attrib)
        size = self._resolve(run, "sz", "val") or "20"
        color = self._resolve(run, "color", "val") or "000000"
        return RunLook(
            text, self._resolve(run, "rFonts", "eastAsia") or "", float(size) / 2, color.upper(), theme
        )

    def _resolve(self, run: Element, name: str, attribute: str) -> str | None:
        """A property of a run: its own, of the paragraph's style, of the defaults."""
        places = [run.find("w:rPr", NAMES)]
        style = self.file.styles.get(self._style_id)
        while style is not None:
            places.append(style.find("w:rPr", NAMES))
            style = self._base(style)
        for place in [*places, self.file.defaults]:
            node = place.find(f"w:{name}", NAMES) if place is not None else None
            value = node.get(qualified(f"w:{attribute}")) if node is not None else None
            if value is not None:
                return value
        return None

    @property
    def fonts(self) -> str:
        """East-Asian fonts of the runs, each once."""
        return "、".join(dict.fromkeys(run.east_asian for run in self.runs))

    @property
    def sizes(self) -> str:
        return "、".join(dict.fromkeys(f"{run.size:g}" for run in self.runs))

    @property
    def colors(self) -> str:
        return "、".join(dict.fromkeys(run.color for run in self.runs))

    def border(self, side: str) -> tuple[str, int] | None:
        """(colour, eighths of a point) of a border; None without one."""
        node = self.node.find(f"w:pPr/w:pBdr/w:{side}", NAMES)
        if node is None:
            return None
        return node.get(qualified("w:color"), "").upper(), int(node.get(qualified("w:sz"), "0"))
