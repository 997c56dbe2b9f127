"""Drafts and publications for tests, made through the services; every number and name is plainly made up."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from disclosure import services
from disclosure.contract import Card, Section
from disclosure.models import Draft, Publication
from foundation.refs import Ref
from foundation.townships.models import Division, User

numbers = count(1)

SECTIONS = [Section("决定的内容", "同意维修道路。\n\n资金从村集体经济收入中列支。"), Section("依据", "示例办法。")]


def day(offset: int = 0) -> date:
    return timezone.localdate() + timedelta(days=offset)


def a_card(**more: Any) -> Card:
    parts = {
        "what": "维修示例村三组通组道路",
        "body": "示例镇党政联席会",
        "decided_on": day(-1),
        "how_to_object": "到示例镇党政办公室书面提出。",
        "amount": Decimal("386500"),
        "object_until": day(7),
    }
    return Card(**{**parts, **more})


def user(username: str) -> User:
    """The account as a request sees it."""
    return User.objects.select_related("official").get(username=username)


def a_source() -> Ref:
    """A new one each time: a source has one standing draft."""
    return Ref("example.thing", str(next(numbers)))


def draft_of(
    division: Division,
    *,
    by: str = "clerk.jinnan",
    title: str = "示例村道路维修",
    kind: str = "decision",
    card: Card | None = None,
    sections: Sequence[Section] = SECTIONS,
    now: datetime | None = None,
    source: Ref | None = None,
    **more: Any,
) -> Draft:
    """A prepared draft."""
    return services.prepare(
        kind=kind,
        division=division,
        title=title,
        card=card or a_card(),
        sections=sections,
        source=source or a_source(),
        preparer=user(by),
        now=now or timezone.now(),
        **more,
    )


def publish(draft: Draft, *, by: str = "reviewer.jinnan", now: datetime | None = None) -> Publication:
    return services.publish(draft=draft, reviewer=user(by), now=now or timezone.now())


def send_back(draft: Draft, *, by: str = "reviewer.jinnan", reason: str = "请写明工期。") -> Draft:
    return services.return_draft(draft=draft, reviewer=user(by), reason=reason, now=timezone.now())


def publication_of(division: Division, *, reviewer: str = "reviewer.jinnan", **more: Any) -> Publication:
    """A published draft."""
    return publish(draft_of(division, **more), by=reviewer, now=more.get("now"))
