"""Lists of any ledger, entering a record, the quick form, export, import."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.db.models import DecimalField, IntegerField
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yifa.desk.filters import Listing, everywhere
from yifa.desk.forms.choices import offer
from yifa.desk.forms.factory import RecordForm, entry_form, record_fields
from yifa.desk.http import Request, go, keys, login_required, query_without
from yifa.desk.templatetags.desk import tone
from yifa.foundation.errors import Invalid, Missing, Refused
from yifa.office.access import Access
from yifa.procedures.actions import enter
from yifa.procedures.values import Move, Procedure
from yifa.records.declaration import Ledger
from yifa.records.display import shown
from yifa.records.models import Record
from yifa.records.registry import ledger as ledger_of

PAGE = 25
OPENED = 200  # records shown under a statutory table at most
LINKED = {"number": "nowrap", "title": "wide"}
VOID, NUM = SafeString('<td class="void"></td>'), SafeString(' class="num"')
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def ledger(request: Request, code: str) -> HttpResponse:
    """The list of a ledger; htmx asks for the table alone."""
    request.access.require("read")
    one = ledger_of(code)
    listing = Listing(one, request.access, request.GET)
    page = listing.page(request.GET.get("page"), PAGE)
    columns = one.column_names()
    kinds = [(name, _numeric(one, name)) for name in columns]
    context = {
        "ledger": one,
        "listing": listing,
        "page": page,
        "columns": [_column(listing, name) for name in columns],
        "rows": [(record, _cells(record, kinds)) for record in page],
        "moves": bulk_moves(one, request.access),
        "controls": list(listing.controls()),
        "may_enter": bool(one.unit_kinds) and request.access.may(one.verb, ledger=code),
        "may_export": request.access.may("export"),
        "query": query_without(request, "page"),
    }
    template = "desk/ledger/_table.html" if request.htmx else "desk/ledger/list.html"
    return render(request, template, context)


def bulk_moves(one: Ledger, access: Access) -> list[Move]:
    """The moves of a ledger that this person may make on several records at once."""
    found = cast(Procedure, one.procedure).by_move
    return [found[code] for code in one.bulk.split() if access.may(found[code].who, ledger=one.code)]


def _numeric(one: Ledger, name: str) -> bool:
    field = one.form_field(name)
    return isinstance(field, (DecimalField, IntegerField)) and not field.choices


def _cells(record: Record, columns: list[tuple[str, bool]]) -> SafeString:
    """A row's cells; `columns` are names, and whether each holds numbers."""
    address = reverse("record", args=[record.pk])
    return SafeString("".join(_cell(record, name, address, numeric=numeric) for name, numeric in columns))


def _cell(record: Record, name: str, address: str, *, numeric: bool) -> SafeString:
    text = shown(record, name)
    if name in LINKED:
        return format_html('<td class="{}"><a href="{}">{}</a></td>', LINKED[name], address, text)
    if name == "step":
        return format_html('<td><span class="badge bg-{}-lt">{}</span></td>', tone(record), _(text))
    if not text:
        return VOID
    return format_html("<td{}>{}</td>", NUM if numeric else "", f"{Decimal(text):,}" if numeric else text)


def _column(listing: Listing, name: str) -> dict[str, Any]:
    asked = listing.query.get("sort", "")
    state = "ascending" if asked == name else "descending" if asked == f"-{name}" else "none"
    return {
        "name": name,
        "label": listing.ledger.label(name),
        "numeric": _numeric(listing.ledger, name),
        "sortable": name in listing.sortable(),
        "state": state,
        "next": f"-{name}" if state == "ascending" else name,
    }


@login_required
def create(request: Request, code: str, *, quick: bool = False) -> HttpResponse:
    """Enter a record, with every field or the few of the quick form."""
    one = ledger_of(code)
    request.access.require(one.verb, ledger=code)
    names = one.quick.split() if quick else one.entered
    form = entry_form(one, request.access, names, request.POST or None)
    if request.method == "POST" and form.is_valid():
        record = _entered(request, one, form, quick=quick)
        if record is not None:
            messages.success(request, _("已登记：%(number)s") % {"number": record.number})
            return go(request, "record", record.pk)
    form.invalid_first()
    context = {"ledger": one, "form": form, "quick": quick, "sections": _sections(one, form, quick=quick)}
    return render(request, "desk/ledger/enter.html", context, status=422 if form.errors else 200)


