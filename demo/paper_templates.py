"""Templates of the seeded county: one of its own for Word, and one of a town that waits to be looked at."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from foundation.documents import kinds
from foundation.documents.flattening import starter
from foundation.documents.services_templates import start_template, try_template, upload_template
from foundation.documents.word.house import template_of
from foundation.files.services import stage
from foundation.files.states import MediaType
from foundation.townships.models import Division, User
from foundation.townships.states import Level


def seed_templates(*, now: datetime) -> None:
    """As the county's office and the town's clerk would."""
    office, county = User.objects.get(username="office.county"), Division.objects.get(level=Level.COUNTY)
    file = ContentFile(template_of(kinds.CIRCULAR), "通知模板.docx")
    staged = stage(name="通知模板.docx", upload=file, owner=office, now=now, kinds=[MediaType.DOCX])
    own = upload_template(
        kind=kinds.CIRCULAR,
        owner=county,
        upload=staged,
        note="全县统一版式（演示，与本系统的相同）",
        actor=office,
        now=now,
    )
    try_template(template_id=own.pk, now=now)
    start_template(template=own, start=timezone.localdate(now), actor=office, now=now)
    upload_template(
        kind=kinds.MINUTES,
        owner=Division.objects.get(code="320831101000"),
        upload=f'<p style="text-align: center">（演示）</p>\n{starter(kinds.MINUTES.template)}',
        note="版头上方加“（演示）”",
        actor=User.objects.get(username="clerk.jinnan"),
        now=now,
    )
