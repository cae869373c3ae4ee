"""Published reports for the public: list, reader edition, copies for programs, feed. Nobody is logged in here."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from io import StringIO
from itertools import groupby
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from yifa.foundation.errors import Missing
from yifa.papers import Form, Heading, OfficialDocument, Paragraph, pdf
from yifa.reports.models import Publication
from yifa.reports.publishing import digest, editions, file_of, published, taken_down
from yifa.reports.vouching import voucher

HOUR = 3600
public = cache_control(public=True, max_age=HOUR)


def _find(code: str, year: int, edition: int | None = None) -> Publication:
    """The version that was asked for; the current one where none was."""
    known = dict(editions(code, year))
    current = (one for one in known.values() if one.superseded_at is None)
    found = next(current, None) if edition is None else known.get(edition)
    if found is None:
        raise Http404(_("没有公开这一年度的报告") if edition is None else _("没有公开这一版本"))
    return found


@require_safe
@public
def index(request: HttpRequest) -> HttpResponse:
    """All offices with published reports."""
    rows = sorted(published(), key=lambda one: (one.unit.path, -one.year))
    offices = [(unit, list(found)) for unit, found in groupby(rows, key=lambda one: one.unit)]
    return render(request, "portal/index.html", {"offices": offices})


@require_safe
@public
def office(request: HttpRequest, code: str) -> HttpResponse:
    """The published reports of one office."""
    rows = list(published(code))
    if not rows:
        raise Http404(_("该单位还没有公开的报告"))
    return render(request, "portal/index.html", {"offices": [(rows[0].unit, rows)]})


@require_safe
@public
def report(request: HttpRequest, code: str, year: int, edition: int | None = None) -> HttpResponse:
    """The reader edition: summary, plots, the whole text, proof of date, and which version it is."""
    known = editions(code, year)
    if not known:
        return _gone(request, code, year)
    found = _find(code, year, edition)
    number = next(place for place, one in known if one.pk == found.pk)
    content = found.content
    context = {
        "as_of": datetime.fromisoformat(content["as_of"]),
        "found": found,
        "content": content,
        "summary": _summary(content["figures"]),
        "sound": digest(content) == found.digest,
        "address": request.build_absolute_uri(reverse("portal-report", args=[code, year, number])),
        "number": number,
        "others": [(place, one) for place, one in reversed(known) if one.pk != found.pk],
    }
    return render(request, "portal/report.html", context)


def _summary(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Eight figures from all fields of work in turn; those that can be compared with last year first."""
    ordered = sorted(figures, key=lambda one: not one["last_year"])
    turns: Counter[str] = Counter()
    ranked = []
    for place, one in enumerate(ordered):
        field = one["code"].partition(".")[0]
        ranked.append((turns[field], place, one))
        turns[field] += 1
    return [one for _turn, _place, one in sorted(ranked, key=lambda row: row[:2])[:8]]


def _gone(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What was cited and is no longer shown: when it stood here, and its digest, so that a copy can still be proved."""
    found = taken_down(code, year)
    if found is None:
        raise Http404(_("没有公开这一年度的报告"))
    return render(request, "portal/gone.html", {"found": found}, status=410)


@require_safe
@public
def report_json(request: HttpRequest, code: str, year: int, edition: int | None = None) -> JsonResponse:
    """The public copy for programs, with its digest."""
    found = _find(code, year, edition)
    answer = {
        "digest": found.digest,
        "algorithm": "SM3",
        "published_at": found.at.isoformat(),
        "content": found.content,
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
@public
def figures_csv(request: HttpRequest, code: str, year: int, edition: int | None = None) -> HttpResponse:
    """The figures of a report as a table."""
    found = _find(code, year, edition)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "指标", "数值", "计量单位", "口径"])
    writer.writerows(
        [one["code"], one["name"], one["value"], one["unit"], one["says"]] for one in found.content["figures"]
    )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{year}.csv"'
    return response


@require_safe
@public
def report_pdf(request: HttpRequest, code: str, year: int, edition: int | None = None) -> HttpResponse:
    """The public copy as PDF, without the letterhead."""
    found = _find(code, year, edition)
    blocks: list[Heading | Paragraph] = []
    for one in found.content["blocks"]:
        text = "".join(run["text"] for run in one["runs"])
        blocks.append(Heading(one["level"], text) if one["kind"] == "heading" else Paragraph.of(text))
    paper = OfficialDocument(
        kind="报告",
        form=Form.PUBLIC,
        title=found.title,
        issuer=found.unit.name,
        blocks=tuple(blocks),
        attachments=voucher(found.content.get("seal", "")),
        signature=found.unit.name,
        date=found.at.date(),
    )
    response = HttpResponse(pdf.write(paper, at=found.at), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}-{year}.pdf"'
    return response


@require_safe
@public
def enclosure(
    request: HttpRequest, code: str, year: int, digest: str, edition: int | None = None
) -> FileResponse:
    """A file that went out with the report."""
    try:
        one, content = file_of(_find(code, year, edition), digest)
    except Missing as error:
        raise Http404(error.message) from None
    return FileResponse(content, as_attachment=True, filename=one["name"], content_type=one["mime"])


@require_safe
@public
def feed(request: HttpRequest) -> HttpResponse:
    """Newly published reports, as Atom."""
    out = Atom1Feed(
        title=_("法治政府建设年度报告"), link=request.build_absolute_uri(reverse("portal")), description=""
    )
    for number, one in _newest():
        address = request.build_absolute_uri(reverse("portal-report", args=[one.unit.code, one.year, number]))
        title = (
            one.title
            if number == 1
            else _("%(title)s（第%(number)s版）") % {"title": one.title, "number": number}
        )
        out.add_item(title, address, one.unit.name, unique_id=address, pubdate=one.at, updateddate=one.at)
    return HttpResponse(out.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _newest() -> list[tuple[int, Publication]]:
    """The last fifty versions that stand on the portal, each with its number."""
    rows = Publication.objects.select_related("unit").order_by("at", "pk").defer("content")
    counted: Counter[tuple[int, int]] = Counter()
    found = []
    for one in rows:
        counted[one.unit_id, one.year] += 1
        found.append((counted[one.unit_id, one.year], one))
    return [row for row in reversed(found) if row[1].withdrawn_at is None][:50]
