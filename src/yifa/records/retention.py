"""How long a ledger keeps the personal data of its records, as a declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Retention:
    """Personal data is kept `years` from the date field `since`; then a person decides, never the machine.

    The number and its `basis` are a proposal until the office has its own schedule confirmed by its archive
    (`verified`): 个人信息保护法 asks for the shortest time that the purpose needs, the archive's schedule for a
    longest of its own, and neither gives a number for these ledgers.
    """

    years: int = 10
    since: str = "received_on"
    basis: str = "本单位归档文件保管期限表（由本单位会同档案部门核定）"
    verified: bool = False

    def until(self, start: date) -> date:
        """The last day of keeping, counted from a day; 29 February ends on 28 February."""
        try:
            return start.replace(year=start.year + self.years)
        except ValueError:
            return start.replace(year=start.year + self.years, day=28)

    def before(self, today: date) -> date:
        """Records whose day lies before this one have been kept long enough."""
        try:
            return today.replace(year=today.year - self.years)
        except ValueError:
            return today.replace(year=today.year - self.years, day=28)


TEN_YEARS = Retention()
