"""Forms of the administrator: a unit, a post, an end, a holiday notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from yifa import law
from yifa.desk.forms.fields import DateField, DateInput, TextField
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.law import LawError, Notice
from yifa.office.access import Access, in_subtree, live
from yifa.office.actions import ORDER
from yifa.office.models import Person, Post, Unit, UnitKind
from yifa.office.roles import ROLES
from yifa.procedures.clocks import calendar
from yifa.procedures.versions import Version

LARGEST_NOTICE = 1024 * 1024


def _text(label: Any, longest: int, **kwargs: Any) -> TextField:
    attrs = {"class": "form-control", "autocomplete": "off"}
    return TextField(label=label, max_length=longest, widget=forms.TextInput(attrs=attrs), **kwargs)


def _day(label: Any, **kwargs: Any) -> DateField:
    return DateField(label=label, widget=DateInput(attrs={"class": "form-control"}), **kwargs)


def _choice(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **kwargs
    )


class Plain(forms.Form):
    """A form that takes in the product's own refusals, and ties every message to its input."""

    def take(self, error: Invalid) -> None:
        """Put each message beside its field; what has none here stands at the top."""
        for name, message in error.errors.items():
            self.add_error(name if name in self.fields else None, message)

    def mark_wrong(self) -> None:
        """What a screen reader needs."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"id_{name}_error",
                }


class UnitForm(Plain):
    """A new unit under another."""

    name = _text(_("名称"), 80, help_text=_("全称，如 示例街道办事处"))
    short = _text(_("简称"), 20, required=False, help_text=_("用于列表和编号，如 示例街"))
    code = _text(_("代码"), 32, help_text=_("全系统不重复，设立后不改"))
    kind = _choice(_("类型"), [])
    valid_from = _day(_("设立日期"))

    def __init__(self, parent: Unit, data: Any = None) -> None:
        super().__init__(data, initial={"valid_from": clock.today()})
        below = ORDER[ORDER.index(UnitKind(parent.kind)) + 1 :]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one.value, one.label) for one in below]

    def clean_code(self) -> str:
        """Letters, digits and dashes: the code stands in addresses and commands."""
        code: str = self.cleaned_data["code"]
        if not code.replace("-", "").replace("_", "").isalnum() or not code.isascii():
            raise forms.ValidationError(_t("代码只能用英文字母、数字和短横"))
        return code


class PostForm(Plain):
    """A post: somebody already known, or a new person with a login."""

    person = forms.ModelChoiceField(
        label=_("已有人员"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("（新增人员）"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    name = _text(_("姓名"), 40, required=False)
    username = _text(_("用户名"), 40, required=False, help_text=_("登录用，英文字母和数字"))
    role = _choice(_("角色"), [(role.code, role.name) for role in ROLES.values()])
    duty = _text(_("职务"), 40, required=False, help_text=_("如 司法所所长"))
    valid_from = _day(_("任职日期"))
    valid_to = _day(_("离任日期"), required=False, help_text=_("不填为长期"))
    acting_for = forms.ModelChoiceField(
        label=_("代行何人职权"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("（不是代行）"),
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=_("有人外出、请假时由他人代行，办理记录中注明代何人"),
    )

    def __init__(self, access: Access, data: Any = None) -> None:
        super().__init__(data, initial={"valid_from": clock.today()})
        conditions = Q(pk__in=())
        for path in access.paths("configure"):
            conditions |= in_subtree(path, field="posts__unit__path")
        for name in ("person", "acting_for"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = (
                Person.objects.filter(conditions, is_active=True).distinct().order_by("name", "pk")
            )

    def clean(self) -> dict[str, Any]:
        """A new person needs a name and a user name; the first password is made by the system."""
        data = self.cleaned_data
        if data.get("person") is None and "person" not in self.errors:
            for name in ("name", "username"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _t("新增人员须填写这一项；给已有人员任职请在上面选择"))
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _t("离任日期不能早于任职日期"))
        return data


class EndUnitForm(Plain):
    """The last day of a unit."""

    on = _day(_("撤销日期"))

    def __init__(self, unit: Unit, data: Any = None) -> None:
        super().__init__(data, initial={"on": clock.today()})
        self.unit = unit

    def clean_on(self) -> date:
        """Units and people below must have gone before."""
        on: date = self.cleaned_data["on"]
        below = in_subtree(self.unit.path)
        if Unit.objects.filter(below, _after(on)).exclude(pk=self.unit.pk).exists():
            raise forms.ValidationError(_t("下级单位在这一天之后仍然存在，请先撤销下级单位"))
        if Post.objects.filter(_after(on), unit=self.unit).exists():
            raise forms.ValidationError(_t("还有人员在这一天之后任职，请先办理离任"))
        return on


def _after(on: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=on)


class EndPostForm(Plain):
    """The last day of a post."""

    on = _day(_("离任日期"))

    def __init__(self, post: Post, data: Any = None) -> None:
        super().__init__(data)
        self.post = post

    def clean_on(self) -> date:
        """Not before it began."""
        on: date = self.cleaned_data["on"]
        if on < self.post.valid_from:
            raise forms.ValidationError(_t("离任日期不能早于任职日期"))
        return on


class NoticeForm(Plain):
    """A holiday notice as text or file. `notice` is what was read, once the form is valid."""

    text = forms.CharField(
        label=_("放假安排"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 10, "spellcheck": "false"}),
        help_text=_("把通知整理成下面例子中的任意一种格式后粘贴"),
    )
    file = forms.FileField(
        label=_("或者上传文件"),
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,.yaml,.yml,.txt"}),
        help_text=_("csv 或 yaml，UTF-8 或 GBK 编码"),
    )
    source = _text(
        _("文件名称和文号"),
        120,
        help_text=_("如 国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕X号）"),
    )
    notice: Notice | None = None

    def clean(self) -> dict[str, Any]:
        """Read the notice as the law room does; its refusal stands beside the text."""
        data = self.cleaned_data
        text = data.get("text") or ""
        if data.get("file") is not None:
            text = self._of_file(data["file"])
        if not text.strip():
            if not self.errors:
                self.add_error("text", _t("请粘贴放假安排，或者选择文件"))
            return data
        data["text"] = text
        try:
            self.notice = law.read_notice(text, using=calendar())
        except LawError as error:
            self.add_error("text", str(error))
        except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError):  # no calendar at all
            self.add_error("text", _t("这不是日历文件。请按例子中的格式整理后再试"))
        return data

    def _of_file(self, file: Any) -> str:
        if (file.size or 0) > LARGEST_NOTICE:
            self.add_error("file", _t("文件超过1兆，不像是放假安排，请检查是否选错"))
            return ""
        content = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(content.decode(encoding))
            except UnicodeDecodeError:
                continue
        self.add_error("file", _t("文件的文字编码认不出来，请另存为 UTF-8"))
        return ""


def standing(unit: Unit) -> list[Post]:
    """The posts of a unit, those that hold today first."""
    today = clock.today()
    posts = (
        Post.objects.filter(unit=unit)
        .select_related("person", "unit", "acting_for")
        .order_by("-valid_from", "pk")
    )
    now = set(posts.filter(live(today)).values_list("pk", flat=True))
    return sorted(posts, key=lambda post: post.pk not in now)


class VersionForm(Plain):
    """Which case goes on under which version, at which step of it, and why."""

    number = _text(_("案件编号"), 60)
    target = _choice(_("改按"), [], help_text=_("程序的版本和在该版本中的环节"))
    reason = TextField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    )

    def __init__(self, found: list[Version], data: Any = None) -> None:
        super().__init__(data)
        choices: list[tuple[str, Any]] = [("", _t("请选择"))]
        for one in found:
            steps = [
                (f"{one.ledger}:{one.procedure.version}:{s.code}", s.name)
                for s in one.procedure.steps
                if not s.ends
            ]
            choices.append(
                (_t("%(name)s 第%(n)s版") % {"name": one.procedure.name, "n": one.procedure.version}, steps)
            )
        target = self.fields["target"]
        assert isinstance(target, forms.ChoiceField)
        target.choices = choices