def _entered(request: Request, one: Ledger, form: RecordForm, *, quick: bool) -> Record | None:
    values = form.values
    then: list[tuple[str, dict[str, Any]]] = []
    if quick:
        values, then = one.quick_split(values)
    try:
        return enter(
            ledger=one,
            unit=form.cleaned_data["unit"],
            values=values,
            by=request.user,
            access=request.access,
            token=form.cleaned_data.get("token") or None,
            then=then,
        )
    except Invalid as error:
        form.add_errors(error)
    except Refused as error:
        form.add_errors(Invalid({reason.field or "__all__": str(reason) for reason in error.reasons}))
    return None


def _sections(one: Ledger, form: RecordForm, *, quick: bool) -> list[dict[str, Any]]:
    unit = [form["unit"]]
    if quick:
        return [{"title": "", "says": "", "fields": unit + [form[name] for name in one.quick.split()]}]
    found = [
        {
            "title": part.title,
            "says": part.says,
            "fields": [form[name] for name in part.fields if name in form.fields],
        }
        for part in one.sections
    ]
    found[0]["fields"] = unit + found[0]["fields"]  # type: ignore[operator]
    return [part for part in found if part["fields"]]


@login_required
def offers(request: Request, code: str, name: str) -> HttpResponse:
    """A field whose choices depend on another, for what was just chosen there."""
    one = ledger_of(code)
    request.access.require("read", ledger=code)
    if name not in one.offers:
        raise Missing(_("没有这一栏目"))
    form = RecordForm(request.GET)
    names = [name, one.offers[name].by]
    form.fields.update(record_fields(one, names, request.access.paths("read")))
    offer(form, one)
    return HttpResponse(str(form[name]))


@login_required
def quick(request: Request, code: str) -> HttpResponse:
    """The quick form: one screen on a phone."""
    return create(request, code, quick=True)


@login_required
def export(request: Request, code: str) -> HttpResponseBase:
    """The list as xlsx: exactly as filtered and ordered, or the chosen rows."""
    from yifa.records.exchange import export as write

    one = ledger_of(code)
    request.access.require("export")
    rows = Listing(one, request.access, request.GET).rows()
    rows = request.access.visible(rows, "export")
    chosen = keys(request.POST.getlist("chosen"))
    content = write(one, rows.filter(pk__in=chosen) if chosen else rows, request.access)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(one.name)}.xlsx"
    return response


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(str(name))


@login_required
def search(request: Request) -> HttpResponse:
    """Search over all ledgers."""
    text = request.GET.get("q", "").strip()
    found = everywhere(request.access, text) if text else []
    return render(request, "desk/search.html", {"q": text, "records": found})


@login_required
def table(request: Request, code: str, name: str) -> HttpResponse:
    """A statutory table of a ledger, filled from the journal."""
    from yifa.desk.http import find_unit
    from yifa.foundation import clock
    from yifa.records.tables import behind, fill

    one = ledger_of(code)
    chosen = next((each for each in one.tables if each.code == name), None)
    if chosen is None:
        raise Missing(_("没有这张报表"))
    unit = find_unit(request, request.GET.get("unit", ""))
    year = int(request.GET["year"]) if request.GET.get("year", "").isdecimal() else clock.today().year
    filled = fill(chosen, unit, min(max(year, 2000), 2100))
    # The cell under 总计 has no column of its own: it opens the whole row.
    columns = [*chosen.columns, ""]
    rows = [(row, list(zip(columns, filled.numbers[row.code], strict=True))) for row in chosen.rows]
    context = {"ledger": one, "filled": filled, "rows": rows, "unit": unit}
    opened = next((row for row in chosen.rows if row.code == request.GET.get("row")), None)
    if opened is not None:
        column = request.GET.get("column", "")
        brought = behind(chosen, opened, column, unit, filled.year)
        keys = [int(source.split(":")[1]) for source in brought]
        seen = request.access.visible(Record.objects.filter(pk__in=keys)).select_related("unit")
        context |= {
            "opened": opened,
            "column": chosen.columns.get(column, _("总计")),
            "records": list(seen.order_by("-happened_on", "-pk")[:OPENED]),
            "behind": len(brought),
            "hidden": len(brought) - seen.count(),
        }
    return render(request, "desk/ledger/table.html", context)


@login_required
def index(request: Request) -> HttpResponse:
    """All ledgers: the menu for narrow screens."""
    from yifa.desk.nav import menu

    return render(request, "desk/ledgers.html", {"areas": menu(request.access)[1:]})
