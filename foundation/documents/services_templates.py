"""The verbs of templates: an office uploads its own, sees it on a sample, puts it in force, and takes it back."""

import hashlib
from datetime import date, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.documents import rules_templates as rules
from foundation.documents import trying
from foundation.documents.models import PaperTemplate
from foundation.documents.papers import PaperKind
from foundation.documents.permissions_templates import check_can_keep_templates
from foundation.documents.states import SPECIMEN, Form
from foundation.files import place
from foundation.files.models import StagedFile
from foundation.files.services import keep
from foundation.jobs.services import enqueue
from foundation.ledger.services import SYSTEM, act
from foundation.refs import Ref
from foundation.scope import scope_columns
from foundation.townships.models import Division, User
from foundation.violations import refuse_on


def upload_template(
    *, kind: PaperKind, owner: Division, upload: StagedFile | str, note: str, actor: User, now: datetime
) -> PaperTemplate:
    """Take a template for a kind of paper of a county or township: a .docx that was looked at when it came, or HTML.

    It holds nowhere yet: a job makes its sample. Raises `PermissionDenied` for who does not keep the templates of the
    owner; `RuleViolation` for a unit that has ended, without a note, and for whatever a template must not say or have.
    """
    check_can_keep_templates(actor, owner.scope)
    refuse_on(rules.owner_in_force(owner, timezone.localdate(now)), rules.note_is_given(note))
    form = Form.HTML if isinstance(upload, str) else Form.DOCX
    data = upload.encode() if isinstance(upload, str) else Path(default_storage.path(upload.path)).read_bytes()
    # Before the transaction: it takes a moment, and asks no rows.
    trying.check(kind, form, data)
    with act("documents.template.upload", stream=owner.scope.stream, actor=actor, now=now) as record:
        # One after the other: the owner's row is the lock of its numbers.
        Division.objects.select_for_update(of=("self",)).get(pk=owner.pk)
        earlier = PaperTemplate.objects.filter(**scope_columns(owner.scope), kind=kind.code, form=form)
        row = PaperTemplate.objects.create(
            kind=kind.code,
            form=form,
            number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
            note=note.strip(),
            size=len(data),
            digest=hashlib.sha256(data).hexdigest(),
            uploaded_by=actor,
            uploaded_at=now,
            **scope_columns(owner.scope),
        )
        record.touch(row)
        # An act that is taken back leaves a file that nothing names; the next one with these bytes uses it.
        if isinstance(upload, str):
            place(row.path, data)
        else:
            keep(upload, row.path)
        enqueue(kind=SPECIMEN, ref=Ref.of(row), now=now, started_by=actor)
    return row


def try_template(*, template_id: int, now: datetime) -> PaperTemplate:
    """Print the sample of a template, and note whether it came out as it should; a second time finds it done. For the
    job. Raises `JobProblem` where a library or program is missing."""
    row = PaperTemplate.objects.get(pk=template_id)
    if row.seen_at is not None and (row.trouble or default_storage.exists(row.sample)):
        return row
    made, trouble = trying.sample_of(row)
    with act("documents.template.try", stream=row.scope.stream, actor=SYSTEM, now=now) as record:
        row = PaperTemplate.objects.select_for_update(of=("self",)).get(pk=template_id)
        if made:
            place(row.sample, made)
        if row.seen_at is None:
            row.seen_at, row.trouble = now, trouble
            row.save(update_fields=["seen_at", "trouble"])
            record.touch(row)
        else:
            record.drop()
    return row


def start_template(*, template: PaperTemplate, start: date, actor: User, now: datetime) -> PaperTemplate:
    """Put a template in force for the papers that are issued from a day on. The one before it ends there.

    Raises `PermissionDenied`; `RuleViolation` for one whose sample nobody could see, for a day that is past or not
    behind the beginning of the one before, and for one that was put in force already.
    """
    today = timezone.localdate(now)
    with act("documents.template.start", stream=template.scope.stream, actor=actor, now=now) as record:
        check_can_keep_templates(actor, template.scope)
        rows = PaperTemplate.objects.select_for_update(of=("self",)).filter(
            **scope_columns(template.scope), kind=template.kind, form=template.form
        )
        found = {row.pk: row for row in rows.order_by("pk")}
        row = found[template.pk]
        before = next((each for each in found.values() if each.start is not None and each.until is None), None)
        refuse_on(
            rules.was_seen(row),
            rules.not_started(row),
            rules.starts_today_or_later(start, today),
            rules.follows(before if before != row else None, start),
        )
        if before is not None:
            reason = _("由第%(number)d版代替") % {"number": row.number}
            before.until, before.ended_by, before.ended_at, before.end_reason = start, actor, now, reason
            before.save(update_fields=["until", "ended_by", "ended_at", "end_reason"])
            record.touch(before)
        row.start, row.started_by, row.started_at = start, actor, now
        row.save(update_fields=["start", "started_by", "started_at"])
        record.about(row)
        record.touch(row)
    return row


def end_template(*, template: PaperTemplate, until: date, reason: str, actor: User, now: datetime) -> PaperTemplate:
    """Go back, from a day on, to what holds without it: the county's template, or the house's.

    Raises `PermissionDenied`; `RuleViolation` for one that is not in force, a day that is past, and without a reason.
    """
    with act("documents.template.end", stream=template.scope.stream, actor=actor, now=now) as record:
        check_can_keep_templates(actor, template.scope)
        row = PaperTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
        refuse_on(
            rules.is_open(row),
            rules.ends_today_or_later(row, until, timezone.localdate(now)),
            rules.reason_is_given(reason),
        )
        row.until, row.ended_by, row.ended_at, row.end_reason = until, actor, now, reason.strip()
        row.save(update_fields=["until", "ended_by", "ended_at", "end_reason"])
        record.touch(row)
    return row
