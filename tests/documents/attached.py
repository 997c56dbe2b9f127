"""Short ways to files that hang on topics."""

from typing import Any

from django.utils import timezone

from decisions.models import Topic
from foundation.documents import services
from foundation.documents.models import Attachment
from foundation.refs import Ref
from foundation.townships.models import User
from tests.files.samples import PDF, staged


def clerk_of(topic: Topic) -> User:
    place = {"320831101": "jinnan", "320831106": "taji"}.get(topic.township, "jinnan")
    return User.objects.get(username=f"clerk.{place}")


def attach(topic: Topic, name: str = "可行性报告.pdf", content: bytes = PDF, **more: Any) -> Attachment:
    actor = more.pop("actor", None) or clerk_of(topic)
    waits = staged(name, content, actor.username)
    return services.attach(about=Ref.of(topic), staged=waits, actor=actor, **{"now": timezone.now(), **more})


def void(attachment: Attachment, reason: str = "传错了", **more: Any) -> Attachment:
    actor = more.pop("actor", None) or attachment.uploaded_by
    return services.void_attachment(attachment=attachment, reason=reason, actor=actor, now=timezone.now())
