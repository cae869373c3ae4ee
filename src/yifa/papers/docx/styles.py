"""The parts beside the text: styles, settings, font table. All measures come from the standard's data."""

from __future__ import annotations

from lxml import etree

from yifa.papers import standard
from yifa.papers.docx import runs
from yifa.papers.docx.runs import Look, Place
from yifa.papers.docx.xml import Element, w

# style -> (name shown in Word, look, outline level or none). The reader knows paragraphs by these names.
STYLES: dict[str, tuple[str, Look, int | None]] = {
    "Head": ("公文版头", Look(standard.TITLE_FONT, standard.HEAD_SIZE, standard.RED, spacing=0), None),
    "Mark": ("公文份号密级", runs.BODY, None),
    "Number": ("公文字号", runs.BODY, None),
    "DocTitle": ("公文标题", runs.TITLE, None),
    "Addressee": ("公文主送", runs.BODY, None),
    "BodyText": ("公文正文", runs.BODY, None),
    "FlushText": ("公文顶格", runs.BODY, None),
    "Heading1": ("heading 1", Look(standard.HEADING_FONTS[1]), 0),
    "Heading2": ("heading 2", Look(standard.HEADING_FONTS[2]), 1),
    "Heading3": ("heading 3", Look(standard.HEADING_FONTS[3]), 2),
    "Heading4": ("heading 4", Look(standard.HEADING_FONTS[4]), 3),
    "AttachmentList": ("公文附件说明", runs.BODY, None),
    "Signature": ("公文署名", runs.BODY, None),
    "DocDate": ("公文成文日期", runs.BODY, None),
    "Notes": ("公文附注", runs.BODY, None),
    "AttachmentLabel": ("公文附件序号", runs.HEI, None),
    "AttachmentTitle": ("公文附件标题", runs.TITLE, None),
    "Caption": ("公文图表题", runs.SMALL_HEAD, None),
    "Cell": ("公文表格", runs.SMALL, None),
    "SignLine": ("公文签名行", runs.BODY, None),
    "Picture": ("公文图片", runs.BODY, None),
    "Imprint": ("公文版记", runs.SMALL, None),
    "Spacer": ("公文空行", runs.BODY, None),
    "PageNumber": ("公文页码", runs.PAGE_NUMBER, None),
}


def styles() -> Element:
    """styles.xml: sixteen points, Chinese, no theme; each element of the document a style of its own."""
    defaults = w(
        "docDefaults",
        w("rPrDefault", runs.properties(Look(spacing=0))),
        w("pPrDefault", w("pPr", w("spacing", before=0, after=0, line=240, lineRule="auto"))),
    )
    normal = w("style", w("name", val="Normal"), w("qFormat"), type="paragraph", default=1, styleId="Normal")
    table = w(
        "style",
        w("name", val="Normal Table"),
        w("tblPr", w("tblInd", w=0, type="dxa")),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    return w("styles", defaults, normal, table, *[_style(key) for key in STYLES])


def _style(key: str) -> Element:
    name, look, level = STYLES[key]
    outline = w("outlineLvl", val=level) if level is not None else None
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val="Normal"),
        w("next", val="BodyText") if level is not None else None,
        w("qFormat"),
        w(
            "pPr",
            w("keepNext") if level is not None else None,
            w("widowControl", val=0),
            _line(Place()),
            outline,
        ),
        runs.properties(look),
        type="paragraph",
        styleId=key,
        **({} if level is not None else {"customStyle": 1}),
    )


def _line(place: Place) -> Element:
    return w("spacing", before=0, after=0, line=place.line, lineRule="exact")


def settings() -> Element:
    """settings.xml: odd and even pages differ; punctuation may be condensed; Word's layout of 2013 and later."""
    compat = "http://schemas.microsoft.com/office/word"
    return w(
        "settings",
        w("zoom", percent=100),
        w("evenAndOddHeaders"),
        w("drawingGridVerticalSpacing", val=standard.WORD_LINE),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", w("compatSetting", name="compatibilityMode", uri=compat, val=15)),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def font_table() -> Element:
    """fontTable.xml: for each face another name of it, so that a machine without it takes a near one."""
    fonts = [
        w(
            "font",
            w("altName", val=other),
            w("charset", val=charset),
            w("family", val=family),
            w("pitch", val=pitch),
            name=name,
        )
        for name, (other, family) in standard.FONT_FALLBACKS.items()
        for charset, pitch in [("00", "variable") if name == standard.LATIN_FONT else ("86", "default")]
    ]
    return w("fonts", *fonts)


def core(title: str, category: str) -> Element:
    """docProps/core.xml: title and kind only, nobody's name."""
    cp = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    dc = "http://purl.org/dc/elements/1.1/"
    root = etree.Element(f"{{{cp}}}coreProperties", nsmap={"cp": cp, "dc": dc})
    for tag, text in (
        (f"{{{dc}}}title", title),
        (f"{{{dc}}}language", "zh-CN"),
        (f"{{{cp}}}category", category),
    ):
        etree.SubElement(root, tag).text = text
    return root
