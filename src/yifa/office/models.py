"""Units, people and posts. All carry validity dates, so that a split or merged office keeps its history."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import validate_email
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin

from yifa.foundation.fields import PersonalField
from yifa.office.roles import ROLES, Role

STEP = 4  # digits of a path for each level


class UnitKind(models.TextChoices):
    DISTRICT = "district", _("区")
    SUBDISTRICT = "subdistrict", _("街道（乡镇）")
    DEPARTMENT = "department", _("科室")
    COMMUNITY = "community", _("社区（村）")
    GRID = "grid", _("网格")


class Unit(models.Model):
    """A unit of the tree. `path` holds fixed-width digits a level, so that a subtree is a range of paths."""

    code = models.CharField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    short = models.CharField(_("简称"), max_length=20, blank=True)
    kind = models.CharField(_("类型"), max_length=16, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    path = models.CharField(_("路径"), max_length=40, unique=True, editable=False)
    valid_from = models.DateField(_("设立日期"))
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="unit_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """The short name for lists and numbers."""
        return self.short or self.name

    @property
    def level(self) -> int:
        """1 for the root."""
        return len(self.path) // STEP

    def stands_on(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def contains(self, path: str) -> bool:
        """Whether a path lies in this unit's subtree, itself included."""
        return path.startswith(self.path)


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Somebody with a login. What they may do follows from their posts, never from the person."""

    username = models.CharField(_("用户名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    phone = PersonalField(_("手机"), mask="phone", blank=True, max_length=20)
    email = PersonalField(_("邮箱"), blank=True, max_length=254, validators=[validate_email])
    is_active = models.BooleanField(_("启用"), default=True)
    # A password that somebody else chose: to be replaced at the next log-in, and dead after this moment.
    one_time_until = models.DateTimeField(_("一次性密码有效至"), null=True, blank=True)
    password_at = models.DateTimeField(_("密码更换时间"), null=True, blank=True)
    # Issuer and subject of the first single sign-on: from then on only that subject is this person.
    sso_subject = models.CharField(_("单点登录标识"), max_length=255, null=True, blank=True, unique=True)

    objects = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's role in a unit for a time. `acting_for` says whose authority is exercised in absence."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=16, choices=[(r.code, r.name) for r in ROLES.values()])
    title = models.CharField(_("职务"), max_length=40, blank=True)
    valid_from = models.DateField(_("任职日期"))
    valid_to = models.DateField(_("离任日期"), null=True, blank=True)
    acting_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代行何人职权")
    )

    class Meta:
        verbose_name = _("岗位")
        constraints = [
            models.CheckConstraint(
                name="post_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.called}{self.title or self.kind.name}"

    @property
    def kind(self) -> Role:
        """The role this post carries."""
        return ROLES[self.role]


class Session(AbstractBaseSession):
    """A session of the browser of a person, with what the person needs in order to recognise it."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(_("登录时间"), null=True)
    seen_at = models.DateTimeField(_("最近使用"), null=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    agent = models.CharField(_("设备"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("会话")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from yifa.office.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """What a page may say of it: the key itself would open it."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]


class Authenticator(ThrottlingMixin, Device):  # type: ignore[misc]
    """The authenticator app of a person (RFC 6238). The secret is encrypted at rest; a code works once."""

    user = models.OneToOneField(Person, models.CASCADE, related_name="authenticator", verbose_name=_("人员"))
    secret = models.CharField(_("密钥"), max_length=200)
    last_t = models.BigIntegerField(_("最近用过的时间步"), default=-1)
    made_at = models.DateTimeField(_("设置时间"))

    class Meta:
        verbose_name = _("身份验证器")

    def get_throttle_factor(self) -> int:
        """Seconds after the first wrong code; they double with each further one."""
        return 1


class BackupCode(models.Model):
    """A code for the day the phone is gone: hashed like a password, gone once used."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="backup_codes")
    digest = models.CharField(_("摘要"), max_length=200)

    class Meta:
        verbose_name = _("备用码")

    def __str__(self) -> str:
        return f"#{self.pk}"
