"""The audit trail as people read it: actions in words, who is meant, what may be seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from yifa.desk.forms.fields import DateField, clean_text
from yifa.foundation import clock
from yifa.foundation.models import Audit
from yifa.office.access import Access, in_subtree
from yifa.office.models import Person, Unit

ACTIONS = {
    "login": "登录",
    "login.failed": "登录失败",
    "logout": "退出",
    "record.create": "登记记录",
    "record.amend": "修改记录",
    "record.withdraw": "撤回记录",
    "record.unmask": "查看个人信息",
    "record.attach": "上传附件",
    "record.detach": "移除附件",
    "record.export": "导出记录",
    "record.import": "导入记录",
    "file.read": "下载附件",
    "paper.make": "制作文书",
    "paper.read": "查看文书",
    "paper.export": "导出文书",
    "casefile.export": "导出卷宗",
    "procedure.migrate": "更换程序版本",
    "calendar.announce": "登记放假安排",
    "figures.export": "导出指标",
    "review.start": "核稿",
    "review.download": "下载核稿结果",
    "office.unit.add": "增设单位",
    "office.unit.end": "撤销单位",
    "office.person.add": "新增人员",
    "office.post.add": "任职",
    "office.post.end": "离任",
    "audit.read": "查阅审计日志",
    "audit.export": "导出审计日志",
}
# Words for what rows say beside their target.
KEYS = {
    "reason": "原因",
    "why": "原因",
    "days": "天数",
    "moved": "变动时限",
    "files": "文件数",
    "rows": "行数",
    "records": "记录数",
    "left_out": "未导入",
    "checksum": "校验码",
    "digest": "校验码",
    "role": "角色",
    "on": "日期",
    "paper": "文书",
    "kind": "类型",
    "number": "编号",
    "title": "标题",
    "version": "版本",
    "period": "统计期",
    "format": "格式",
    "who": "人员",
    "action": "动作",
    "target": "对象",
    "from": "起",
    "to": "止",
    "check": "检查项",
    "changes": "改动",
}
LONGEST = 300  # characters of detail in a row


def rows(access: Access, query: QueryDict) -> QuerySet[Audit]:
    """The trail this person may read, filtered, newest first."""
    found = Audit.objects.filter(_scope(access))
    if who := clean_text(query.get("who", "")):
        people = Person.objects.filter(Q(name__icontains=who) | Q(username__iexact=who))
        found = found.filter(by__in=people.values("pk"))
    if action := clean_text(query.get("action", "")):
        found = found.filter(action=action)
    if target := clean_text(query.get("target", "")):
        found = found.filter(target__startswith=target)
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    if first:
        found = found.filter(at__gte=clock.at(first, 0))
    if last:
        found = found.filter(at__lt=clock.at(last + timedelta(days=1), 0))
    return found.order_by("-at", "-pk")


def _scope(access: Access) -> Q:
    """Whoever answers for the root sees everything; another sees what people of their own units did."""
    paths = access.paths("audit")
    roots = Unit.objects.filter(parent=None).values_list("path", flat=True)
    if all(path in paths for path in roots):
        return Q()
    own = Q(pk__in=())
    for path in paths:
        own |= in_subtree(path, field="posts__unit__path")
    return Q(by__in=Person.objects.filter(own).values("pk"))


def _day(text: str) -> date | None:
    from django.core.exceptions import ValidationError

    try:
        found: date | None = DateField(required=False).clean(text)
    except ValidationError:  # a filter that cannot be read narrows nothing
        return None
    return found


def lines(found: Iterable[Audit]) -> list[dict[str, Any]]:
    """Rows with names and words, in two questions however many rows."""
    kept = list(found)
    people = Person.objects.in_bulk({row.by for row in kept if row.by})
    return [_line(row, people) for row in kept]


def _line(row: Audit, people: Mapping[int, Person]) -> dict[str, Any]:
    person = people.get(row.by or 0)
    kind, _colon, key = row.target.partition(":")
    return {
        "row": row,
        "at": row.at.astimezone(clock.BEIJING),
        "who": f"{person.name}（{person.username}）"
        if person
        else _("系统")
        if row.by is None
        else f"#{row.by}",
        "action": ACTIONS.get(row.action, row.action),
        "record": int(key) if kind == "records" and key.isdigit() else None,
        "detail": detail(row.detail),
    }


def detail(value: Mapping[str, Any]) -> str:
    """What the row says beside its target, in one line."""
    said = {KEYS.get(key, key): one for key, one in value.items() if one not in (None, "", [], {})}
    text = "；".join(f"{key}：{_short(one)}" for key, one in said.items())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _short(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _("%(count)s 项") % {"count": len(value)}
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def sheet(found: QuerySet[Audit]) -> Iterator[list[str]]:
    """The trail as rows of a table, a few at a time so that a long trail fills no memory."""
    heads = "时间 人员 动作 代码 对象 说明"
    yield [_(head) for head in heads.split()]
    batch: list[Audit] = []
    for row in found.iterator(chunk_size=1000):
        batch.append(row)
        if len(batch) == 1000:
            yield from _cells(batch)
            batch = []
    yield from _cells(batch)


def _cells(batch: list[Audit]) -> Iterator[list[str]]:
    for one in lines(batch):
        row = one["row"]
        cells = [
            f"{one['at']:%Y-%m-%d %H:%M:%S}",
            one["who"],
            one["action"],
            row.action,
            row.target,
            one["detail"],
        ]
        yield [_harmless(cell) for cell in cells]


def _harmless(cell: str) -> str:
    """A spreadsheet takes these beginnings for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
