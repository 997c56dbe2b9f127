"""A paper's way: its draft, the steps of the process, its void, who was told of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.documents.models_attachments import Attachment
from foundation.documents.states import GONE, NUMBERED, DraftState, SignedBy, Step
from foundation.refs import Ref
from foundation.scope import Scoped, scope_constraints, scope_indexes
from foundation.townships.models import Body, Official

ABOUT_LENGTH, TITLE_LENGTH, REASON_LENGTH = 120, 200, 500


class Draft(Scoped):
    """公文稿: what somebody writes, another checks and a third signs. From then on it belongs to its paper and only
    its state goes on (a trigger refuses the rest).

    `about` is the reference of the thing that the paper will be about, empty for one from scratch, which is then about
    itself. `content` is what the kind's template prints (`contents.py`), without a number; `version` grows with every
    act, so that nobody signs another text than the one on his page. `corrects` is the paper that this one corrects,
    `replaces` the voided one in whose place it comes.
    """

    kind = models.CharField(_("文种"), max_length=30)
    body = models.ForeignKey(Body, models.PROTECT, related_name="paper_drafts", verbose_name=_("发文组织"))
    about = models.CharField(_("事项"), max_length=ABOUT_LENGTH, blank=True)
    title = models.CharField(_("标题"), max_length=TITLE_LENGTH)
    content = models.JSONField(_("内容"))
    version = models.PositiveIntegerField(_("版次"), default=1)
    state = models.CharField(_("状态"), max_length=20, choices=DraftState.choices, default=DraftState.DRAFT)
    corrects = models.ForeignKey(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("更正的公文")
    )
    replaces = models.ForeignKey(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("替代的公文")
    )
    drafter = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("拟稿人"))
    begun_at = models.DateTimeField(_("起草时间"))
    checker = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核稿人")
    )
    signer = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发人")
    )
    signed_by = models.CharField(_("签发方式"), max_length=10, choices=SignedBy.choices, blank=True)
    scan = models.OneToOneField(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签批单扫描件")
    )
    paper = models.OneToOneField(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="draft", verbose_name=_("公文")
    )
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("公文稿")
        verbose_name_plural = _("公文稿")
        default_permissions = ()
        ordering = ["-begun_at", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="documents_draft_state", condition=Q(state__in=DraftState.values)),
            models.CheckConstraint(name="documents_draft_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="documents_draft_second_person",
                condition=Q(checker__isnull=True) | ~Q(checker=F("drafter")),
                violation_error_message=_("核稿人与拟稿人必须是两个人。"),
            ),
            models.CheckConstraint(
                name="documents_draft_checked",
                condition=Q(checker__isnull=False) | ~Q(state__in=[DraftState.CHECKED, *NUMBERED]),
            ),
            models.CheckConstraint(
                name="documents_draft_signed",
                condition=Q(
                    state__in=NUMBERED, paper__isnull=False, signer__isnull=False, signed_by__in=SignedBy.values
                )
                | Q(~Q(state__in=NUMBERED), paper__isnull=True, signer__isnull=True, signed_by=""),
            ),
            # Whoever signed by hand is believed because of the sheet.
            models.CheckConstraint(
                name="documents_draft_scan",
                condition=Q(signed_by=SignedBy.PAPER, scan__isnull=False)
                | Q(~Q(signed_by=SignedBy.PAPER), scan__isnull=True),
            ),
            models.CheckConstraint(
                name="documents_draft_issued",
                condition=Q(state=DraftState.ISSUED, issued_on__isnull=False)
                | Q(state=DraftState.VOIDED)
                | Q(~Q(state__in=[DraftState.ISSUED, DraftState.VOIDED]), issued_on__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["about", "kind"],
                condition=~Q(about="") & Q(corrects__isnull=True) & ~Q(state__in=GONE),
                name="documents_draft_one_of_a_thing",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state__in=GONE), name="documents_draft_one_in_place"
            ),
        ]
        indexes = scope_indexes("begun_at")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:draft", args=[self.pk])

    @property
    def thing(self) -> Ref:
        """What the paper is about: itself, when it was begun from scratch."""
        return Ref.parse(self.about) if self.about else Ref.of(self)


class DraftStep(models.Model):
    """A line of the process: who did what to a draft, when, and why. Added, never changed (a trigger refuses)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="steps", verbose_name=_("公文稿"))
    step = models.CharField(_("环节"), max_length=20, choices=Step.choices)
    version = models.PositiveIntegerField(_("版次"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办账号"))
    at = models.DateTimeField(_("时间"))
    reason = models.CharField(_("说明"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("办理过程")
        verbose_name_plural = _("办理过程")
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="documents_draftstep_step", condition=Q(step__in=Step.values)),
            models.CheckConstraint(
                name="documents_draftstep_reason",
                condition=~Q(step__in=[Step.RETURNED, Step.VOIDED, Step.WITHDRAWN]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_step_display())


class PaperVoid(Scoped):
    """作废: the paper keeps its number, its PDF and its place; this says that it no longer counts, since when and
    why."""

    paper = models.OneToOneField("documents.Paper", models.PROTECT, related_name="void", verbose_name=_("公文"))
    reason = models.CharField(_("作废原因"), max_length=REASON_LENGTH)
    voided_on = models.DateField(_("作废日期"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("决定人"))

    class Meta:
        verbose_name = _("公文作废")
        verbose_name_plural = _("公文作废")
        default_permissions = ()
        ordering = ["-voided_on", "-pk"]
        constraints = [
            *scope_constraints(),
            models.CheckConstraint(name="documents_papervoid_reason", condition=~Q(reason="")),
        ]
        indexes = scope_indexes("voided_on")

    def __str__(self) -> str:
        return self.reason


class Receipt(Scoped):
    """签收: an official was told of an issued paper, and when he received it himself (D11)."""

    paper = models.ForeignKey("documents.Paper", models.PROTECT, related_name="receipts", verbose_name=_("公文"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("收文人"))
    told_on = models.DateField(_("送达日期"))
    received_at = models.DateTimeField(_("签收时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("公文签收")
        verbose_name_plural = _("公文签收")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            *scope_constraints(),
            models.UniqueConstraint(fields=["paper", "official"], name="documents_receipt_once"),
        ]
        indexes = [
            *scope_indexes("told_on"),
            models.Index(fields=["official"], condition=Q(received_at__isnull=True), name="documents_receipt_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} → {self.official_id}"
