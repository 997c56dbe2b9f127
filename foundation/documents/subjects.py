"""Who signs a paper and who is told of it: asked of the room whose thing it is about. Upper rooms register theirs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.refs import Ref
from foundation.townships.models import Body, Official, Tenure, User
from foundation.townships.selectors.holders import Holders
from foundation.townships.states import BodyKind, Capability, PostKind

#: Whose paper it is → the post whose holder, acting or not, answers for it (领导签发).
PRINCIPALS = {
    BodyKind.PARTY_COMMITTEE: PostKind.SECRETARY,
    BodyKind.JOINT_MEETING: PostKind.SECRETARY,
    BodyKind.TEAMS_MEETING: PostKind.SECRETARY,
    BodyKind.HEAD_MEETING: PostKind.HEAD,
    BodyKind.PEOPLES_CONGRESS: PostKind.CONGRESS_CHAIR,
    BodyKind.CONGRESS_PRESIDIUM: PostKind.CONGRESS_CHAIR,
    BodyKind.DISCIPLINE_COMMITTEE: PostKind.DISCIPLINE_SECRETARY,
    BodyKind.VILLAGE_BRANCH: PostKind.VILLAGE_SECRETARY,
    BodyKind.VILLAGE_COMMITTEES: PostKind.VILLAGE_SECRETARY,
    BodyKind.VILLAGERS_REPRESENTATIVES: PostKind.VILLAGE_SECRETARY,
}


@dataclass(frozen=True)
class Subject:
    """What the owner of a label says of papers about its rows.

    `signers(pks)`: who may sign besides the principal of the body, by key, of many rows at once. `recipients(pk)`: who
    must be told when such a paper is issued, besides the office of the unit. `shut(user, pks)`: of which of these
    rows somebody does not read what papers say, although he may read the rows.
    """

    signers: Callable[[Collection[str]], Mapping[str, Sequence[Official]]]
    recipients: Callable[[str], Iterable[Official]]
    shut: Callable[[Any, Collection[str]], Collection[str]]


_subjects: dict[str, Subject] = {}


def register(label: str, subject: Subject) -> None:
    """Raises `ValueError` when another subject has the label."""
    if _subjects.setdefault(label, subject) is not subject:
        raise ValueError(f"{label} has a subject already")


def signers_of(about: Ref, body: Body, day: date) -> list[Official]:
    """Who may sign a paper of a body about a thing on a day, each once: the thing's own, then the principal."""
    (found,) = signers_of_each([(about, body)], day)
    return found


def signers_of_each(wanted: Sequence[tuple[Ref, Body]], day: date) -> list[list[Official]]:
    """The same of many. A query for each label of their things, and one."""
    keys: dict[str, set[str]] = {}
    for about, _body in wanted:
        keys.setdefault(about.label, set()).add(about.pk)
    own = {label: _subjects[label].signers(sorted(pks)) for label, pks in keys.items() if label in _subjects}
    of_bodies = _principals([body for _about, body in wanted], day)
    return [_once([*own.get(about.label, {}).get(about.pk, []), *of_bodies[body.pk]]) for about, body in wanted]


def recipients_of(about: Ref, body: Body, day: date) -> list[Official]:
    """Who must be told of an issued paper, each once: those of the thing, then the office of the unit (D11)."""
    own = _subjects[about.label].recipients(about.pk) if about.label in _subjects else []
    return _once([*own, *office_of(body, day)])


def shut_things(user: Any, things: Iterable[Ref]) -> set[Ref]:
    """Those of which papers say more than this reader may know. A query for each label that has any."""
    keys: dict[str, set[str]] = {}
    for thing in things:
        if thing.label in _subjects:
            keys.setdefault(thing.label, set()).add(thing.pk)
    return {Ref(label, pk) for label, pks in keys.items() for pk in _subjects[label].shut(user, pks)}


def principals(body: Body, day: date) -> list[Official]:
    """Who holds the principal's post of a body on a day, also acting (主持工作). Nobody while it is vacant."""
    return _principals([body], day)[body.pk]


def _principals(bodies: Iterable[Body], day: date) -> dict[int, list[Official]]:
    posts = {body.pk: (body.division_id, PRINCIPALS[BodyKind(body.kind)]) for body in bodies}
    held = Tenure.objects.on(day).filter(post__division__in={division for division, _kind in posts.values()})
    holders: dict[tuple[int, str], list[Official]] = {}
    for tenure in held.select_related("official", "post").order_by("post__rank", "pk"):
        holders.setdefault((tenure.post.division_id, tenure.post.kind), []).append(tenure.official)
    return {body: holders.get(post, []) for body, post in posts.items()}


def office_of(body: Body, day: date) -> list[Official]:
    """Who drafts and who checks in the unit of a body."""
    holders = Holders(day)
    accounts = {
        *holders.of(Capability.KEEP_MEETINGS, body.scope),
        *holders.of(Capability.REVIEW_PUBLICATION, body.scope),
    }
    users = User.objects.filter(pk__in=accounts, official__isnull=False).select_related("official").order_by("pk")
    return [user.official for user in users if user.official]


def _once(officials: Iterable[Official]) -> list[Official]:
    return list({official.pk: official for official in officials}.values())
