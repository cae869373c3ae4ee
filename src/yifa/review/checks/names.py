"""One thing under two names: 公共法律服务站 here, 公共法律服务工作站 there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_TERM = re.compile(
    r"(?:公共法律服务|人民调解|矛盾纠纷[一-鿿]{0,6}?|法律援助|综合治理|社会治安综合治理|平安建设|信访接待|退役军人服务|便民服务)(?:工作)?(站|室|中心|点)"
)


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """The first place of the shorter name where the same name with 工作 stands too."""
    first: dict[str, re.Match[str]] = {}
    for match in reading.matches(_TERM):
        first.setdefault(match[0], match)
    for name, match in first.items():
        longer = name[: -len(match[1])] + "工作" + match[1]
        if longer in first:
            yield check.at(reading, *match.span(), f"又作“{longer}”，同一机构名称前后不一，请统一")


CHECK = Check(
    "wording.names",
    "名称不一",
    "medium",
    "公文用语前后一致",
    ("公共法律服务站……公共法律服务工作站", "公共法律服务工作站……公共法律服务工作站"),
    run,
)
