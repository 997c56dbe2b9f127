"""Templates that an office uploads, from files and words that nobody looked at before."""

from datetime import date
from io import BytesIO

from django.core.files.base import File

from foundation.documents import kinds
from foundation.documents.flattening import starter
from foundation.documents.models import PaperTemplate
from foundation.documents.papers import PaperKind
from foundation.documents.services_templates import start_template, try_template, upload_template
from foundation.documents.word.house import template_of
from foundation.files.services import stage
from foundation.files.states import MediaType
from tests.documents.word_files import with_words

#: Ours with a line more above the page.
OWN_HTML = "<p>本镇自己的版头</p>" + starter(kinds.MINUTES.template)
OWN_DOCX = with_words(template_of(kinds.MINUTES), "本镇自己的")


def uploaded(cast, upload=OWN_HTML, kind: PaperKind = kinds.MINUTES, **more) -> PaperTemplate:
    """By the clerk of 金南镇 for its own papers; a .docx goes through the uploads first."""
    actor = more.get("actor") or cast.user("clerk.jinnan")
    if isinstance(upload, bytes):
        upload = stage(
            name="模板.docx",
            upload=File(BytesIO(upload), "模板.docx"),
            owner=actor,
            now=cast.now,
            kinds=[MediaType.DOCX],
        )
    given = {"owner": cast.jinnan, "note": "改版头", "now": cast.now, **more, "actor": actor}
    return upload_template(kind=kind, upload=upload, **given)


def seen(row: PaperTemplate, cast) -> PaperTemplate:
    return try_template(template_id=row.pk, now=cast.now)


def started(row: PaperTemplate, cast, start: date, actor=None) -> PaperTemplate:
    return start_template(template=row, start=start, actor=actor or cast.user("clerk.jinnan"), now=cast.now)
