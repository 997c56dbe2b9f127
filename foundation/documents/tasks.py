"""Work after the act: the handlers of this room's jobs."""

from datetime import datetime

from foundation.documents import services
from foundation.jobs.models import Job
from foundation.refs import Ref


def render(job: Job, now: datetime) -> None:
    """Make the PDF of the paper that the job names."""
    services.render_paper(paper_id=int(Ref.parse(job.ref).pk), now=now)


def preview(job: Job, _now: datetime) -> str:
    """Draw the small picture of the attachment that the job names."""
    return services.draw_preview(attachment_id=int(Ref.parse(job.ref).pk))
