"""A due date explained: the steps in words, what to check, and the strip of days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from yifa.law.calendars import Calendar
from yifa.law.terms import Due
from yifa.law.values import MARKS, DayMark, Limit

LONGEST_STRIP = 400
WEEKDAYS = "一二三四五六日"
_ENDS = {
    "deadline": "最迟",
    "least": "至少满至",
    "before": "最迟提前至",
    "keep": "保存至",
    "lapse": "届满日",
}


def explanation(due: Due) -> list[str]:
    """The steps from the trigger to the date."""
    if due.day is None:
        return [_without_number(due.limit), *warnings(due)]
    steps = [_beginning(due), _length(due), *_rest(due), *_pauses(due), *_extension(due), *_rolling(due)]
    return [*steps, _end(due), *_expiry(due.limit), *_note(due.limit), *warnings(due)]


def warnings(due: Due) -> list[str]:
    """What must be looked at by a person."""
    return [
        text
        for text in (_provisional(due), _mark(due), _place(due), _no_pause(due), _late(due), _hour(due))
        if text
    ]


def strip(due: Due) -> list[DayMark]:
    """Every day from the trigger to the due date with its part: start, counted, rest, suspended, rolled, last."""
    if due.day is None or due.calendar is None or due.limit.unit in ("yearly", "once", "hour"):
        return []
    first, last = sorted((due.start, due.day))
    if (last - first).days > LONGEST_STRIP:
        return []
    marks, number = [], 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        mark = due.calendar.mark(day)
        role = _role(due, mark)
        number += role in ("counted", "last")
        marks.append(_with(mark, role, number if role in ("counted", "last") else 0))
    return marks if due.day >= due.start else _backwards(marks)


def _backwards(marks: list[DayMark]) -> list[DayMark]:
    """A strip counted back from an event: the day next to the event is the first."""
    total = max((mark.number for mark in marks), default=0)
    return [_with(mark, mark.role, total + 1 - mark.number if mark.number else 0) for mark in marks]


def cite(basis: str) -> str:
    """行政复议法 第四十八条；… as 《行政复议法》第四十八条；…; a document number stands without marks."""
    return "；".join(_cited(part) for part in basis.split("；"))


def _cited(part: str) -> str:
    title, _, article = part.strip().partition(" ")
    if "〔" in title:
        return f"{title}{article}"
    return f"《{title}》{article}"


def say(day: date) -> str:
    """2026-02-10（周二）."""
    text = day.strftime("%Y-%m-%d %H:%M") if isinstance(day, datetime) else day.isoformat()
    return f"{text}（周{WEEKDAYS[day.weekday()]}）"


def _with(mark: DayMark, role: str, number: int) -> DayMark:
    return DayMark(mark.day, mark.state, mark.works, mark.source, mark.name, role, number)


def _role(due: Due, mark: DayMark) -> str:
    day = mark.day
    if day == due.start:
        return "start"
    if any(first <= day <= last for first, last in due.suspensions):
        return "suspended"
    if due.counted is not None and due.counted < day and due.limit.sense != "before":
        return "rolled"
    if due.limit.unit == "working" and not mark.works:
        return "rest"
    return "last" if day == due.counted else "counted"


def _without_number(limit: Limit) -> str:
    if limit.sense == "quota":
        return f"{limit.procedure}：{limit.length.text}（{cite(limit.basis)}）。这是数量要求，没有届满日期"
    text = (
        f"{limit.procedure}：{cite(limit.basis)}的要求是“{limit.length.text}”，没有规定天数，不推算届满日期"
    )
    return f"{text}。{limit.note}" if limit.note else text


def _beginning(due: Due) -> str:
    if due.limit.unit == "hour":
        return f"起算：{say(due.start)}，{due.limit.trigger}。以小时计算的期限从该时刻起算"
    if due.limit.unit in ("yearly", "once"):
        return f"起算：{say(due.start)}，{due.limit.trigger}"
    if due.limit.sense == "before":
        return f"事项日期：{say(due.start)}，{due.limit.trigger}。当日不计，向前倒数"
    return f"起算：{say(due.start)}，{due.limit.trigger}。当日不计，从次日起算"


def _length(due: Due) -> str:
    limit = due.limit
    text = f"期限：{limit.length.text}，依据{cite(limit.basis)}"
    if (
        limit.unit in ("working", "day")
        and limit.counting.basis
        and not limit.length.text.endswith(("工作日", "自然日"))
    ):
        kind = "工作日" if limit.unit == "working" else "自然日"
        text += f"；按{cite(limit.counting.basis)}，此处的日为{kind}"
    elif limit.unit in ("month", "year"):
        text += "；到期月没有对应日的，以该月末日为届满日"
    return text


def _rest(due: Due) -> list[str]:
    """Days of rest left out, and make-up days counted, in a term of working days."""
    if due.limit.unit != "working":
        return []
    marks = strip(due)
    out = _runs([mark for mark in marks if mark.role == "rest"])
    made_up = [mark for mark in marks if mark.role in ("counted", "last") and mark.day.weekday() > 4]
    steps = [f"不计休息日：{'、'.join(out)}"] if out else []
    if made_up:
        steps.append(
            f"计入调休补班日：{'、'.join(say(mark.day) for mark in made_up)}，依据《{made_up[0].source}》"
        )
    return steps


def _runs(marks: list[DayMark]) -> list[str]:
    runs: list[list[DayMark]] = []
    for mark in marks:
        if runs and (mark.day - runs[-1][-1].day).days == 1:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return [_run(run) for run in runs]


def _run(run: list[DayMark]) -> str:
    names = [name for name, _ in groupby(mark.name for mark in run if mark.name)]
    days = run[0].day.isoformat() if len(run) == 1 else f"{run[0].day}至{run[-1].day}"
    return f"{days}（{'、'.join(names) or '周末'}，{len(run)}天）"


def _pauses(due: Due) -> list[str]:
    return [_pause(due, first, last) for first, last in due.suspensions]


def _pause(due: Due, first: date, last: date) -> str:
    text = f"中止：{first}至{last}不计入期限"
    if due.limit.unit == "working" and due.calendar is not None:
        return f"{text}，其中工作日{due.calendar.count(first.toordinal(), last.toordinal())}天"
    return text if isinstance(first, datetime) else f"{text}，共{(last - first).days + 1}天"


def _extension(due: Due) -> list[str]:
    allowed = due.limit.extension
    if not due.extension or allowed is None:
        return []
    unit = {"working": "个工作日", "hour": "小时"}.get(due.limit.unit, "日")
    return [f"延长：{due.extension}{unit}，批准人：{allowed.by}（{cite(allowed.basis or due.basis)}）"]


def _rolling(due: Due) -> list[str]:
    limit = due.limit
    if (
        due.counted is None
        or due.calendar is None
        or limit.unit not in ("day", "month", "year")
        or limit.sense == "before"
    ):
        return []
    if due.day != due.counted:
        return [f"末日{say(due.counted)}是休息日，依据{cite(limit.counting.basis)}顺延至其后第一个工作日"]
    if not limit.counting.roll and not due.calendar.works(due.counted):
        return [f"末日{say(due.counted)}是休息日；{limit.counting.note or '法条没有规定顺延，从严不顺延'}"]
    return []


def _end(due: Due) -> str:
    end = due.due
    assert end is not None
    text = f"{_ENDS[due.limit.sense]}：{say(end)}"
    if due.limit.sense == "least":
        text += "，此后方可进行下一步"
    elif due.limit.unit == "yearly" and not due.limit.length.inclusive:
        text += f"（{due.limit.length.text}，不含当日）"
    return f"{text}（暂定）" if due.provisional else text


def _expiry(limit: Limit) -> list[str]:
    if not limit.expiry:
        return []
    return [f"届满后果：{limit.expiry}" + (f"（{cite(limit.expiry_basis)}）" if limit.expiry_basis else "")]


def _note(limit: Limit) -> list[str]:
    return [f"说明：{limit.note}"] if limit.note else []


def _provisional(due: Due) -> str:
    if not due.provisional:
        return ""
    until: Calendar | None = due.calendar
    known = f"{until.known_until}以后" if until else "其后"
    return f"暂定：{known}的放假安排尚未公布，按周末推定，公布后重新推算"


def _mark(due: Due) -> str:
    return "" if due.limit.mark == "verified" else f"条文{MARKS[due.limit.mark]}：使用前请与现行文本核对"


def _place(due: Due) -> str:
    limit = due.limit
    if limit.scope == "national" or (due.pack is not None and limit.place == due.pack.name):
        return ""
    if due.pack is not None and due.pack.applies(limit):
        return ""
    return f"这是{limit.place or '地方'}的规定，其他地方不适用"


def _no_pause(due: Due) -> str:
    if not due.suspensions:
        return ""
    if due.limit.unit in ("yearly", "once", "none"):
        return "固定日期和没有天数的期限不因中止而推后"
    if due.limit.suspends:
        return ""
    return f"{cite(due.basis)}没有写明可以中止，请确认中止另有法律依据"


def _late(due: Due) -> str:
    if due.day is None or not any(
        first > due.day for first, _ in due.suspensions if not isinstance(first, datetime)
    ):
        return ""
    return "有中止期间始于届满之后，不影响届满日期"


def _hour(due: Due) -> str:
    if (
        due.limit.unit != "hour"
        or not isinstance(due.start, datetime)
        or due.start.time() != datetime.min.time()
    ):
        return ""
    return "没有给出时刻，从严按当日零时起算"
