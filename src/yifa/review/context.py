"""What the words around a number say of it: how exact, over which time, per what, part of which total."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from yifa.review.kinds import Cues
from yifa.review.scan import Candidate
from yifa.review.values import Figure

_ENDS = re.compile("[。！？!?\n]")
# 附近、最近 are no 近, 村规民约、签约 no 约, 通过、开过 no 过.
_NEAR = re.compile(
    r"(?:(?<![附最邻靠亲临就贴])近|接近|不足|不到|不超过|低于|少于|小于|至多|最多|最高|未超过|控制在)\s?$"
)
_ABOUT = re.compile(r"(?:(?<![规民公合条契节违签预特集履相制邀毁续缔赴简])约|约为|约计|大概|大致|估计)\s?$")
_MORE = re.compile(r"(?:超|超过|逾|突破|多于|高于|不少于|不低于|至少|大于|达到或超过|超出|不下|不下于)\s?$")
_AT_LEAST = re.compile(r"(?:不少于|不低于|至少|不得少于)[一-鿿]{0,4}$")
_AFTER_MORE = re.compile(r"\s?(?:以上|之多|有余|余次)")
_AFTER_ABOUT = re.compile(r"\s?(?:左右|上下|许)")
_AFTER_LESS = re.compile(r"\s?(?:以内|以下|之内)")
_PER = re.compile(
    r"(?:每[个名人户场次年月周季件家]?(?:季度|社区|村|人|网格|单位|学期)?|人均|户均|村均|均|各(?![类种项级界族式地])|平均|每名[一-鿿]{0,6})[^，。；、\d]{0,10}$"
)


def approximation(text: str, found: Candidate) -> str:
    """exact, over, under, about or range."""
    if found.high is not None or found.number.high is not None:
        return "range"
    before, after = text[max(0, found.start - 9) : found.start], text[found.end : found.end + 3]
    spoken = after[:1] in _FIRST_OF_ROUGH
    if found.number.vague in _SOME or (spoken and _AFTER_ABOUT.match(after)):
        return "about"
    if before.rstrip()[-1:] in _LAST_OF_ROUGH and (word := _rough(text, before, found)):
        return word
    if (
        found.number.vague
        or (spoken and _AFTER_MORE.match(after))
        or ("少" in before and _AT_LEAST.search(before))
    ):
        return "over"
    return "under" if spoken and _AFTER_LESS.match(after) else "exact"


_SOME = frozenset("数几上")
# What the words after a figure begin with that make it rough.
_FIRST_OF_ROUGH = frozenset("以之有余左上许 \t\n　")


# What the words below end in: most figures follow none of them, and are not asked further.
_LAST_OF_ROUGH = frozenset("近足到过于多少约计概致超逾破为下在出高")


def _rough(text: str, before: str, found: Candidate) -> str:
    """What the word straight before the figure says of it; empty where it says nothing."""
    if _ABOUT.search(before):
        return "about"
    if _AT_LEAST.search(before):
        return "over"
    if _more(text, found) and not before.endswith(("不超过", "未超过", "不超", "未超")):
        return "over"
    return "under" if _NEAR.search(before) or before.endswith(("不超", "未超")) else ""


def _more(text: str, found: Candidate) -> bool:
    """Whether a word before the figure says that it is more; 过 does so before 百, 千, 万 only."""
    return bool(_MORE.search(text[max(0, found.start - 9) : found.start])) or (
        text[found.start - 1 : found.start] == "过"
        and text[found.start : found.start + 1] in "百千万亿"
        and text[found.start - 2 : found.start - 1] not in "通经不"
    )


class Sentences:
    """Where each sentence begins. A single line break inside a clause does not end it."""

    def __init__(self, text: str) -> None:
        ends = (found.end() for found in _ENDS.finditer(text))
        self.starts = [0, *(end for end in ends if text[end - 1] != "\n" or not _soft(text, end - 1))]

    def start(self, place: int) -> int:
        """Where the sentence around the place begins, at most 300 characters before."""
        return max(self.starts[bisect_right(self.starts, place) - 1], place - 300)


def _soft(text: str, at: int) -> bool:
    """A line break straight after a Chinese character, before more text, with no blank line: a wrapped line."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (
        "一" <= before <= "鿿"
        and ("一" <= after <= "鿿" or after.isdigit())
        and text[at + 1 : at + 3] != "\n\n"
    )


