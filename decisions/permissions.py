"""Who may keep meetings, and who may read what is decided. `check_…` raises, `can_…` answers."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from decisions.models import Observer, PriorTalk, Topic
from decisions.signers import Signers
from decisions.states import Step
from foundation.scope import Scope
from foundation.townships.models import User
from foundation.townships.permissions import check_may
from foundation.townships.selectors import current_tenures
from foundation.townships.states import Capability, PostKind


def check_can_keep_meetings(user: User, scope: Scope) -> None:
    """Topics, meetings and what is said in them are entered by the office of the unit itself."""
    check_may(user, Capability.KEEP_MEETINGS, scope)


def can_keep_meetings(user: User, scope: Scope) -> bool:
    try:
        check_can_keep_meetings(user, scope)
    except PermissionDenied:
        return False
    return True


def check_can_prepare_publication(user: User, scope: Scope) -> None:
    check_may(user, Capability.PREPARE_PUBLICATION, scope)


def reason_against_keeping(user: User, scope: Scope) -> str:
    """Why this person does not keep the unit's meetings; empty when he does."""
    try:
        check_can_keep_meetings(user, scope)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def reason_against_preparing(user: User, scope: Scope) -> str:
    """Why this person may not prepare the unit's publications; empty when he may."""
    try:
        check_can_prepare_publication(user, scope)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


# The sheet ---------------------------------------------------------------------------------------


def check_can_sign(user: User, topic: Topic, step: Step, today: date) -> None:
    """A step is signed by the login of whoever holds its post, role or charge on that day, and by nobody for him."""
    check_may(user, Capability.VIEW_DECISIONS, topic.scope)
    signers = Signers(today).of(topic, step)
    if user.official not in signers:
        raise PermissionDenied(
            _("“%(step)s”由%(names)s签署，您不是其中一位。已在纸质件上签署的，请党政办登记。")
            % {"step": step.label, "names": "、".join(each.name for each in signers) or _("有关单位")}
        )


def can_sign(user: User, topic: Topic, step: Step, today: date) -> bool:
    try:
        check_can_sign(user, topic, step, today)
    except PermissionDenied:
        return False
    return True


def check_can_note_talk(user: User, topic: Topic) -> None:
    """Noted by somebody who was there: an official of the unit with his own login."""
    check_may(user, Capability.VIEW_DECISIONS, topic.scope)
    if user.official is None or user.official.scope != topic.scope:
        raise PermissionDenied(_("会前酝酿由参加酝酿的本单位人员登记。"))


def can_note_talk(user: User, topic: Topic) -> bool:
    try:
        check_can_note_talk(user, topic)
    except PermissionDenied:
        return False
    return True


def can_read_talk(user: User, talk: PriorTalk) -> bool:
    """The named circle, and the county's discipline commission. Asks no query where the circle was read before."""
    if any(member.official_id == user.official_id for member in talk.circle.all()):
        return True
    return user.may(Capability.VIEW_DECISIONS, talk.topic.scope) and user.may(
        Capability.JUDGE_FINDINGS, talk.topic.scope
    )


def check_can_charge(user: User, scope: Scope, today: date) -> None:
    """The secretary says whom he charges, or the office enters his paper."""
    check_may(user, Capability.VIEW_DECISIONS, scope)
    if not (user.may(Capability.KEEP_MEETINGS, scope) or _is_secretary(user, scope, today)):
        raise PermissionDenied(_("委托由书记本人登记，或者由党政办按书面委托登记。"))


def can_charge(user: User, scope: Scope, today: date) -> bool:
    try:
        check_can_charge(user, scope, today)
    except PermissionDenied:
        return False
    return True


def _is_secretary(user: User, scope: Scope, today: date) -> bool:
    if user.official is None:
        return False
    posts = current_tenures(user.official, today).filter(post__kind=PostKind.SECRETARY)
    return any(tenure.post.scope == scope for tenure in posts)


# Watching ----------------------------------------------------------------------------------------


def check_can_oversee(user: User, scope: Scope) -> None:
    """A meeting is stopped by the unit's own discipline secretary, from his own login (D10)."""
    check_may(user, Capability.OVERSEE_MEETINGS, scope)


def can_oversee(user: User, scope: Scope) -> bool:
    return user.may(Capability.OVERSEE_MEETINGS, scope)


def check_can_note(user: User, observer: Observer) -> None:
    """An observer's note is his own: nobody writes it for him."""
    if user.official_id is None or user.official_id != observer.official_id:
        raise PermissionDenied(_("这是县里列席人员本人的记录，只能由本人登录后填写。"))


def check_can_order(user: User, scope: Scope) -> None:
    """A re-discussion is ordered by the county's inspector."""
    check_may(user, Capability.JUDGE_FINDINGS, scope)


def can_order(user: User, scope: Scope) -> bool:
    return user.may(Capability.JUDGE_FINDINGS, scope)


# Rules of procedure ------------------------------------------------------------------------------


def check_can_keep_procedures(user: User, scope: Scope) -> None:
    """What a county says for all its bodies its own office enters."""
    check_may(user, Capability.KEEP_RULES, Scope(scope.county))


def check_can_lodge(user: User, scope: Scope | None) -> None:
    """Rules of procedure are lodged with the county's organisation department, which says that it has them."""
    check_may(user, Capability.KEEP_LEADERS, scope)


def can_lodge(user: User, scope: Scope) -> bool:
    return user.may(Capability.KEEP_LEADERS, scope)
