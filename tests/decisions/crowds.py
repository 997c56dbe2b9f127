"""Bodies of any size, and people who come and go."""

from datetime import date, timedelta

from foundation.scope import scope_columns
from foundation.townships import services
from foundation.townships.models import BodySeat, Official, Post, Tenure
from foundation.townships.states import PostKind
from tests.decisions.scenes import Scene

ACTOR = "组织委员"


def official(scene: Scene, name: str) -> Official:
    return services.record_official(name=name, division=scene.division, actor=ACTOR, now=scene.now)


def add_member(scene: Scene, name: str, *, votes: bool = True, start: date | None = None) -> Official:
    """One more post in the scene's body, held by somebody new from `start` (a year ago) on."""
    rank = Post.objects.filter(division=scene.division).latest("rank").rank + 1
    columns = scope_columns(scene.division.scope)
    post = Post.objects.create(
        division=scene.division, kind=PostKind.COMMITTEE_MEMBER, name=f"增设委员{rank}", rank=rank, **columns
    )
    BodySeat.objects.create(body=scene.body, post=post, votes=votes, **columns)
    member = official(scene, name)
    appoint(scene, member, post, start=start or scene.today - timedelta(days=365))
    return member


def appoint(scene: Scene, member: Official, post: Post, *, start: date, acting: bool = False) -> Tenure:
    return services.begin_tenure(official=member, post=post, start=start, acting=acting, actor=ACTOR, now=scene.now)


def leave(scene: Scene, name: str, *, end: date) -> None:
    """Somebody leaves all his posts; `end` is his last day."""
    for tenure in Tenure.objects.filter(official__name=name, end=None):
        services.end_tenure(tenure=tenure, end=end, actor=ACTOR, now=scene.now)


def post_of(scene: Scene, kind: PostKind) -> Post:
    return Post.objects.filter(division=scene.division, kind=kind).order_by("rank")[0]
