"""Short ways to the services, for tests that need people in certain places."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from foundation.townships import services
from foundation.townships.models import Assignment, Division, Official, Post, Tenure, User
from foundation.townships.states import Role
from foundation.violations import RuleViolation
from tests.foundation.wording import is_chinese_with_remedy

ACTOR = "测试"


def today() -> date:
    return timezone.localdate()


def day(offset: int) -> date:
    return today() + timedelta(days=offset)


def official(name: str, division: Division) -> Official:
    return services.record_official(name=name, division=division, actor=ACTOR, now=timezone.now())


def begin(official: Official, post: Post, start: date | None = None, *, acting: bool = False) -> Tenure:
    return services.begin_tenure(
        official=official, post=post, start=start or today(), acting=acting, actor=ACTOR, now=timezone.now()
    )


def end(tenure: Tenure, last: date) -> Tenure:
    return services.end_tenure(tenure=tenure, end=last, actor=ACTOR, now=timezone.now())


def vacate(post: Post, last: date) -> Tenure:
    """The holder leaves; `last` is his last day."""
    return end(Tenure.objects.get(post=post, end__isnull=True), last)


def account(username: str, holder: Official | None = None, **more: Any) -> User:
    """Of the demonstration, unless told otherwise: real people must change their password before anything else."""
    fields = {"name": username, "password": "Test-secret-1", "official": holder, "actor": ACTOR, "now": timezone.now()}
    return services.open_account(username=username, **{"is_demo": True} | fields | more)


def grant(
    user: User, role: Role, division: Division, start: date | None = None, last: date | None = None
) -> Assignment:
    return services.grant_role(
        user=user, role=role, division=division, start=start or today(), end=last, actor=ACTOR, now=timezone.now()
    )


def revoke(assignment: Assignment) -> Assignment:
    return services.revoke_role(assignment=assignment, actor=ACTOR, now=timezone.now())


def fresh(user: User) -> User:
    """The account as the next request sees it."""
    return User.objects.get(pk=user.pk)


def assert_says(violation: RuleViolation, code: str, field: str, *parts: str) -> None:
    """The refusal has this code and field, and is a Chinese sentence with its reason and a remedy."""
    assert (violation.code, violation.field) == (code, field)
    assert is_chinese_with_remedy(violation.message), violation.message
    assert [part for part in parts if part not in violation.message] == []
