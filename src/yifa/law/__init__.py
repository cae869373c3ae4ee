"""Law as data: the register of acts, the calendar, time limits, and when they run out. Plain Python.

from yifa import law
law.due("REV-11", date(2026, 2, 10)).day
law.register().find("信访工作条例")
"""

from yifa.law.acts import Act, Register, register
from yifa.law.calendars import Calendar, calendar
from yifa.law.cited import Citation, citations
from yifa.law.errors import LawError
from yifa.law.limit_table import citing, codes, limit, limits, versions
from yifa.law.notices import Notice, read_notice
from yifa.law.packs import Pack, pack, packs
from yifa.law.terms import Due, Running, Shift, affected, check_extension, due
from yifa.law.values import DayMark, Extension, Length, Limit

__all__ = [
    "Act",
    "Calendar",
    "Citation",
    "DayMark",
    "Due",
    "Extension",
    "LawError",
    "Length",
    "Limit",
    "Notice",
    "Pack",
    "Register",
    "Running",
    "Shift",
    "affected",
    "calendar",
    "check_extension",
    "citations",
    "citing",
    "codes",
    "due",
    "limit",
    "limits",
    "pack",
    "packs",
    "read_notice",
    "register",
    "versions",
]