def per(text: str, stop: int, start: int) -> str:
    """The word that makes one number stand for each of several: 各, 均, 每…; empty where there is none."""
    before = text[max(stop, start - 16) : start]
    if _EACH.isdisjoint(before):
        return ""
    found = _PER.search(before)
    return found[0] if found else ""


_EACH = frozenset("每均各平")


_CUMULATIVE = re.compile(
    r"(?:成立|设立|建立|创建|运行|启用|开通|投用|实施|挂牌|组建|上线)(?:至今|以来|起来|后)|自\d{4}年[^，。]{0,12}以来|历年|截至目前累计|五年来|三年来|近年来"
)
_TARGET = re.compile(
    r"力争|(?<![年度作习施法展查训])计划(?![，。、；》）全的并任指表外生行])|(?<![模虚])拟(?![定订写制])|目标(?:为|是|值)|明年|下一年|下年度|将(?:继续|进一步|持续|开展|组织|力争|加大|新增|完成|建设|推动|建成|打造)|争取|预计|到20\d\d年底|实现\d"
)
_GROWTH = re.compile(
    r"同比|环比|(?:较|比)(?:上年|去年|上一年|同期)|增长|下降|上升|增幅|降幅|提升|提高|减少|增加"
)
_RATIOS = frozenset(["%", "个百分点", "百分点", "倍"])
# 比上年增加82万元 is a difference, not last year's count.
_BY = re.compile(
    r"(?:比|较|同比|环比)[^，。；\d]{0,8}(?:增加|减少|增长|下降|多|少|净增|增|减)(?:了|近|约|超)?$"
)
_LAST = re.compile(r"去年|上年(?!同期|度?同期|度?相比)|上一年度?(?!推进|法治)")
_BAR = re.compile(r"不少于|不低于|不超过|至少|不得|应当|以上罚款|标准为|要求")


# Every word the patterns above look for begins with one of these pairs: most figures follow none of them.
_TELLS = re.compile(
    "[将拟比较自到力计目明下争预实成设建创运启开投挂组上历截五三近去不至应以标要同环增降提减]"
    "(?:(?<=[将拟比较自到])|(?=[争划标年一取计现立建行用通施牌线至少低超得当上准求比长降升幅高加]))"
)


def _clause_begins(before: str) -> int:
    """Where the last clause begins."""
    return max(before.rfind(mark) for mark in "，；;,") + 1


class Sections:
    """Which parts of a text speak of what is to come: after a heading such as 下一步打算, until the next part; and
    where words stand that may tell another time than this year."""

    _HEADING = re.compile(r"(?m)^[#\s　]*[一二三四五六七八九十]+、([^\n。]{2,40})")
    _PLAN = re.compile(r"下一步|下一年|下年|下步|今后|计划|打算|安排|举措|思路|方向|202\d年(?:工作|法治)")
    _DONE = re.compile(r"成效|情况|做法|完成|进展|问题|不足|成绩|已|职责|上一年度|主要举措和")

    def __init__(self, text: str) -> None:
        headings = list(self._HEADING.finditer(text))
        self.tells = [match.start() for match in _TELLS.finditer(text)]
        self.starts = [match.start() for match in headings]
        self.plan = [bool(self._PLAN.search(m[1])) and not self._DONE.search(m[1]) for m in headings]

    def is_plan(self, place: int) -> bool:
        """Whether the place lies in a part about plans."""
        if not self.starts:
            return False
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and self.plan[at]


def scope(text: str, stop: int, found: Candidate, sections: Sections) -> str:
    """Which time the figure speaks of: year, cumulative, target, growth, threshold or last_year."""
    begin = max(stop, found.start - 60)
    told = bisect_right(sections.tells, found.start - 1)
    if not told or sections.tells[told - 1] < begin:
        return "target" if sections.is_plan(found.start) else "year"
    before = text[begin : found.start]
    clause = before[_clause_begins(before) :]
    if _BAR.search(clause):
        return "target" if _TARGET.search(before) or sections.is_plan(found.start) else "threshold"
    if _TARGET.search(before) or sections.is_plan(found.start):
        return "target"
    if (found.unit in _RATIOS and _GROWTH.search(clause)) or _BY.search(clause):
        return "growth"
    if _CUMULATIVE.search(before) and not re.search(r"今年|本年|全年", before):
        return "cumulative"
    return "last_year" if _LAST.search(clause) else "year"


