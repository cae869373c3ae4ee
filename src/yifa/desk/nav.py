"""The menu as data: areas of work, their entries, and which verb shows an entry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yifa.office.access import Access, Grant
from yifa.records.directory import directories
from yifa.records.registry import ledgers

# A group of the menu and the areas of work whose ledgers stand in it.
AREAS = (
    ("矛盾化解", ("化解",)),
    ("普法学法", ("普法", "学法")),
    ("执法公开", ("执法", "公开")),
    ("报告", ("报告",)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    title: str
    address: str
    icon: str


@dataclass(frozen=True, slots=True)
class Area:
    """A group of the menu."""

    title: str
    entries: list[Entry]


# Pages beside the ledgers: title, url name, icon, the verbs of which one shows it.
PAGES = (
    ("指标", "figures", "chart-bar", "figures"),
    ("年度报告", "reports", "file-text", "report"),
    ("法律咨询", "consultations", "gavel", "advise"),
    ("到期记录", "keeping", "archive", "erase"),
    ("核稿", "review", "checkup-list", ""),
    ("法律库", "law", "books", ""),
    ("时限计算", "due", "calendar-time", ""),
    ("组织人员", "office", "sitemap", "configure"),
    ("节假日", "holidays", "calendar-event", "configure"),
    ("审计日志", "audit", "history", "audit"),
    ("封存与核验", "seals", "shield-check", "report audit configure"),
)


def menu(access: Access) -> list[Area]:
    """The menu of a person."""
    return _menu(access.grants, get_language() or "") if access.grants else []


@lru_cache(maxsize=256)
def _menu(grants: tuple[Grant, ...], language: str) -> list[Area]:
    """The same posts see the same menu in the same language: it is put together once."""
    access = Access(0, grants)
    areas = [Area(_("工作"), _pages((("今日待办", "home", "home", ""),), access))]
    if access.may("read"):
        areas += [area for title, names in AREAS if (area := _area(title, names)).entries]
    kept = [
        Entry(_(one.name), reverse("directory", args=[one.code]), one.icon)
        for one in directories()
        if one.may_keep(access)
    ]
    if kept:
        areas.append(Area(_("名录"), kept))
    return [*areas, Area(_("工具"), _pages(PAGES, access))]


def _area(title: str, names: tuple[str, ...]) -> Area:
    found = [
        Entry(_(one.name), reverse("ledger", args=[one.code]), one.icon)
        for name in names
        for one in ledgers()
        if one.area == name
    ]
    return Area(_(title), found)


def _pages(pages: tuple[tuple[str, str, str, str], ...], access: Access) -> list[Entry]:
    return [
        Entry(_(title), address, icon)
        for title, name, icon, verb in pages
        if (not verb or any(map(access.may, verb.split()))) and (address := _address(name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
