"""D18: which rules of procedure hold for a body on a day, and how strict its own must be."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.models import Meeting, Procedure, Topic
from decisions.rules.bases import COLLECTIVE
from decisions.states import NUMBERS_OF_VILLAGERS, Category, Split, Way
from foundation.rulebook import strictness
from foundation.rulebook.selectors import floor_over
from foundation.rulebook.states import Stricter, Unit
from foundation.rulebook.values import can_be_read, share, written
from foundation.scope import Scope
from foundation.townships.models import Body
from foundation.townships.states import BodyKind
from foundation.violations import RuleViolation

#: From the laxest to the strictest.
_WAYS = list(Way)
_QUORUMS = {"quorum": gettext_lazy("到会比例"), "quorum_personnel": gettext_lazy("人事议题到会比例")}


class MissingProcedure(RuleViolation):
    """Not even the country's default is there: `load_procedures` has never run."""

    def __init__(self, kind: BodyKind) -> None:
        super().__init__(
            "decisions.no_procedure",
            _("议事规则：没有“%s”的议事规则，不能议事。请系统管理员运行 manage.py load_procedures 后重试。")
            % kind.label,
        )


def procedure_for(body: Body, on: date) -> Procedure:
    """What holds for a body on a day: its own, else its county's, else the country's. One query.

    Of a county's, one for this type of unit comes before one for all. Raises `MissingProcedure`.
    """
    own = Q(body=body)
    found = sorted(_in_force(on, own | _above(body.county, _type_of(body))).filter(kind=body.kind), key=_nearness)
    if not found:
        raise MissingProcedure(BodyKind(body.kind))
    return found[-1]


def procedures_for(bodies: Sequence[Body], on: date) -> dict[Body, Procedure]:
    """The same for many bodies at once. One query."""
    whose = Q(body__in=bodies) | Q(body__isnull=True, county__in=["", *{body.county for body in bodies}])
    rows = sorted(_in_force(on, whose), key=_nearness)
    found: dict[Body, Procedure] = {}
    for body in bodies:
        mine = [row for row in rows if _holds_for(row, body)]
        if not mine:
            raise MissingProcedure(BodyKind(body.kind))
        found[body] = mine[-1]
    return found


def _holds_for(row: Procedure, body: Body) -> bool:
    if row.kind != body.kind:
        return False
    if row.body_id is not None:
        return bool(row.body_id == body.pk)
    return row.county in ("", body.county) and row.unit_type in ("", _type_of(body))


def procedure_above(body: Body, on: date) -> Procedure:
    """What would hold for a body on a day if it had none of its own: its own may be stricter, never laxer."""
    found = sorted(_in_force(on, _above(body.county, _type_of(body))).filter(kind=body.kind), key=_nearness)
    if not found:
        raise MissingProcedure(BodyKind(body.kind))
    return found[-1]


def procedure_of(meeting: Meeting) -> Procedure:
    """The version of a meeting: once it has opened the one that it keeps, before that the one of its day."""
    if meeting.procedure_id is None:
        # Asked by many rules of one act: once is enough.
        meeting.__dict__.setdefault("_ahead", procedure_for(meeting.body, meeting.day))
        ahead: Procedure = meeting.__dict__["_ahead"]
        return ahead
    kept: Procedure = meeting.procedure  # type: ignore[assignment]
    return kept


def _in_force(on: date, whose: Q) -> QuerySet[Procedure]:
    return Procedure.objects.filter(whose, Q(end__isnull=True) | Q(end__gte=on), start__lte=on)


def _above(county: str, unit_type: str) -> Q:
    return Q(body__isnull=True, county__in=["", county], unit_type__in=["", unit_type])


def _nearness(row: Procedure) -> tuple[bool, str, str, date]:
    return row.body_id is not None, row.county, row.unit_type, row.start


def _type_of(body: Body) -> str:
    return body.division.unit_type or ""


# A new version ------------------------------------------------------------------------------------


def readable(wanted: Procedure) -> RuleViolation | None:
    """Every share can be read, and nobody comes both last and last but one."""
    for field, unit in (
        ("quorum", wanted.quorum_unit),
        ("quorum_personnel", wanted.quorum_personnel_unit),
        ("split", Unit.SHARE_AT_LEAST),
        ("reconsider", Unit.SHARE_AT_LEAST),
    ):
        text = getattr(wanted, field)
        if text and not can_be_read(text, Unit(unit)):
            return RuleViolation(
                "decisions.procedure_share",
                _("议事规则：“%(text)s”不是比例。请写成分数，例如 2/3；不另作规定的留空。") % {"text": text},
                field=field,
            )
    if wanted.last and wanted.last == wanted.last_but_one:
        return RuleViolation(
            "decisions.procedure_order",
            _("末位表态：倒数第二位和末位不能是同一个职务。请分别选择。"),
            COLLECTIVE,
            field="last_but_one",
        )
    return None


def no_laxer(wanted: Procedure, above: Procedure, scope: Scope, village: str = "") -> RuleViolation | None:
    """A body's own rules may ask more than those above it and than the floors of the rulebook, never less."""
    return next(_laxer(wanted, above, scope, village), None)


