"""The sheet goes round: signed by one's own login or entered from paper, talked over, screened; who is charged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models import Charge, PriorTalk, SignOff, TalkMember, Topic
from decisions.permissions import check_can_charge, check_can_keep_meetings, check_can_note_talk, check_can_sign
from decisions.services.topics import complete, locked_topic, save_with_history
from decisions.sheet import Sheet
from decisions.signers import Signers
from decisions.states import AFTER_ANSWER, OUTSIDE, Answer, Duty, Step
from foundation.ledger.services import Act, act
from foundation.scope import scope_columns
from foundation.townships.models import Division, Official, Tenure, User
from foundation.townships.rules import division_in_force
from foundation.townships.selectors import current_tenures
from foundation.townships.states import PostKind
from foundation.violations import refuse_on


@dataclass(frozen=True)
class Line:
    """One line of a paper sheet: who answered what, on which day. `who` names an agency where no person signs."""

    step: Step
    day: date
    official: Official | None = None
    who: str = ""
    answer: Answer = Answer.AGREE
    opinion: str = ""


def sign_topic(*, topic: Topic, step: Step, answer: Answer, opinion: str, actor: User, now: datetime) -> SignOff:
    """The entitled person signs a step himself, today: 同意, 退回修改, and in the screening also 不予上会.

    Raises `RuleViolation` out of order, for a step that the topic does not need or that stands already,
    and without a reason for what is not 同意; `PermissionDenied` for anybody else.
    """
    check_can_sign(actor, topic, step, timezone.localdate(now))
    line = Line(step, timezone.localdate(now), actor.official, "", answer, opinion)
    with act("decisions.topic.sign", stream=topic.scope.stream, actor=actor, now=now) as record:
        topic = locked_topic(topic)
        record.about(topic)
        signature = _sign(Sheet.of(topic), line, "", Signers(line.day), actor, now)
        record.touch(signature)
        _settle(topic, actor, record)
    return signature


def record_sheet(*, topic: Topic, lines: Sequence[Line], paper: str, actor: User, now: datetime) -> list[SignOff]:
    """The office enters what was signed on paper, in the order of the sheet: who, on which day, with which words.

    `paper` says where the sheet is; each signature is shown as entered from paper. Whoever signed must have been
    entitled on that day. Raises `RuleViolation` as `sign_topic` does; nothing is entered when one line is wrong.
    """
    check_can_keep_meetings(actor, topic.scope)
    with act("decisions.topic.record_sheet", stream=topic.scope.stream, actor=actor, now=now) as record:
        topic = locked_topic(topic)
        record.about(topic)
        refuse_on(rules.is_given(paper, _("纸质件"), "paper"), rules.something_is_signed(lines))
        sheet, signers, signatures = Sheet.of(topic), dict[date, Signers](), []
        for line in lines:
            known = signers.setdefault(line.day, Signers(line.day))
            signatures.append(_sign(sheet, line, paper.strip(), known, actor, now))
        record.touch(*signatures)
        _settle(topic, actor, record)
    return signatures


def _sign(sheet: Sheet, line: Line, paper: str, signers: Signers, actor: User, now: datetime) -> SignOff:
    """Enter one signature and read it into the sheet. What the answer makes of the topic is not saved here."""
    topic, step = sheet.topic, line.step
    official = None if step in OUTSIDE else line.official
    refuse_on(
        rules.goes_round(topic),
        rules.step_is_asked(sheet, step),
        rules.entitled(official, step, signers.of(topic, step)),
        rules.agency_is_named(step, line.who),
        rules.signed_in_time(line.day, topic, timezone.localdate(now)),
        rules.in_order(sheet, step),
        rules.step_is_open(sheet, step, line.answer),
        rules.answer_fits(step, line.answer, line.opinion),
    )
    signature = SignOff.objects.create(
        topic=topic,
        step=step,
        official=official,
        who=_named(official, line.day) if official else line.who.strip(),
        answer=line.answer,
        opinion=line.opinion.strip(),
        day=line.day,
        digest=sheet.digest,
        paper=paper,
        actor=actor,
        at=now,
    )
    sheet.signatures[step] = signature
    if line.answer in AFTER_ANSWER:
        after = AFTER_ANSWER[line.answer]
        refuse_on(rules.topic_move_allowed(topic, after))
        topic.state, topic.state_reason = after, signature.opinion[:500]
    else:
        complete(sheet)
    return signature


def _named(official: Official, day: date) -> str:
    """The name with the posts of that day, as a sheet shows it for ever."""
    titles = "、".join(tenure.title for tenure in current_tenures(official, day))
    return f"{official.name}（{titles}）" if titles else official.name


def _settle(topic: Topic, actor: User, record: Act) -> None:
    """Save the topic where a signature has moved it."""
    if Topic.objects.values_list("state", flat=True).get(pk=topic.pk) != topic.state:
        save_with_history(topic, actor, fields=["state", "state_reason"])
        record.touch(topic)


def note_talk(
    *, topic: Topic, day: date, circle: Collection[Official], views: str, actor: User, now: datetime
) -> PriorTalk:
    """Somebody of the circle notes that a topic was talked over before its meeting (D04).

    Its `views` are read by that circle and by the county's discipline commission. Raises `RuleViolation` for a
    circle that the recorder is not in, for somebody who holds no post in the unit, once the topic is on an agenda.
    """
    check_can_note_talk(actor, topic)
    with act("decisions.topic.note_talk", stream=topic.scope.stream, actor=actor, now=now) as record:
        topic = locked_topic(topic)
        record.about(topic)
        refuse_on(
            rules.talk_is_wanted(topic, day, timezone.localdate(now)),
            rules.circle_is_whole(circle, actor.official),
            rules.circle_serves(circle, topic, day),
            rules.is_given(views, _("主要意见"), "views"),
        )
        talk = PriorTalk.objects.create(topic=topic, day=day, views=views.strip(), actor=actor, at=now)
        record.touch(talk, *(TalkMember.objects.create(talk=talk, official=each) for each in dict.fromkeys(circle)))
        if complete(Sheet.of(topic)):
            save_with_history(topic, actor, fields=["state"])
            record.touch(topic)
    return talk


# 委托 --------------------------------------------------------------------------------------------


def give_charge(
    *,
    unit: Division,
    duty: Duty,
    official: Official,
    paper: str,
    start: date,
    end: date | None,
    actor: User,
    now: datetime,
) -> Charge:
    """The secretary charges a deputy with screening topics, or somebody of the unit with their legality review.

    Entered by the secretary himself or by the office, with the `paper` that says so. Raises `RuleViolation` for
    somebody who cannot be charged on `start`, while he is charged already, and when nobody is secretary then.
    """
    check_can_charge(actor, unit.scope, timezone.localdate(now))
    with act("decisions.charge.give", stream=unit.scope.stream, actor=actor, now=now) as record:
        unit = Division.objects.select_for_update(no_key=True).get(pk=unit.pk)
        held = Tenure.objects.on(start).filter(post__division=unit).select_related("post", "official")
        secretary = held.filter(post__kind=PostKind.SECRETARY).first()
        standing = Charge.objects.overlapping(start, end).filter(division=unit, duty=duty, official=official)
        refuse_on(
            division_in_force(unit, start),
            rules.is_given(paper, _("委托文件"), "paper"),
            rules.charge_period(start, end),
            rules.may_be_charged(official, duty, list(held.filter(official=official))),
            rules.given_by_secretary(secretary.official if secretary else None),
            rules.not_charged_yet(standing.select_related("official").first()),
        )
        charge = Charge.objects.create(
            division=unit,
            duty=duty,
            official=official,
            given_by=cast(Tenure, secretary).official,
            paper=paper.strip(),
            start=start,
            end=end,
            **scope_columns(unit.scope),
        )
        record.touch(charge)
    return charge


def end_charge(*, charge: Charge, end: date, actor: User, now: datetime) -> Charge:
    """A charge ends; `end` is its last day."""
    check_can_charge(actor, charge.scope, timezone.localdate(now))
    with act("decisions.charge.end", stream=charge.scope.stream, actor=actor, now=now) as record:
        charge = Charge.objects.select_for_update(of=("self",)).select_related("official").get(pk=charge.pk)
        refuse_on(rules.charge_is_open(charge), rules.charge_period(charge.start, end))
        charge.end = end
        charge.save(update_fields=["end"])
        record.touch(charge)
    return charge
