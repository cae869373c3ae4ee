"""核稿: give files, watch them being read, see what was found beside the text, take suggestions, get the files back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yifa.desk import review_jobs, review_summary
from yifa.desk.forms.review import ReviewForm
from yifa.desk.http import Request, login_required, query_without
from yifa.desk.review_jobs import ACCEPTED, DISMISSED, GROUPS, Job
from yifa.desk.review_text import Numbered, laid, marked
from yifa.foundation import audit
from yifa.foundation.errors import Missing
from yifa.review import Finding, annotate_docx, corrections
from yifa.review.checks import CHECKS
from yifa.review.comparison import VERDICTS
from yifa.review.values import SEVERITIES, SEVERITY_NAMES

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Shown at first: what an editor would insist on. The rest is one click away.
AT_FIRST = ("high", "medium")
# In the order the page shows them.
VERDICT_TONES = {"different": "red", "equal": "green", "about": "green", "not_kept": "secondary"}


@login_required
@require_http_methods(["GET", "POST"])
def index(request: Request) -> HttpResponse:
    """Give files or a text; below, what this person gave during the last day."""
    posted = request.method == "POST"
    form = ReviewForm(
        request.POST if posted else None, request.FILES if posted else None, access=request.access
    )
    if posted and form.is_valid():
        job = review_jobs.start(request.user.pk, form.given, form.options)
        audit.note("review.start", by=request.user.pk, detail={"files": len(form.given)})
        return redirect("review-result", job.token)
    review_jobs.DRAWER.sweep()
    context = {
        "form": form,
        "mine": [_summary(Job(folder)) for folder in review_jobs.DRAWER.mine(request.user.pk)],
        "checks": [
            (name, [one for one in CHECKS if one.code.startswith(f"{group}.")])
            for group, name in GROUPS.items()
        ],
    }
    return render(request, "desk/review/index.html", context, status=422 if form.errors else 200)


def _summary(job: Job) -> dict[str, Any]:
    return {"token": job.token, "names": job.names, "at": job.folder.at, "waiting": len(job.waiting())}


@login_required
@require_http_methods(["GET", "POST"])
def result(request: Request, token: str) -> HttpResponse:
    """A review: its progress, then one of its files with the findings beside the text."""
    job = review_jobs.find(token, request.user.pk)
    if request.method == "POST":
        return _act(request, job)
    if job.waiting():
        return render(request, "desk/review/progress.html", _progress(job))
    return render(request, "desk/review/result.html", _shown(request, job, _number(request, job)))


def _act(request: Request, job: Job) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb == "next":
        return _next(request, job)
    if verb == "remove":
        job.folder.remove()
        messages.success(request, _("已删除这次核稿的全部文件和结果"))
        return redirect("review")
    return _decide(request, job, verb)


def _next(request: Request, job: Job) -> HttpResponse:
    """Read one more file. The page asks again until none waits, then opens the result."""
    review_jobs.advance(job)
    address = reverse("review-result", args=[job.token])
    if not request.htmx:
        return redirect(address)
    if job.waiting():
        return render(request, "desk/review/_progress.html", _progress(job))
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("review-files", args=[job.token]) if len(job.names) > 1 else address
    return response


@login_required
def summary(request: Request, token: str) -> HttpResponse:
    """All files in one table, the gravest first."""
    job = review_jobs.find(token, request.user.pk)
    if job.waiting():
        return redirect("review-result", job.token)
    found = review_summary.rows(job)
    compared = bool(job.options.get("unit"))
    names = {code: _(name) for code, name in SEVERITY_NAMES.items()}
    context = {
        "job": job,
        "rows": found,
        "compared": compared,
        "columns": len(SEVERITIES) + 2 + compared,
        "totals": [{"name": names[code], "count": n} for code, n in review_summary.totals(found)],
    }
    return render(request, "desk/review/summary.html", context)


@login_required
def sheet(request: Request, token: str) -> HttpResponse:
    """The table of files and the list of findings as xlsx."""
    job = review_jobs.find(token, request.user.pk)
    if job.waiting():
        return redirect("review-result", job.token)
    audit.note("review.download", by=request.user.pk, detail={"kind": "sheet", "files": len(job.names)})
    response = HttpResponse(review_summary.workbook(job), content_type=SHEET)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('核稿汇总'))}.xlsx"
    return response


def _progress(job: Job) -> dict[str, Any]:
    waiting = set(job.waiting())
    done = len(job.names) - len(waiting)
    return {
        "job": job,
        "files": [(name, _file_state(job, n, n in waiting)) for n, name in enumerate(job.names, start=1)],
        "done": done,
        "all": len(job.names),
        "percent": round(100 * done / len(job.names)),
    }


def _file_state(job: Job, number: int, waits: bool) -> str:
    if waits:
        return "waiting"
    return "failed" if "error" in (job.result(number) or {}) else "done"


def _number(request: Request, job: Job) -> int:
    text = request.GET.get("file", "1")
    number = int(text) if text.isdecimal() else 0
    if number not in job.numbers():
        raise Missing(_("没有这个文件"), fix=_("请从文件列表选择"))
    return number


def _decide(request: Request, job: Job, verb: str) -> HttpResponse:
    """Accept a suggestion, dismiss a finding, or take either back."""
    number = _number(request, job)
    text = request.POST.get("finding", "")
    known = dict(review_jobs.findings_of(job.result(number)))
    finding = known.get(int(text) if text.isdecimal() else 0)
    if finding is None or verb not in ("accept", "dismiss", "reopen"):
        raise Missing(_("没有这个问题"), fix=_("请刷新页面后再试"))
    if verb == "accept" and not finding.suggestion:
        messages.error(request, _("这个问题没有可以直接采纳的修改，请人工修改原文"))
    else:
        state = {"accept": ACCEPTED, "dismiss": DISMISSED, "reopen": ""}[verb]
        if refusal := job.decide(number, int(text), state):
            messages.error(request, refusal)
    address = reverse("review-result", args=[job.token])
    return redirect(f"{address}?{request.GET.urlencode()}#f{text}")


def _shown(request: Request, job: Job, number: int) -> dict[str, Any]:
    found = job.result(number) or {}
    numbered = review_jobs.findings_of(found)
    states = job.states(number)
    kept = [row for row in numbered if _wanted(request, row[1])]
    cards = [_card(row, found.get("text", ""), states) for row in kept]
    return {
        "job": job,
        "number": number,
        "name": job.names[number - 1],
        "files": [_tab(job, n) for n in job.numbers()],
        "found": found,
        "places": laid(_paragraphs(found, kept, states), found.get("blocks", []), found.get("tables", [])),
        "cards": cards,
        "hidden": len(numbered) - len(kept),
        "groups": _choices(request, "group", GROUPS, Counter(_group(one) for _n, one in numbered)),
        "severities": _severities(request, Counter(one.severity for _n, one in numbered)),
        "accepted": sum(state == ACCEPTED for state in states.values()),
        "comparison": _comparison(found, job),
        "query": query_without(request),
    }


def _wanted(request: Request, finding: Finding) -> bool:
    group, severity = request.GET.get("group", ""), request.GET.get("severity", "")
    shown = {"": AT_FIRST, "all": SEVERITIES}.get(severity, (severity,))
    return finding.severity in shown and (not group or _group(finding) == group)


def _group(finding: Finding) -> str:
    return finding.check.partition(".")[0]


def _choices(
    request: Request, name: str, names: dict[str, Any], counts: Counter[str]
) -> list[dict[str, Any]]:
    chosen = request.GET.get(name, "")
    return [
        {"code": code, "name": title, "count": counts[code], "chosen": code == chosen}
        for code, title in names.items()
        if counts[code] or code == chosen
    ]


def _severities(request: Request, counts: Counter[str]) -> list[dict[str, Any]]:
    """Every level there is, after the two that stand for several."""
    several = {"": _("错误和应改"), "all": _("全部")}
    total = {"": sum(counts[one] for one in AT_FIRST), "all": sum(counts.values())}
    rows = _choices(
        request,
        "severity",
        several | {code: _(name) for code, name in SEVERITY_NAMES.items()},
        counts + Counter(total),
    )
    return rows or _choices(request, "severity", several, Counter({"": 1}))


def _card(row: Numbered, text: str, states: dict[int, str]) -> dict[str, Any]:
    number, one = row
    check = next((each for each in CHECKS if each.code == one.check), None)
    return {
        "number": number,
        "finding": one,
        "group": GROUPS.get(_group(one), ""),
        "check": check,
        "severity": _(SEVERITY_NAMES[one.severity]),
        "before": text[max(0, one.start - 12) : one.start].rpartition("\n")[2],
        "after": text[one.end : one.end + 12].partition("\n")[0],
        "place": one.end > one.start,
        "state": states.get(number, ""),
    }


def _paragraphs(found: dict[str, Any], kept: list[Numbered], states: dict[int, str]) -> list[dict[str, Any]]:
    by_number = dict(kept)
    paragraphs = marked(found.get("text", ""), found.get("blocks", []), kept)
    return [
        {
            "kind": one.kind,
            "level": one.level,
            "pieces": [
                {
                    "piece": piece,
                    "state": states.get(piece.number, ""),
                    "new": by_number[piece.number].suggestion if piece.number in piece.begins else "",
                }
                for piece in one.pieces
            ],
        }
        for one in paragraphs
    ]


def _tab(job: Job, number: int) -> dict[str, Any]:
    found = job.result(number) or {}
    return {
        "number": number,
        "name": job.names[number - 1],
        "error": found.get("error", ""),
        "grave": sum(row["severity"] in AT_FIRST for row in found.get("findings", ())),
    }


def _comparison(found: dict[str, Any], job: Job) -> dict[str, Any] | None:
    """The text's figures beside the ledgers', those that differ first."""
    rows = found.get("comparison") or []
    unit = review_jobs.unit_of(job.options) if rows else None
    if unit is None:
        return None
    order = list(VERDICT_TONES)
    counts = Counter(row["verdict"] for row in rows)
    return {
        "unit": unit,
        "year": job.options["year"],
        "counts": [(_(VERDICTS[one]), VERDICT_TONES[one], counts[one]) for one in order if counts[one]],
        "rows": [
            row | {"word": _(VERDICTS[row["verdict"]]), "tone": VERDICT_TONES[row["verdict"]]}
            for row in sorted(rows, key=lambda row: order.index(row["verdict"]))
        ],
    }


@login_required
def commented(request: Request, token: str) -> HttpResponse:
    """A file given back: with comments (Word), or with the accepted suggestions put in."""
    job = review_jobs.find(token, request.user.pk)
    number = _number(request, job)
    found = job.result(number) or {}
    makers: dict[tuple[str, str], Callable[[Job, int, dict[str, Any]], HttpResponse]] = {
        ("docx", ""): _with_comments,
        ("docx", "corrected"): _corrected_docx,
    }
    kind = request.GET.get("kind", "")
    make = (
        _corrected_text if kind == "text" and "text" in found else makers.get((found.get("format", ""), kind))
    )
    if make is None:
        raise Missing(
            _("这个文件不能这样下载"), fix=_("批注版和改正版只适用于 Word 文件，其他文件可下载改正后的文字")
        )
    audit.note("review.download", by=request.user.pk, detail={"kind": kind or "commented"})
    return make(job, number, found)


def _with_comments(job: Job, number: int, found: dict[str, Any]) -> HttpResponse:
    content = annotate_docx(job.source(number), job.standing(number))
    return _file(content, job, number, _("批注"), "docx", WORD)


def _corrected_docx(job: Job, number: int, found: dict[str, Any]) -> HttpResponse:
    """Suggestions that cannot be put in without touching layout come along as comments."""
    content, left = corrections.corrected_docx(job.source(number), job.accepted(number))
    return _file(content, job, number, _("改正") if not left else _("部分改正"), "docx", WORD)


def _corrected_text(job: Job, number: int, found: dict[str, Any]) -> HttpResponse:
    text = corrections.corrected_text(found["text"], job.accepted(number))
    return _file(text.encode(), job, number, _("改正"), "txt", "text/plain; charset=utf-8")


def _file(content: bytes, job: Job, number: int, word: str, ending: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = f"{PurePath(job.names[number - 1]).stem}（{word}）.{ending}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
