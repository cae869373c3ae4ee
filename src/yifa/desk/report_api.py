"""What the editor of a report asks: JSON in, JSON out; refusals say what, why and what now."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_POST

from yifa.desk.forms.fields import clean_text
from yifa.desk.http import Request, keys
from yifa.figures.definitions import figures as definitions
from yifa.figures.definitions import groups
from yifa.foundation import clock
from yifa.foundation.errors import Conflict, Forbidden, Invalid, Missing, YifaError
from yifa.office.models import Unit
from yifa.reports import editing, proofing, queries, talk
from yifa.reports.actions import may_confirm
from yifa.reports.drafting import numbers
from yifa.reports.models import Aside, Comment, Passage, Report, Version
from yifa.reports.values import runs_to_json
from yifa.reports.wording import FORMS, token

View = Callable[..., HttpResponse]
ASIDE_FOR = timedelta(days=90)


def answers_json(view: View) -> View:
    """Refusals as JSON instead of pages."""

    @wraps(view)
    def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            told = {"message": "登录已过期", "fix": "请在新窗口登录后回到本页，内容仍在本机"}
            return JsonResponse(told, status=401)
        try:
            return view(request, *args, **kwargs)
        except YifaError as error:
            found = {"message": error.message, "fix": error.fix}
            if isinstance(error, Invalid):
                found["errors"] = error.errors  # type: ignore[assignment]
            return JsonResponse(found, status=error.status)

    return inner


def body(request: Request) -> dict[str, Any]:
    """What the editor sent; Invalid when it is no JSON object."""
    try:
        found = json.loads(request.body or b"{}")
        plain = json.dumps(
            found, ensure_ascii=False
        ).encode()  # half a pair of surrogates is no text: ValueError
    except (ValueError, RecursionError):  # a list in a list in a list, a hundred thousand times
        raise Invalid({"__all__": "请求内容不是 JSON"}) from None
    if b"\\u0000" in plain.replace(b"\\\\", b""):  # PostgreSQL keeps no null
        raise Invalid({"__all__": "内容里有不能保存的字符，请改用纯文字粘贴"})
    if not isinstance(found, dict):
        raise Invalid({"__all__": "请求内容应为一个对象"})
    return found


def told(rows: Sequence[Passage], found: Report) -> list[dict[str, Any]]:
    """Passages as the editor shows them, figures as they read now."""
    return [
        {
            "id": one.pk,
            "part": one.part,
            "kind": one.kind,
            "level": one.level,
            "removed": one.removed,
            "revision": one.revision,
            "by": one.by.name,
            "at": one.at.astimezone(clock.BEIJING).strftime("%H:%M"),
            "runs": runs_to_json(block.runs),
        }
        for one, block in queries.current(found, rows)
    ]


@answers_json
@require_POST
def passage(request: Request, pk: int, passage: int, verb: str) -> HttpResponse:
    """One change of the text. A conflict brings the other version along."""
    found, given = queries.report(pk, request.access), body(request)
    one = _passage(found, passage)
    try:
        changed = _change(request, one, verb, given)
    except Conflict as error:
        one.refresh_from_db()
        return JsonResponse(
            {"message": error.message, "fix": error.fix, "passage": told([one], found)[0]},
            status=error.status,
        )
    return JsonResponse({"passage": told([changed], found)[0]})


def _change(request: Request, one: Passage, verb: str, given: dict[str, Any]) -> Passage:
    who: dict[str, Any] = {"by": request.user, "access": request.access}
    if verb == "save":
        return editing.save(
            passage=one,
            runs=given.get("runs", []),
            revision=_number(given, "revision"),
            level=given.get("level"),
            **who,
        )
    if verb == "insert":
        return editing.insert(after=one, runs=given.get("runs", []), level=given.get("level") or 0, **who)
    if verb == "remove":
        return editing.remove(passage=one, **who)
    if verb == "move":
        return editing.move(passage=one, after=_passage(one.report, _number(given, "after")), **who)
    if verb == "restore":
        version = Version.objects.filter(passage=one, revision=_number(given, "revision")).first()
        if version is None:
            raise Missing("没有这个版本")
        return editing.restore(to=version, **who)
    raise Missing(f"没有“{verb}”这一操作")


def _passage(found: Report, pk: int) -> Passage:
    one = Passage.objects.select_related("by", "report").filter(pk=pk, report=found).first()
    if one is None:
        raise Missing("这一段不存在，请刷新页面")
    return one


def _number(given: dict[str, Any], name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid({name: f"缺少“{name}”"})
    return value


@answers_json
@require_POST
def state(request: Request, pk: int) -> HttpResponse:
    """Say that one is here; learn who else is, and what the others changed since the revisions one knows."""
    found, given = queries.report(pk, request.access), body(request)
    rows = queries.passages(found)
    here = {one.pk: one for one in rows}
    at, known = given.get("passage"), given.get("known")
    talk.here(report=found, by=request.user, passage=here.get(at) if isinstance(at, int) else None)
    known = known if isinstance(known, dict) else {}
    news = [one for one in rows if known.get(str(one.pk)) != one.revision]
    return JsonResponse(
        {
            "others": [
                {"name": seen.person.name, "passage": seen.passage_id}
                for seen in queries.others_here(found, request.user.pk)
            ],
            "changed": told(news, found),
            "gone": [pk for pk in keys(known) if pk not in here],
            "order": [one.pk for one in rows],
            "step": found.step,
        }
    )


@answers_json
@require_GET
def figures(request: Request, pk: int) -> HttpResponse:
    """Every figure that can be picked: name, definition, value, last year's value, address of its records."""
    found = queries.report(pk, request.access)
    given = numbers(found.unit, found.year, as_of=found.as_of)
    names = {group.code: group.name for group in groups()}
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "group": names[one.group],
            "says": one.says,
            "empty": given.now[one.code].empty,
            "parts": given.now[one.code].parts,
            "forms": {form: token(given.value(one.code, form), form).text for form in FORMS},
            "records": records_address(one.code, found.unit, found.year),
        }
        for one in definitions()
    ]
    return JsonResponse({"figures": rows, "forms": FORMS, "as_of": found.as_of and found.as_of.isoformat()})


