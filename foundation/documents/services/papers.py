"""Numbers and files: give a paper its number, print it once; hang a file on a thing, void it."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation.documents import files, fonts, printing
from foundation.documents.holders import holder_of
from foundation.documents.models import Attachment, Paper, PaperFile, Series
from foundation.documents.papers import kind_of
from foundation.documents.selectors_templates import template_of_paper
from foundation.documents.states import PREVIEW, RENDER, Form
from foundation.files import place, previews
from foundation.files.models import StagedFile
from foundation.files.services import keep
from foundation.jobs.services import enqueue
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.services import SYSTEM, act
from foundation.refs import Ref
from foundation.scope import scope_columns
from foundation.townships.models import Body, User
from foundation.violations import RuleViolation


def number_paper(
    *,
    kind: str,
    body: Body,
    about: Ref,
    title: str,
    content: Mapping[str, object],
    day: date,
    actor: object,
    now: datetime,
    corrects: Paper | None = None,
) -> Paper:
    """Make the paper: it gets the next number of `body` and kind in the year of `day`. Within the act of its caller,
    who touches it.

    `about` names the thing that it is about, `content` holds what its template prints (see `contents.py`): texts,
    numbers, days,
    lists and mappings of these; its `heading` and `number` are written here. The counter is locked until the act
    ends: a
    rolled-back act leaves no gap. The PDF is made by a job afterwards. Raises `LookupError` for an unknown kind,
    `TypeError` for
    content without one fixed form.
    """
    heading, sign = f"{body}{kind_of(kind).series_word}", f"〔{day.year}〕%d号"
    number = _next_number(body, kind, day.year)
    canonical = canonical_bytes({**content, "heading": heading, "number": sign % number})
    paper = Paper.objects.create(
        kind=kind,
        body=body,
        year=day.year,
        number=number,
        label=f"{heading}{sign % number}",
        title=title,
        about=str(about),
        content=canonical.decode(),
        digest=hashlib.sha256(canonical).hexdigest(),
        issued_on=day,
        corrects=corrects,
        **scope_columns(body.scope),
    )
    enqueue(kind=RENDER, ref=Ref.of(paper), now=now, started_by=actor)
    return paper


def _next_number(body: Body, kind: str, year: int) -> int:
    """The counter's row stays locked until the transaction ends."""
    Series.objects.get_or_create(body=body, kind=kind, year=year)
    series = Series.objects.select_for_update(of=("self",)).get(body=body, kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def render_paper(*, paper_id: int, now: datetime) -> PaperFile:
    """Make the PDF of a paper; a second time finds it made. For the job.

    Raises `JobProblem` where the printing libraries are missing.
    """
    paper = Paper.objects.get(pk=paper_id)
    made = PaperFile.objects.filter(paper=paper).first()
    if made is not None:
        return made
    pdf = printing.pdf_of(paper)
    template = template_of_paper(paper, Form.HTML)
    with act("documents.paper.render", stream=paper.scope.stream, actor=SYSTEM, now=now) as record:
        file, is_new = PaperFile.objects.get_or_create(
            paper=paper,
            defaults={
                "path": files.path_of(paper.digest),
                "digest": hashlib.sha256(pdf).hexdigest(),
                "faces": " ".join(fonts.used_in(pdf)),
                "template": template,
                "rendered_at": now,
            },
        )
        if is_new:
            # Whoever holds the row places the file: two workers never mix theirs.
            place(file.path, pdf)
            record.about(paper)
            record.touch(file)
        else:
            record.drop()
    return file


# Attachments -------------------------------------------------------------------------------------


def attach(*, about: Ref, staged: StagedFile, actor: User, now: datetime) -> Attachment:
    """Hang a file, which was looked at when it came (`foundation.files`), on a thing. Its small picture is drawn later.

    Raises `LookupError` for a thing on which no files hang, whatever its room raises for who may not or when it is
    too late, and `RuleViolation` for the same file once more and for one that another form has taken.
    """
    holder = holder_of(about)
    scope = holder.scope(about.pk)
    with act("documents.attachment.attach", stream=scope.stream, actor=actor, now=now) as record:
        holder.check(actor, about.pk, True)
        row = Attachment(
            about=str(about),
            name=staged.name,
            media_type=staged.media_type,
            size=staged.size,
            digest=staged.digest,
            uploaded_by=actor,
            uploaded_at=now,
            **scope_columns(scope),
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise RuleViolation(
                "documents.attached_already", _("文件：这里已有同样的文件，不必重复上传。"), field="file"
            ) from error
        record.touch(row)
        # An act that is taken back leaves a file that nothing names; the next one with these bytes uses it.
        keep(staged, row.path)
        if previews.has_one(row.media_type):
            enqueue(kind=PREVIEW, ref=Ref.of(row), now=now, started_by=actor)
    return row


def void_attachment(*, attachment: Attachment, reason: str, actor: User, now: datetime) -> Attachment:
    """A file was wrong: row and file stay, the row says why, and nobody counts on it any more.

    Raises whatever the room of its thing raises, and `RuleViolation` without a reason and for one that is void.
    """
    about = Ref.parse(attachment.about)
    with act("documents.attachment.void", stream=attachment.scope.stream, actor=actor, now=now) as record:
        holder_of(about).check(actor, about.pk, True)
        row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
        if not reason.strip():
            raise RuleViolation("documents.no_reason", _("作废原因：没有填写。请写明为什么作废。"), field="reason")
        if row.voided_at is not None:
            raise RuleViolation("documents.void_already", _("附件：已经作废。请刷新页面查看原因。"))
        row.voided_at, row.void_reason = now, reason.strip()
        row.save(update_fields=["voided_at", "void_reason"])
        record.touch(row)
    return row


def draw_preview(*, attachment_id: int) -> str:
    """Draw the small picture of an attachment; a second time it is drawn again. For the job.

    Returns what became of it. Raises `JobProblem` where the program that draws PDF is missing.
    """
    row = Attachment.objects.get(pk=attachment_id)
    return previews.make(path=row.path, media_type=row.media_type, digest=row.digest)
