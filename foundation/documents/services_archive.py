"""The verb of the archive: pack all that is kept of a paper."""

import os
from datetime import datetime

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from foundation.documents import archive
from foundation.documents.models import ArchivePackage, Paper
from foundation.documents.services import render_paper
from foundation.documents.services_word import write_word
from foundation.documents.states import PACKAGE
from foundation.files import storage
from foundation.jobs.models import Job
from foundation.jobs.registry import JobProblem
from foundation.jobs.selectors import latest_job
from foundation.jobs.services import enqueue
from foundation.jobs.states import State
from foundation.ledger.services import SYSTEM, act
from foundation.refs import Ref


def make_package(*, paper_id: int, ordered_by: int | None, now: datetime) -> ArchivePackage:
    """Pack a paper as it stands; when nothing is new, the package that is there. For the job.

    Raises `JobProblem` where the printing libraries are missing, or a file that belongs in it.
    """
    render_paper(paper_id=paper_id, now=now)
    write_word(paper_id=paper_id, now=now)
    paper = Paper.objects.select_related("body", "file", "word").get(pk=paper_id)
    draft = f"packages/draft-{paper.pk}-{os.getpid()}"
    try:
        with storage.placing(draft) as stream:
            files = archive.write(paper, stream)
        with open(default_storage.path(draft), "rb") as stream:
            digest, size = storage.digest_of(stream), os.fstat(stream.fileno()).st_size
        return _kept(paper, draft, digest=digest, size=size, files=files, ordered_by_id=ordered_by, now=now)
    except FileNotFoundError as error:
        raise JobProblem(
            f"公文或者附件的文件不在存储目录中（{error.filename}）。请系统管理员从备份恢复文件目录，然后重新开始。"
        ) from error
    finally:
        storage.remove(draft)


def _kept(paper: Paper, draft: str, *, now: datetime, digest: str, **told: int | None) -> ArchivePackage:
    with act("documents.package.make", stream=paper.scope.stream, actor=SYSTEM, now=now) as record:
        row, is_new = ArchivePackage.objects.get_or_create(
            paper=paper, digest=digest, defaults={**told, "made_at": now}
        )
        if not is_new:
            record.drop()
            return row
        storage.place_copy(draft, row.path)
        # About the package and not the paper: else each one would have to hold the one before.
        record.about(row)
        record.touch(row)
    return row


def order_package(*, paper: Paper, actor: object, now: datetime) -> Job:
    """Let a paper be packed. Returns the job; one that waits already is enough."""
    waiting = latest_job(PACKAGE, Ref.of(paper))
    if waiting is not None and waiting.state in (State.WAITING, State.RUNNING):
        return waiting
    return enqueue(kind=PACKAGE, ref=Ref.of(paper), now=now, started_by=actor)


def said(row: ArchivePackage) -> str:
    """What the job's page says."""
    return _("归档包有 %(files)d 个文件") % {"files": row.files}
