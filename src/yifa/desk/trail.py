"""The audit trail as people read it: actions in words, who is meant, what may be seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa.desk.forms.fields import DateField, clean_text
from yifa.foundation import clock
from yifa.foundation.models import Audit
from yifa.office.access import Access, in_subtree
from yifa.office.models import Person, Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Words = Mapping[str, "StrOrPromise"]
ACTIONS: Words = {
    "login": gettext_lazy("登录"),
    "login.failed": gettext_lazy("登录失败"),
    "login.locked": gettext_lazy("登录锁定"),
    "login.unlock": gettext_lazy("解除锁定"),
    "login.code.failed": gettext_lazy("动态验证码错误"),
    "login.backup": gettext_lazy("使用备用码"),
    "login.step.set": gettext_lazy("设置动态验证码"),
    "login.step.codes": gettext_lazy("生成备用码"),
    "login.step.reset": gettext_lazy("重置动态验证码"),
    "login.sso.bind": gettext_lazy("绑定统一身份认证"),
    "login.sso.unbind": gettext_lazy("解除统一身份认证绑定"),
    "login.sso.failed": gettext_lazy("统一身份认证失败"),
    "session.end": gettext_lazy("退出其他登录"),
    "session.idle": gettext_lazy("长时间未操作退出"),
    "session.age": gettext_lazy("登录到时退出"),
    "access.refused": gettext_lazy("越权被拒"),
    "logout": gettext_lazy("退出"),
    "record.create": gettext_lazy("登记记录"),
    "record.edit": gettext_lazy("修改记录"),
    "record.move": gettext_lazy("办理流转"),
    "record.agree": gettext_lazy("会签同意"),
    "record.migrate": gettext_lazy("更换程序版本"),
    "record.freeze": gettext_lazy("封存指标"),
    "record.thaw": gettext_lazy("解除封存"),
    "record.withdraw": gettext_lazy("撤回记录"),
    "record.unmask": gettext_lazy("查看个人信息"),
    "record.attach": gettext_lazy("上传附件"),
    "record.detach": gettext_lazy("移除附件"),
    "record.export": gettext_lazy("导出记录"),
    "record.import": gettext_lazy("导入记录"),
    "file.read": gettext_lazy("下载附件"),
    "paper.make": gettext_lazy("制作文书"),
    "paper.upload": gettext_lazy("上传文书"),
    "clock.exclude": gettext_lazy("登记扣除的时间"),
    "clock.export": gettext_lazy("导出时限说明"),
    "paper.read": gettext_lazy("查看文书"),
    "paper.export": gettext_lazy("导出文书"),
    "casefile.export": gettext_lazy("导出卷宗"),
    "procedure.migrate": gettext_lazy("更换程序版本"),
    "calendar.announce": gettext_lazy("登记放假安排"),
    "figures.export": gettext_lazy("导出指标"),
    "review.start": gettext_lazy("核稿"),
    "review.download": gettext_lazy("下载核稿结果"),
    "record.keep": gettext_lazy("延长保存"),
    "record.erase": gettext_lazy("清除个人信息"),
    "page.read": gettext_lazy("审计人员查看页面"),
    "consult.ask": gettext_lazy("交办法律咨询"),
    "consult.answer": gettext_lazy("出具法律意见"),
    "consult.read": gettext_lazy("查看法律意见"),
    "consult.end": gettext_lazy("收回法律咨询"),
    "key.rotate": gettext_lazy("更换密钥"),
    "key.rekey": gettext_lazy("改用新密钥"),
    "office.unit.add": gettext_lazy("增设单位"),
    "office.unit.end": gettext_lazy("撤销单位"),
    "office.person.add": gettext_lazy("新增人员"),
    "office.person.password": gettext_lazy("更换密码"),
    "office.person.close": gettext_lazy("停用账号"),
    "office.person.reopen": gettext_lazy("启用账号"),
    "office.post.add": gettext_lazy("任职"),
    "office.post.end": gettext_lazy("离任"),
    "refused": gettext_lazy("被拒绝的操作"),
    "directory.keep": gettext_lazy("维护名录"),
    "message.failed": gettext_lazy("消息未送达"),
    "report.freeze": gettext_lazy("封存报告指标"),
    "report.thaw": gettext_lazy("解除报告封存"),
    "report.redraft": gettext_lazy("重新起草报告"),
    "report.upload": gettext_lazy("回传报告稿"),
    "report.download": gettext_lazy("下载报告"),
    "report.set_aside": gettext_lazy("搁置更正提示"),
    "report.bring_back": gettext_lazy("恢复更正提示"),
    "report.item": gettext_lazy("登记报告事项"),
    "report.item.drop": gettext_lazy("删除报告事项"),
    "gate.ask": gettext_lazy("申请公开放行"),
    "gate.confirm": gettext_lazy("同意公开放行"),
    "publication.down": gettext_lazy("撤下公开报告"),
    "seals.check": gettext_lazy("核验封存"),
    "seals.anchors": gettext_lazy("下载库外凭证"),
    "seals.resume": gettext_lazy("恢复封存"),
    "backup.write": gettext_lazy("备份"),
    "backup.restore": gettext_lazy("恢复备份"),
    "demo.fill": gettext_lazy("建立示例区"),
    "audit.read": gettext_lazy("查阅审计日志"),
    "audit.export": gettext_lazy("导出审计日志"),
}
# Words for what rows say beside their target.
KEYS: Words = {
    "reason": gettext_lazy("原因"),
    "why": gettext_lazy("原因"),
    "days": gettext_lazy("天数"),
    "moved": gettext_lazy("变动时限"),
    "files": gettext_lazy("文件数"),
    "rows": gettext_lazy("行数"),
    "records": gettext_lazy("记录数"),
    "left_out": gettext_lazy("未导入"),
    "checksum": gettext_lazy("校验码"),
    "digest": gettext_lazy("校验码"),
    "role": gettext_lazy("角色"),
    "on": gettext_lazy("日期"),
    "paper": gettext_lazy("文书"),
    "kind": gettext_lazy("类型"),
    "number": gettext_lazy("编号"),
    "title": gettext_lazy("标题"),
    "version": gettext_lazy("版本"),
    "period": gettext_lazy("统计期"),
    "format": gettext_lazy("格式"),
    "who": gettext_lazy("人员"),
    "action": gettext_lazy("动作"),
    "target": gettext_lazy("对象"),
    "from": gettext_lazy("起"),
    "to": gettext_lazy("止"),
    "check": gettext_lazy("检查项"),
    "changes": gettext_lazy("改动"),
    "address": gettext_lazy("来源地址"),
    "how": gettext_lazy("方式"),
    "steps": gettext_lazy("登录步骤"),
    "sessions": gettext_lazy("会话数"),
    "left": gettext_lazy("剩余"),
    "revision": gettext_lazy("版次"),
    "fields": gettext_lazy("改动栏目"),
    "step": gettext_lazy("环节"),
    "status": gettext_lazy("状态码"),
    "method": gettext_lazy("方式"),
    "ok": gettext_lazy("通过"),
    "findings": gettext_lazy("问题"),
    "changed": gettext_lazy("变动"),
    "full": gettext_lazy("含个人信息"),
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
        # A whole name such as records:12 is looked up; its kind alone, such as ledger:, means all of that kind.
        whole = bool(target.partition(":")[2])
        found = found.filter(target=target) if whole else found.filter(target__startswith=target)
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    if first:
        found = found.filter(at__gte=clock.at(first, 0))
    if last:
        found = found.filter(at__lt=clock.at(last + timedelta(days=1), 0))
    return found.order_by("-at", "-pk")


def sees_all(access: Access) -> bool:
    """Whether a person reads the whole trail: whoever audits the root."""
    paths = access.paths("audit")
    roots = Unit.objects.filter(parent=None).values_list("path", flat=True)
    return bool(paths) and all(path in paths for path in roots)


def _scope(access: Access) -> Q:
    """Whoever answers for the root sees everything; another sees what people of their own units did."""
    paths = access.paths("audit")
    if sees_all(access):
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
        "action": str(ACTIONS.get(row.action, row.action)),
        "record": int(key) if kind == "records" and key.isdecimal() else None,
        "detail": detail(row.detail),
    }


def detail(value: Mapping[str, Any]) -> str:
    """What the row says beside its target, in one line."""
    said = {str(KEYS.get(key, key)): one for key, one in value.items() if one not in (None, "", [], {})}
    text = "；".join(f"{key}：{_short(one)}" for key, one in said.items())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _short(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _("%(count)s 项") % {"count": len(value)}
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def sheet(found: QuerySet[Audit]) -> Iterator[list[str]]:
    """The trail as rows of a table, a few at a time so that a long trail fills no memory."""
    yield [_("时间"), _("人员"), _("动作"), _("代码"), _("对象"), _("说明")]
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
