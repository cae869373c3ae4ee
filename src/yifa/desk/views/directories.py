"""Directories: lists and forms of what records refer to, from their declarations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yifa.desk.forms.factory import related
from yifa.desk.forms.fields import DateField, LinesField, TextField
from yifa.desk.http import Request, login_required
from yifa.foundation.errors import Missing
from yifa.records.directory import Directory, find, keep
from yifa.records.display import words


def _found(code: str) -> Directory:
    one = find(code)
    if one is None:
        raise Missing(_("没有这一名录"))
    return one


@login_required
def index(request: Request, code: str) -> HttpResponse:
    """The entries of a directory."""
    one = _found(code)
    page = Paginator(one.visible(request.access), 30).get_page(request.GET.get("page"))
    names = one.columns.split()
    context = {
        "directory": one,
        "columns": [one.label(name) for name in names],
        "page": page,
        "rows": [(entry, [_shown(entry, name) for name in names]) for entry in page],
        "may_keep": one.may_keep(request.access),
    }
    return render(request, "desk/directory/list.html", context)


def _shown(entry: models.Model, name: str) -> str:
    field = entry._meta.get_field(name)
    value = getattr(entry, name)
    if isinstance(field, models.ForeignKey) or not isinstance(field, models.Field):
        return str(value or "")
    return words(field, value)


@login_required
def entry(request: Request, code: str, pk: int = 0) -> HttpResponse:
    """Add or change one entry."""
    one = _found(code)
    for verb in one.verbs:
        if request.access.may(verb):
            break
    else:
        request.access.require(one.verbs[0])
    instance = get_object_or_404(one.visible(request.access), pk=pk) if pk else one.model()
    form = make_form(one, request)(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        try:
            keep(directory=one, entry=form.save(commit=False), by=request.user, access=request.access)
            messages.success(request, _("已保存"))
            return redirect("directory", code)
        except IntegrityError:
            form.add_error(None, _("这些内容与已有的一条重复，或者起止日期颠倒，请核对"))
    context = {"directory": one, "form": form, "entry": instance if pk else None}
    return render(request, "desk/directory/entry.html", context, status=422 if form.errors else 200)


def make_form(one: Directory, request: Request) -> type[forms.ModelForm[Any]]:
    """A form over the declared fields; foreign keys reach only into the person's own subtrees."""
    paths = one.reach(request.access)

    def field_for(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
        common: dict[str, Any] = {
            "label": field.verbose_name,
            "required": not field.blank,
            "help_text": field.help_text,
        }
        made: forms.Field | None
        if isinstance(field, models.ForeignKey):
            made = forms.ModelChoiceField(queryset=related(field, paths), **common)
        elif isinstance(field, models.JSONField):
            made = LinesField(**common)
        elif isinstance(field, models.DateField):
            made = DateField(**common)
        elif type(field) is models.CharField and not field.choices:
            made = TextField(max_length=field.max_length, **common)
        else:
            made = field.formfield(**kwargs)
        if made is not None and not isinstance(made.widget, forms.CheckboxInput):
            made.widget.attrs["class"] = (
                "form-select" if isinstance(made.widget, forms.Select) else "form-control"
            )
        return made

    return forms.modelform_factory(one.model, fields=one.fields.split(), formfield_callback=field_for)
