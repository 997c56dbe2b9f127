"""The verbs of this room: give a paper its number, print it once."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from foundation.documents import files, fonts, printing
from foundation.documents.models import Paper, PaperFile, Series
from foundation.documents.papers import kind_of
from foundation.documents.states import RENDER
from foundation.files import place
from foundation.jobs.services import enqueue
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.services import SYSTEM, act
from foundation.refs import Ref
from foundation.scope import scope_columns
from foundation.townships.models import Body


def issue_paper(
    *,
    kind: str,
    body: Body,
    about: Ref,
    title: str,
    content: Mapping[str, object],
    day: date,
    actor: object,
    now: datetime,
) -> Paper:
    """Issue a paper of a registered kind: it gets the next number of `body` in the year of `day`.

    `about` names the thing that it is about, `content` holds what its template prints (see
    `contents.py`): texts, numbers, days, lists and mappings of these; its `heading` and `number` are
    written here. The number is locked until the act ends: a rolled-back act leaves no gap. The PDF is
    made by a job afterwards. Raises `LookupError` for an unknown kind, `TypeError` for content
    without one fixed form.
    """
    series_word = kind_of(kind).series_word
    with act("documents.paper.issue", stream=body.scope.stream, actor=actor, now=now) as record:
        number = _next_number(body, kind, day.year)
        heading, sign = f"{body}{series_word}", f"〔{day.year}〕{number}号"
        canonical = canonical_bytes({**content, "heading": heading, "number": sign})
        paper = Paper.objects.create(
            kind=kind,
            body=body,
            year=day.year,
            number=number,
            label=f"{heading}{sign}",
            title=title,
            about=str(about),
            content=canonical.decode(),
            digest=hashlib.sha256(canonical).hexdigest(),
            issued_on=day,
            **scope_columns(body.scope),
        )
        record.touch(paper)
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
    with act("documents.paper.render", stream=paper.scope.stream, actor=SYSTEM, now=now) as record:
        file, is_new = PaperFile.objects.get_or_create(
            paper=paper,
            defaults={
                "path": files.path_of(paper.digest),
                "digest": hashlib.sha256(pdf).hexdigest(),
                "faces": " ".join(fonts.used_in(pdf)),
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
