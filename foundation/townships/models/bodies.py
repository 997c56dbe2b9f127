from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.scope import Scoped, scope_constraints
from foundation.townships.models.divisions import Division
from foundation.townships.states import PRINCIPALS, BodyKind, PostKind


class Body(Scoped):
    """A body that meets and decides, for example the party committee of one town."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="bodies", verbose_name=_("单位"))
    kind = models.CharField(_("组织类别"), max_length=30, choices=BodyKind.choices)
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        verbose_name = _("组织")
        verbose_name_plural = _("组织")
        default_permissions = ()
        ordering = ["division__code", "pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["division", "kind"], name="body_once_per_division"),
        ]
        indexes = [models.Index(fields=["county", "township"], name="body_scope")]

    def __str__(self) -> str:
        return f"{self.division.name}{self.name}"


class Post(Scoped):
    """A post in a unit. Posts stay when people change; `rank` orders the list of names."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    kind = models.CharField(_("职务类别"), max_length=30, choices=PostKind.choices)
    name = models.CharField(_("职务"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("排序"))

    class Meta:
        verbose_name = _("职务")
        verbose_name_plural = _("职务")
        default_permissions = ()
        ordering = ["division__code", "rank"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["division", "name"], name="post_once_per_division"),
            models.UniqueConstraint(fields=["division", "rank"], name="post_rank_once_per_division"),
            models.UniqueConstraint(
                fields=["division", "kind"], condition=Q(kind__in=sorted(PRINCIPALS)), name="one_post_of_each_principal"
            ),
        ]
        indexes = [models.Index(fields=["county", "township"], name="post_scope")]

    def __str__(self) -> str:
        return f"{self.division.name}{self.name}"

    @property
    def is_principal(self) -> bool:
        return self.kind in PRINCIPALS


class BodySeat(Scoped):
    """A post sits in a body: with a vote, or only attending (列席)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name=_("组织"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="seats", verbose_name=_("职务"))
    votes = models.BooleanField(_("有表决权"), default=True)

    class Meta:
        verbose_name = _("组成席位")
        verbose_name_plural = _("组成席位")
        default_permissions = ()
        ordering = ["body", "post__rank"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["body", "post"], name="one_seat_per_post_and_body"),
        ]
        indexes = [models.Index(fields=["county", "township"], name="bodyseat_scope")]

    def __str__(self) -> str:
        return f"{self.body.name}：{self.post.name}"
