"""The verbs for the word processor: make the .docx of a paper, once; let it be made for an older one."""

import hashlib
from datetime import datetime

from foundation.documents import files
from foundation.documents.models import Paper, WordFile
from foundation.documents.selectors_templates import template_of_paper
from foundation.documents.sources import source_of
from foundation.documents.states import RENDER, Form
from foundation.documents.word.filling import docx_of
from foundation.files import place
from foundation.jobs.models import Job
from foundation.jobs.selectors import latest_job
from foundation.jobs.services import enqueue
from foundation.jobs.states import State
from foundation.ledger.services import SYSTEM, act
from foundation.refs import Ref


def write_word(*, paper_id: int, now: datetime) -> WordFile:
    """Make the .docx of a paper; a second time finds it made. For the job."""
    paper = Paper.objects.get(pk=paper_id)
    made = WordFile.objects.filter(paper=paper).first()
    if made is not None:
        return made
    template = template_of_paper(paper, Form.DOCX)
    data = docx_of(paper, source_of(template) if template else None)
    with act("documents.paper.write_word", stream=paper.scope.stream, actor=SYSTEM, now=now) as record:
        file, is_new = WordFile.objects.get_or_create(
            paper=paper,
            defaults={
                "path": files.word_path_of(paper.digest),
                "digest": hashlib.sha256(data).hexdigest(),
                "template": template,
                "rendered_at": now,
            },
        )
        if is_new:
            # Whoever holds the row places the file: two workers never mix theirs.
            place(file.path, data)
            record.about(paper)
            record.touch(file)
        else:
            record.drop()
    return file


def order_word(*, paper: Paper, actor: object, now: datetime) -> Job:
    """Let the files of a paper be made that are not there: of one that was issued before papers were made as .docx.

    Returns the job; one that waits already is enough. What is made stays as it is.
    """
    waiting = latest_job(RENDER, Ref.of(paper))
    if waiting is not None and waiting.state in (State.WAITING, State.RUNNING):
        return waiting
    return enqueue(kind=RENDER, ref=Ref.of(paper), now=now, started_by=actor)
