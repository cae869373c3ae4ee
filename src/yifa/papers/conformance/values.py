"""What a measurement says of one element."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ElementResult:
    """One element measured. `element` is a stable key, `name` what people call it, `basis` the clause."""

    element: str
    name: str
    ok: bool
    expected: str
    found: str
    basis: str

    def __str__(self) -> str:
        if self.ok:
            return f"✓ {self.name}：{self.found}"
        return f"✗ {self.name}：应为{self.expected}，实为{self.found or '无'}（GB/T 9704-2012 {self.basis}）"


# element -> (what people call it, clause of GB/T 9704-2012)
ELEMENTS: dict[str, tuple[str, str]] = {
    "paper": ("纸张", "5.1"),
    "margin_top": ("天头", "5.2.1"),
    "margin_left": ("订口", "5.2.1"),
    "margin_right": ("右边", "5.2.1"),
    "margin_bottom": ("下边", "5.2.1"),
    "lines": ("每面行数", "5.2.3"),
    "characters": ("每行字数", "5.2.3"),
    "letterhead": ("发文机关标志", "7.2.4"),
    "number": ("发文字号", "7.2.5"),
    "signer": ("签发人", "7.2.6"),
    "red_rule": ("版头分隔线", "7.2.7"),
    "title": ("标题", "7.3.1"),
    "addressee": ("主送机关", "7.3.2"),
    "body": ("正文", "7.3.3"),
    "heading_1": ("一级标题", "7.3.3"),
    "heading_2": ("二级标题", "7.3.3"),
    "heading_3": ("三级标题", "7.3.3"),
    "heading_4": ("四级标题", "7.3.3"),
    "attachment_list": ("附件说明", "7.3.4"),
    "signature": ("发文机关署名", "7.3.5"),
    "date": ("成文日期", "7.3.5.4"),
    "notes": ("附注", "7.3.6"),
    "attachment": ("附件", "7.3.7"),
    "imprint": ("版记", "7.4"),
    "page_number": ("页码", "7.5"),
    "letter_rules": ("信函双线", "10.1"),
    "fonts": ("字体", "5.2.2"),
    "language": ("语言", "5.2.2"),
    "tables": ("表格", "8"),
    "figures": ("数据控件", "5.2.2"),
    "text": ("文字可选", "5.2.2"),
    "archive": ("PDF/A", "5.2.2"),
    "bookmarks": ("书签", "5.2.2"),
}


def result(element: str, ok: bool, expected: object, found: object) -> ElementResult:
    """A result with its name and clause."""
    name, basis = ELEMENTS[element]
    return ElementResult(element, name, ok, str(expected), str(found), basis)