_OF_WHICH = re.compile(r"其中|包括|包含|分别为|分别是")
_LOOSE = re.compile(r"其中|包括|包含|等")
# 3件（上年为5件）, 12件（目标10件）: a bracket that compares names no parts.
_COMPARED = re.compile(r"上年|去年|上一年|同期|往年|同比|目标|计划|原有?|较|比|截至|20\d\d年")


_HOLDS_PARTS = re.compile(f"[（(]|{_OF_WHICH.pattern}")


# Kinds that stand side by side in one list of parts although they are not the same.
_SIBLINGS = (
    frozenset({"simple_penalty", "warning", "penalty_case"}),
    frozenset({"mediation_written", "mediation_oral"}),
)


def nested(text: str, found: list[Figure], cues: Cues) -> list[Figure]:
    """The same figures with totals and parts linked: 7件（甲6件，乙1件）; 28起，其中警告26起、罚款2起."""
    result = list(found)
    if not _HOLDS_PARTS.search(text):
        return result
    parent, close = -1, -1
    for index in range(1, len(found)):
        previous, this = result[index - 1], found[index]
        gap = text[previous.end : this.start]
        spoken = parent >= 0 and _spoken(text, previous.end, this, cues)
        if parent >= 0 and (this.start >= close or _ends(result[parent], previous, this, gap, spoken)):
            parent = -1
        if parent < 0:
            close = _opens(text, previous, this, gap)
            parent = index - 1 if close > 0 else -1
            spoken = parent >= 0 and _spoken(text, previous.end, this, cues)
        if parent >= 0 and this.unit == result[parent].unit:
            opened = found[parent].end
            exhaustive = text[opened : opened + 1] in "（(" and not _LOOSE.search(text[opened:close])
            result[index] = _part(result[parent], parent, this, spoken, exhaustive)
    return result


def _opens(text: str, previous: Figure, this: Figure, gap: str) -> int:
    """Where the list of parts that this figure begins ends; 0 if it begins none."""
    if len(gap) > 40 or previous.unit == "%":
        return 0
    if gap[:1] in "（(" and not re.search(r"[）)]", gap):
        if _COMPARED.search(gap):
            return 0
        closing = re.compile(r"[）)]").search(text, this.end, this.end + 200)
        return closing.start() if closing else 0
    if _OF_WHICH.search(gap) and "。" not in gap:
        end = re.compile(r"[。；;！？\n]").search(text, this.end)
        return end.start() if end else len(text)
    return 0


def _ends(total: Figure, previous: Figure, this: Figure, gap: str, spoken: bool) -> bool:
    """Whether the list of parts is over: a new clause about something else, or what became of the total."""
    if re.search(r"[。；;！？]", gap):
        return True
    if not re.search(r"[，,]", gap) or not spoken or this.kind in (total.kind, previous.kind):
        return False
    return not any(this.kind in group and {previous.kind, total.kind} & group for group in _SIBLINGS)


def _spoken(text: str, start: int, this: Figure, cues: Cues) -> bool:
    """Whether the figure's own clause tells its kind, or it only continues what was said before."""
    after = re.split(r"[，。；、：）)]", text[this.end : this.end + 10])[0]
    near = [*cues.within(start, this.start), *cues.within(this.end, this.end + len(after))]
    return any(meaning.says.get(this.kind, 0) >= 2 for _, _, meaning, _, _ in near)


# What a part of a matter may be called on its own; any other word in it (合同 in 解除合同15件) only names its subject.
_REFINEMENTS = {
    "dispute_handled": {
        "dispute_resolved",
        "mediation_written",
        "mediation_oral",
        "petition",
        "petition_resolved",
        "case_transferred",
        "amount_involved",
        "hotline_order",
        "legal_aid",
    },
    "dispute_resolved": {"mediation_written", "mediation_oral", "dispute_handled", "petition_resolved"},
    "petition": {"petition_resolved", "dispute_handled", "hotline_order", "visit", "case_transferred"},
    "disclosure_application": {"disclosure_application"},
    "legal_aid": {"legal_aid", "legal_consultation"},
    "reconsideration": {"reconsideration", "litigation"},
    "litigation": {"litigation", "court_appearance", "reconsideration"},
}


def _refines(part: str, total: str) -> bool:
    return part in _REFINEMENTS.get(total, {part})


def _part(total: Figure, index: int, this: Figure, spoken: bool, exhaustive: bool) -> Figure:
    kind = this.kind if spoken and _refines(this.kind, total.kind) else total.kind
    code = total.code if kind == total.kind else this.code
    return replace(this, parent=index, exhaustive=exhaustive, kind=kind, scope=total.scope, code=code)