def _laxer(wanted: Procedure, above: Procedure, scope: Scope, village: str) -> Iterator[RuleViolation]:
    yield from _quorums(wanted, above, scope, village)
    if wanted.least < above.least:
        yield _lax("least", _("至少到会人数"), str(wanted.least), str(above.least))
    if _WAYS.index(Way(wanted.way)) < _WAYS.index(Way(above.way)):
        yield _lax("way", _("决定方式"), wanted.get_way_display(), above.get_way_display())
    for field, name in (("last", _("末位表态")), ("last_but_one", _("倒数第二位表态"))):
        if getattr(above, field) and getattr(wanted, field) != getattr(above, field):
            ours = getattr(wanted, f"get_{field}_display")() or _("不设")
            yield _lax(field, name, ours, getattr(above, f"get_{field}_display")())
    dropped = [str(each.label) for each in Category if each in above.secret and each not in wanted.secret]
    if dropped:
        yield _lax(
            "secret", _("无记名投票的类别"), "、".join(wanted.secret_categories) or _("没有"), "、".join(dropped)
        )
    if above.reconsider and (not wanted.reconsider or share(wanted.reconsider) < share(above.reconsider)):
        yield _lax("reconsider", _("提议复议的成员比例"), wanted.reconsider or _("不另作规定"), above.reconsider)
    if wanted.chair_may_reconsider and not above.chair_may_reconsider:
        yield _lax("chair_may_reconsider", _("主要负责人提议复议"), _("可以"), _("不可以"))


def _quorums(wanted: Procedure, above: Procedure, scope: Scope, village: str) -> Iterator[RuleViolation]:
    for field, name in _QUORUMS.items():
        text, unit = getattr(wanted, field), Unit(getattr(wanted, f"{field}_unit"))
        least = [(getattr(above, field), Unit(getattr(above, f"{field}_unit")))] if getattr(above, field) else []
        if not text:
            for floor, floor_unit in least:
                yield _lax(field, name, _("不另作规定"), written(floor, floor_unit))
            continue
        code = quorum_code(BodyKind(wanted.kind), personnel=field == "quorum_personnel")
        if found := floor_over(code, scope=scope, on=wanted.start, village=village):
            least.append((found.text, found.unit))
        for floor, floor_unit in least:
            if not strictness.holds(text, unit, floor, floor_unit, Stricter.MORE):
                yield _lax(field, name, written(text, unit), written(floor, floor_unit))


def _lax(field: str, name: object, ours: str, theirs: str) -> RuleViolation:
    return RuleViolation(
        "decisions.procedure_laxer",
        _("%(name)s：“%(ours)s”比上级规定的“%(theirs)s”宽。本组织的议事规则只能从严，请改为不宽于上级的规定。")
        % {"name": name, "ours": ours, "theirs": theirs},
        COLLECTIVE,
        field=field,
    )


def quorum_code(kind: BodyKind, *, personnel: bool) -> str:
    """The number of the rulebook that a quorum of such a body starts from."""
    if kind == BodyKind.VILLAGERS_REPRESENTATIVES:
        return NUMBERS_OF_VILLAGERS[0]
    return "decisions.quorum_personnel" if personnel else "decisions.quorum"


def begins_after(wanted: Procedure, newest: Procedure | None, today: date) -> RuleViolation | None:
    """A version begins today or later, and after the one before it: what was decided keeps its rules."""
    if wanted.start < today:
        return RuleViolation(
            "decisions.procedure_starts",
            _("生效日期：%s 已经过去，已开的会沿用当时的规则。请填写今天或以后的日期。") % wanted.start,
            COLLECTIVE,
            field="start",
        )
    if newest is not None and newest.start >= wanted.start:
        return RuleViolation(
            "decisions.procedure_later",
            _("生效日期：已有从 %s 起生效的版本。请填写更晚的日期。") % newest.start,
            COLLECTIVE,
            field="start",
        )
    return None


def not_lodged_yet(row: Procedure) -> RuleViolation | None:
    if row.lodged_on is None:
        return None
    return RuleViolation(
        "decisions.lodged_already", _("备案：“%s”已经备案，不必重复。") % row.title, COLLECTIVE, field="lodged_on"
    )


def lodged_in_time(row: Procedure, day: date, today: date) -> RuleViolation | None:
    """The day of lodging is a day that has come."""
    if day <= today:
        return None
    return RuleViolation(
        "decisions.lodged_ahead", _("备案日期：%s 还没有到。请填写收到备案材料的日期。") % day, field="lodged_on"
    )


def is_own(row: Procedure) -> RuleViolation | None:
    """What the county made itself it does not lodge with itself."""
    if row.body_id is not None:
        return None
    return RuleViolation(
        "decisions.nothing_to_lodge", _("备案：“%s”不是一个组织自己的规则。请选择组织自己的议事规则。") % row.title
    )


def is_secret(topic: Topic, procedure: Procedure) -> bool:
    """Whether a topic is voted on by paper ballots in this body: its entry of the directory asks for it, or the
    body's rules of procedure do for its class. The one place that says so."""
    return topic.secret_vote or topic.category in procedure.secret


def is_split(procedure: Procedure, agree: int, others: int) -> bool:
    """Whether so many did not agree that the rules call it a large split."""
    given = agree + others
    return bool(procedure.split) and given > 0 and Fraction(others, given) >= share(procedure.split)


def may_be_deferred(procedure: Procedure, *, agree: int, oppose: int, others: int) -> bool:
    """After the vote: a tie or a large split is discussed again another time, where the rules say so."""
    if procedure.tie == Split.MAY_DEFER and agree == oppose:
        return True
    return is_split(procedure, agree, others)