def records_address(code: str, unit: Unit, year: int) -> str:
    """Where the records behind a figure are listed."""
    try:
        address = reverse("figure-records", args=[code])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({'unit': unit.code, 'period': date(year, 1, 1).year})}"


@answers_json
@require_POST
def comment(request: Request, pk: int) -> HttpResponse:
    """Remark, reply, resolve or take back."""
    found, given = queries.report(pk, request.access), body(request)
    if not may_talk(request, found):
        raise Forbidden("您的岗位可以看这份报告，不能提意见", fix="如有意见请告知报告的承办人")
    verb = given.get("verb", "add")
    if verb in ("resolve", "drop"):
        one = _comment(found, _number(given, "comment"))
        if verb == "resolve":
            talk.resolve(comment=one, by=request.user)
        else:
            talk.take_back(comment=one, by=request.user)
    else:
        parent = _comment(found, _number(given, "parent")) if given.get("parent") else None
        talk.comment(
            passage=_passage(found, _number(given, "passage")),
            body=str(given.get("body", "")),
            quote=str(given.get("quote", "")),
            parent=parent,
            by=request.user,
        )
    return JsonResponse({"comments": comments_told(found)})


def may_talk(request: Request, found: Report) -> bool:
    """Whoever works on the report or keeps its records, and the adviser it was lent to."""
    works = any(request.access.may(verb, found.path) for verb in ("report", "approve", "decide"))
    return works or may_confirm(request.access, found) or found.pk in request.access.shared


def _comment(found: Report, pk: int) -> Comment:
    one = Comment.objects.filter(pk=pk, passage__report=found).first()
    if one is None:
        raise Missing("这条意见不存在，可能已被删除")
    return one


def comments_told(found: Report) -> list[dict[str, Any]]:
    """All remarks as the editor shows them."""
    return [
        {
            **_remark(one),
            "resolved": bool(one.resolved_at),
            "replies": [_remark(r) for r in one.replies.all()],
        }
        for one in queries.comments(found)
    ]


def _remark(one: Comment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "passage": one.passage_id,
        "quote": one.quote,
        "body": one.body,
        "by": one.by.name,
        "at": one.at.astimezone(clock.BEIJING).strftime("%m-%d %H:%M"),
    }


@answers_json
@require_POST
def review(request: Request, pk: int) -> HttpResponse:
    """Findings of the whole report with the passages as they stand in this editor, and what was set aside."""
    found, given = queries.report(pk, request.access), body(request)
    request.access.require("report", found.path)
    verb = given.get("verb", "")
    if verb == "aside":
        _set_aside(request, found, given)
    elif verb == "back":
        aside = Aside.objects.filter(report=found, pk=_number(given, "aside")).first()
        if aside is None:
            raise Missing("这条处理已经撤销，请刷新页面")
        proofing.bring_back(aside=aside, by=request.user, access=request.access)
    return JsonResponse(
        {
            "findings": [one.to_json() for one in proofing.proof(found, _edited(given))],
            "aside": [_aside_told(one) for one in Aside.objects.filter(report=found).select_related("by")],
        }
    )


def _edited(given: dict[str, Any]) -> dict[int, Any]:
    edited = given.get("edited", {})
    if not isinstance(edited, dict):
        raise Invalid({"edited": "段落内容的格式不对，请刷新页面后重试"})
    return {pk: edited[str(pk)] for pk in keys(edited) if str(pk) in edited}


def _set_aside(request: Request, found: Report, given: dict[str, Any]) -> None:
    try:
        until = date.fromisoformat(str(given.get("until")))
    except ValueError:
        raise Invalid({"until": "请选择到期日"}) from None
    proofing.set_aside(
        report=found,
        check=str(given.get("check", "")),
        text=str(given.get("text", "")),
        reason=clean_text(str(given.get("reason", ""))),
        until=until,
        by=request.user,
        access=request.access,
    )


def _aside_told(one: Aside) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": proofing.NAMES.get(one.check_code, ""),
        "text": one.text,
        "reason": one.reason,
        "by": one.by.name,
        "until": one.until.isoformat(),
        "over": one.until < clock.today(),
    }


def aside_days() -> dict[str, str]:
    """The days a finding may be set aside until: the one proposed and the last one."""
    today = clock.today()
    return {
        "until": (today + ASIDE_FOR).isoformat(),
        "latest": (today + proofing.LONGEST_ASIDE).isoformat(),
        "today": today.isoformat(),
    }
