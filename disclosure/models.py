"""Two tables: what waits for a second person, and what everybody may read."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from disclosure import contract
from disclosure.contract import KINDS, Card, Section
from disclosure.states import STANDING, Circle, State
from foundation.ledger.canonical import canonical_bytes
from foundation.money import MoneyField
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Division, Official, User
from foundation.townships.states import Level

#: Crockford's base32: no i, l, o or u, so that nobody misreads an address on a poster.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 16


def new_id() -> str:
    """80 random bits: addresses cannot be guessed, counted or put in order."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(ID_LENGTH))


def kind_label(code: str) -> str:
    """The name of a kind; its bare code when the kind is no longer known."""
    return str(KINDS[code].label) if code in KINDS else code


def place_of(division: Division) -> str:
    """Whose it is; a village with its unit before it: villages of one county often share a name."""
    above = division.parent.name if division.level == Level.VILLAGE and division.parent else ""
    return above + division.name


class Draft(Scoped):
    """A publication as its preparer wrote it. Its text never changes: a mistake is returned and prepared anew."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="drafts", verbose_name=_("单位"))
    kind = models.CharField(_("类别"), max_length=30)
    title = models.CharField(_("标题"), max_length=contract.TITLE)
    what = models.CharField(_("办什么事"), max_length=contract.WHAT)
    amount = MoneyField(_("金额（元）"), null=True, blank=True)
    body = models.CharField(_("由谁决定"), max_length=contract.BODY)
    decided_on = models.DateField(_("决定日期"))
    how_to_object = models.CharField(_("怎样提出异议"), max_length=contract.HOW_TO_OBJECT, blank=True)
    object_until = models.DateField(_("异议截止日期"), null=True, blank=True)
    sections = models.JSONField(_("正文各节"), default=list, blank=True)
    source = models.CharField(_("来源"), max_length=120)
    circle = models.CharField(_("公开范围"), max_length=20, choices=Circle.choices, default=Circle.PUBLIC)
    take_down_on = models.DateField(_("撤下日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.PREPARED)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("替代")
    )
    preparer = models.ForeignKey(User, models.PROTECT, related_name="prepared_drafts", verbose_name=_("拟制人账号"))
    preparer_official = models.ForeignKey(
        Official, models.PROTECT, related_name="prepared_drafts", verbose_name=_("拟制人")
    )
    prepared_at = models.DateTimeField(_("拟制时间"))
    reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="reviewed_drafts", verbose_name=_("复核人账号")
    )
    reviewer_official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="reviewed_drafts", verbose_name=_("复核人")
    )
    reviewed_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    return_reason = models.CharField(_("退回理由"), max_length=contract.REASON, blank=True)

    class Meta:
        verbose_name = _("公开稿")
        verbose_name_plural = _("公开稿")
        default_permissions = ()
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="draft_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="draft_circle", condition=Q(circle__in=Circle.values)),
            models.CheckConstraint(
                name="draft_reviewed_whole",
                condition=Q(
                    state=State.PREPARED,
                    reviewer__isnull=True,
                    reviewer_official__isnull=True,
                    reviewed_at__isnull=True,
                )
                | Q(
                    ~Q(state=State.PREPARED),
                    reviewer__isnull=False,
                    reviewer_official__isnull=False,
                    reviewed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="draft_second_person",
                condition=Q(reviewer_official__isnull=True) | ~Q(reviewer_official=F("preparer_official")),
                violation_error_message=_("复核人与拟制人必须是两个人。"),
            ),
            models.CheckConstraint(
                name="draft_returned_with_reason",
                condition=Q(state=State.RETURNED) & ~Q(return_reason="")
                | ~Q(state=State.RETURNED) & Q(return_reason=""),
            ),
            models.UniqueConstraint(
                fields=["source", "kind"], condition=Q(state__in=STANDING), name="draft_one_standing_of_a_source"
            ),
        ]
        indexes = scope_indexes("prepared_at")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("disclosure_desk:draft", args=[self.pk])

    @property
    def card(self) -> Card:
        return Card(
            what=self.what,
            body=self.body,
            decided_on=self.decided_on,
            how_to_object=self.how_to_object,
            amount=self.amount,
            object_until=self.object_until,
        )

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def place(self) -> str:
        return place_of(self.division)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def live(self, day: date) -> Self:
        """Those that citizens may read on a day: not taken down yet."""
        return self.filter(Q(take_down_on__isnull=True) | Q(take_down_on__gt=day))


class Publication(Scoped):
    """What citizens read: a frozen copy. Added once, never changed, never deleted (triggers refuse).

    The page is made from `content`, the canonical bytes under `digest`; the other columns only find
    and order it.
    """

    id = models.CharField(_("编号"), primary_key=True, max_length=ID_LENGTH, default=new_id, editable=False)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    division = models.ForeignKey(Division, models.PROTECT, related_name="publications", verbose_name=_("单位"))
    kind = models.CharField(_("类别"), max_length=30)
    title = models.CharField(_("标题"), max_length=contract.TITLE)
    object_until = models.DateField(_("异议截止日期"), null=True, blank=True)
    circle = models.CharField(_("公开范围"), max_length=20, choices=Circle.choices)
    take_down_on = models.DateField(_("撤下日期"), null=True, blank=True)
    content = models.BinaryField(_("规范字节"))
    digest = models.CharField(_("摘要"), max_length=64)
    published_at = models.DateTimeField(_("公开时间"))
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="publication", verbose_name=_("公开稿"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开内容")
        verbose_name_plural = _("公开内容")
        default_permissions = ()
        ordering = ["-published_at", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="publication_circle", condition=Q(circle__in=Circle.values)),
            models.CheckConstraint(name="publication_version_from_one", condition=Q(version__gte=1)),
        ]
        indexes = [
            *scope_indexes("published_at"),
            models.Index("division", F("published_at").desc(), name="publication_division"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, draft: Draft, *, now: datetime) -> Publication:
        """The frozen copy of a draft, not saved yet. `now` is the moment of publication."""
        copy = cls(
            county=draft.county,
            township=draft.township,
            division=draft.division,
            kind=draft.kind,
            title=draft.title,
            object_until=draft.object_until,
            circle=draft.circle,
            take_down_on=draft.take_down_on,
            published_at=now,
            draft=draft,
        )
        copy.content = canonical_bytes(copy._shown(draft))
        copy.digest = hashlib.sha256(copy.content).hexdigest()
        return copy

    def _shown(self, draft: Draft) -> dict[str, Any]:
        """All that the page shows, and nothing of who prepared or reviewed it."""
        return {
            "v": 1,
            "id": self.pk,
            "version": self.version,
            "kind": draft.kind,
            "circle": draft.circle,
            "division": {"code": draft.division.code, "name": draft.division.name, "place": draft.place},
            "title": draft.title,
            "card": {
                "what": draft.what,
                "amount": draft.amount,
                "body": draft.body,
                "decided_on": draft.decided_on,
                "how_to_object": draft.how_to_object,
                "object_until": draft.object_until,
            },
            "sections": draft.sections,
            "published_at": self.published_at,
            "take_down_on": draft.take_down_on,
        }

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The content, read from the bytes that the digest covers."""
        content: dict[str, Any] = json.loads(bytes(self.content))
        return content

    @property
    def card(self) -> Card:
        card = self.shown["card"]
        until = card["object_until"]
        return Card(
            what=card["what"],
            body=card["body"],
            decided_on=date.fromisoformat(card["decided_on"]),
            how_to_object=card["how_to_object"],
            amount=None if card["amount"] is None else Decimal(card["amount"]),
            object_until=date.fromisoformat(until) if until else None,
        )

    @property
    def sections(self) -> list[Section]:
        return [Section(section["heading"], section["text"]) for section in self.shown["sections"]]

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def place(self) -> str:
        return place_of(self.division)

    @property
    def published_by(self) -> str:
        """Whose it was on the day of publication, whatever the place is called now."""
        return str(self.shown["division"]["place"])

    def is_down_on(self, day: date) -> bool:
        """Whether citizens no longer read it on a day (see `PublicationQuerySet.live`)."""
        return self.take_down_on is not None and self.take_down_on <= day

    def get_absolute_url(self) -> str:
        return reverse("disclosure:publication", args=[self.pk])

    @property
    def published_on(self) -> date:
        return timezone.localdate(self.published_at)

    @property
    def permanent_url(self) -> str:
        """The full address for papers, feeds and posters: the same in every language, from any host."""
        with override(settings.LANGUAGE_CODE):
            return settings.SITE_URL + self.get_absolute_url()
