from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from foundation.scope import INSTALLATION, Scope, Scoped, scope_constraints, scope_indexes
from foundation.townships.models.divisions import Division
from foundation.townships.models.people import Official, PeriodQuerySet
from foundation.townships.states import Capability, Level, Role


@dataclass
class Holding:
    """Where one capability is held: whole counties, whole townships, single villages (by their codes)."""

    counties: set[str] = field(default_factory=set)
    townships: set[str] = field(default_factory=set)
    villages: set[str] = field(default_factory=set)

    def add(self, code: str, level: str) -> None:
        """The capability is held over the division with this code (12 digits) and level."""
        if level == Level.COUNTY:
            self.counties.add(code[:6])
        elif level == Level.TOWNSHIP:
            self.townships.add(code[:9])
        else:
            self.villages.add(code)

    def covers(self, scope: Scope) -> bool:
        return scope.county in self.counties or scope.township in self.townships


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str, **fields: Any) -> "User":
        """Save an account; `password` is a hash as `make_password` gives it."""
        user = self.model(username=self.model.normalize_username(username), password=password, **fields)
        user.save()
        return user

    def create_superuser(self, *_args: Any, **_kwargs: Any) -> "User":
        """Nobody stands above the rules here. Always raises `PermissionError`."""
        raise PermissionError("本系统不设超级用户。请由安全管理员授予角色。")


class User(AbstractBaseUser, PermissionsMixin):
    """An account. What it may do comes from its assignments alone."""

    #: What a digest in the ledger leaves out: secrets, and columns that the framework writes.
    LEDGER_EXCLUDED = frozenset({"password"})

    username_validator = UnicodeUsernameValidator()

    username = models.CharField(
        _("账号"),
        max_length=50,
        unique=True,
        validators=[username_validator],
        error_messages={"unique": _("已有这个账号，请换一个。")},
    )
    name = models.CharField(_("姓名"), max_length=50)
    official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("对应干部")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    is_demo = models.BooleanField(_("演示账号"), default=False, editable=False)
    password_until = models.DateField(
        _("密码有效至"), null=True, blank=True, help_text=_("最后一天；此后登录须先改密码。长期有效的留空。")
    )
    # No such column: a ruled row is written by acts only, not by each login.
    last_login = None

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        default_permissions = ()
        ordering = ["username"]
        constraints = [models.CheckConstraint(name="no_superuser", condition=Q(is_superuser=False))]

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    @cached_property
    def holdings(self) -> dict[str, Holding]:
        """What this account may do and where, read once for each request. Empty for a disabled account."""
        held: dict[str, Holding] = {}
        if not self.is_active:
            return held
        for codename, code, level in DivisionGrant.objects.filter(user=self).values_list(
            "permission__codename", "content_object__code", "content_object__level"
        ):
            held.setdefault(codename, Holding()).add(code, level)
        return held

    @property
    def stream(self) -> str:
        """Whose security log and ledger stream acts about this account belong to."""
        return self.official.scope.stream if self.official else INSTALLATION

    def may(self, capability: str, scope: Scope | None = None) -> bool:
        """Whether the capability is held anywhere, or over `scope` when one is given."""
        holding = self.holdings.get(Capability(capability))
        return holding is not None and (scope is None or holding.covers(scope))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Assignment(Scoped):
    """The source of every right: a user has a role in a division from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("账号"))
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    division = models.ForeignKey(Division, models.PROTECT, related_name="assignments", verbose_name=_("范围"))
    start = models.DateField(_("生效日期"))
    end = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("最后一天；长期有效的留空。"))

    objects = PeriodQuerySet.as_manager()

    # `end` may lie before `start`: an assignment that was revoked on its first day or earlier.

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        default_permissions = ()
        ordering = ["user__username", "-start"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="assignment_role", condition=Q(role__in=Role.values)),
            models.UniqueConstraint(
                fields=["user", "role", "division"], condition=Q(end__isnull=True), name="one_open_assignment_of_a_role"
            ),
        ]
        indexes = scope_indexes("start")

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}（{self.division.name}）"


class FormerPassword(models.Model):
    """The hash of a password that an account once had: the last few are not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords", verbose_name=_("账号"))
    password = models.CharField(_("密码摘要"), max_length=128)
    at = models.DateTimeField(_("停用时间"))

    class Meta:
        verbose_name = _("用过的密码")
        verbose_name_plural = _("用过的密码")
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id}"


class DivisionGrant(UserObjectPermissionBase):
    """guardian's row for one capability in one division. A projection of `Assignment`: never edited by hand."""

    content_object = models.ForeignKey(Division, models.CASCADE, related_name="grants", verbose_name=_("区划"))

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("授权投影")
        verbose_name_plural = _("授权投影")
        default_permissions = ()
