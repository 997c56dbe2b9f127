"""Work after the act: the handlers of this room's jobs."""

from datetime import datetime

from foundation.documents import services, services_archive, services_templates, services_word
from foundation.jobs.models import Job
from foundation.refs import Ref


def render(job: Job, now: datetime) -> None:
    """Make PDF and .docx of the paper that the job names. What is made already stays."""
    pk = int(Ref.parse(job.ref).pk)
    services.render_paper(paper_id=pk, now=now)
    services_word.write_word(paper_id=pk, now=now)


def preview(job: Job, _now: datetime) -> str:
    """Draw the small picture of the attachment that the job names."""
    return services.draw_preview(attachment_id=int(Ref.parse(job.ref).pk))


def specimen(job: Job, now: datetime) -> str:
    """Try the template that the job names on a sample."""
    return services_templates.try_template(template_id=int(Ref.parse(job.ref).pk), now=now).trouble


def package(job: Job, now: datetime) -> str:
    """Pack the paper that the job names, for whoever asked."""
    pk = int(Ref.parse(job.ref).pk)
    return services_archive.said(services_archive.make_package(paper_id=pk, ordered_by=job.started_by_id, now=now))
