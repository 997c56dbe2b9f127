"""Things of 金南镇 that the cast lacks, made when a door needs them."""

from typing import Any

from decisions import services
from decisions.models import (
    AdHocMotion,
    AgendaItem,
    BallotCount,
    Charge,
    LightSheet,
    Meeting,
    Observer,
    Procedure,
    Resolution,
    Seat,
    Statement,
    Stop,
    Topic,
    TopicTemplate,
    Vote,
)
from decisions.states import Duty, Phase
from disclosure.models import Publication
from foundation.documents.models import Draft, Paper, PaperTemplate
from foundation.documents.states import DraftState
from foundation.files import place
from foundation.keys.models import Reading
from foundation.ledger.models import Checkpoint
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.refs import Ref
from foundation.reminders.duties.deadlines import mended_terms
from foundation.reminders.duties.models import DutyReport, DutyTerm, RecurringDuty
from foundation.reminders.models import Pace
from foundation.reminders.services import make_feed
from foundation.reminders.states import MESSAGES_A_MINUTE
from foundation.rulebook.models import Finding, Parameter, Regulation
from foundation.rulebook.states import FindingState
from foundation.security import services as security
from foundation.security.models import SecurityEvent
from foundation.security.states import Kind
from foundation.townships.models import Body, HandOver, Succession
from foundation.upkeep.models import Run
from powers.models import Directory, DirectoryEntry
from tests.decisions import verbs
from tests.decisions.scenes import Scene, scene
from tests.decisions.verbs import light, template
from tests.disclosure.made import publication_of
from tests.documents import attached as files
from tests.documents import flows
from tests.documents.office import uploaded
from tests.documents.samples import issue
from tests.files.samples import jpeg
from tests.powers import directories
from tests.reminders import duties
from tests.reminders.sink import robot_of
from tests.rulebook import books
from tests.rulebook.findings import by_person, finding_at
from tests.townships.acts import today
from tests.townships.leavers import hand_over
from tests.upkeep.lights import all_well


def a_run(cast: Any) -> list[Any]:
    """A backup that goes on."""
    return [Run.objects.create(kind="backup", started_at=cast.now).pk]


def well(_cast: Any) -> list[Any]:
    """A house in which nothing is red: it has been seen to a moment ago."""
    all_well()
    return []


def a_parameter(cast: Any) -> Parameter:
    return Parameter.objects.order_by("pk")[0]


def a_finding(cast: Any) -> Finding:
    """Of 金南镇, to be answered."""
    return by_person(cast.jinnan, now=cast.now)


def an_answered_finding(cast: Any) -> Finding:
    return finding_at(FindingState.ANSWERED, cast.jinnan, now=cast.now)


def a_paper(cast: Any) -> Paper:
    """Not printed yet. It is about something that everybody may read: what decides is whose paper it is."""
    return issue(cast, kind="minutes", about=Ref.of(publication_of(cast.jinnan)))


def a_draft(cast: Any, state: DraftState = DraftState.DRAFT) -> Draft:
    """A circular of 金南镇, as far on its way."""
    return flows.AT[state](flows.town_of(cast))


def a_template(cast: Any) -> PaperTemplate:
    """Of 金南镇, for its minutes: its sample is not made yet."""
    return uploaded(cast)


def a_duty(_cast: Any) -> RecurringDuty:
    """Of 金南镇, for its discipline secretary."""
    return duties.begun()


def a_term(cast: Any) -> DutyTerm:
    a_duty(cast)
    (_line, term) = mended_terms(duties.TODAY)[0]
    return term


def a_report(cast: Any) -> DutyReport:
    return duties.reported(a_duty(cast))


def a_regulation(cast: Any) -> Regulation:
    """Of the town itself."""
    return books.entered(cast.jinnan)


def a_county_regulation(cast: Any) -> Regulation:
    return books.entered(cast.county)


def a_regulation_file(cast: Any) -> Any:
    return books.attach(a_regulation(cast).versions.get())


def a_regulation_link(cast: Any) -> Any:
    return books.link(a_regulation(cast).versions.get())


# The ledger ----------------------------------------------------------------------------------------


def an_attachment(cast: Any) -> Any:
    """Of a topic of 金南镇."""
    return files.attach(a_topic(cast))


def a_pictured_attachment(cast: Any) -> Any:
    found = an_attachment(cast)
    place(found.preview, jpeg())
    return found


def with_a_checkpoint(cast: Any) -> list[Any]:
    """An address without arguments, which answers once there is one."""
    a_checkpoint(cast)
    return []


def proven_publication(cast: Any) -> Publication:
    """One that the newest checkpoint covers."""
    publication = publication_of(cast.jinnan)
    a_checkpoint(cast)
    return publication


# Directories ---------------------------------------------------------------------------------------


def a_directory_draft(cast: Any) -> Directory:
    """Of 金南镇, with a matter of its own."""
    return directories.drafted(cast.jinnan)


def an_entry(cast: Any) -> DirectoryEntry:
    return a_directory_draft(cast).entries.get(name=directories.OWN.name)


def a_directory(cast: Any) -> Directory:
    """Of 金南镇, adopted."""
    return directories.adopted(cast.jinnan)


# A decision, as far as a door needs it --------------------------------------------------------------


def at_work(cast: Any) -> Scene:
    return scene(cast.jinnan, "clerk.jinnan")


def a_topic(cast: Any) -> Topic:
    return at_work(cast).topic()


def a_sheet(cast: Any) -> Topic:
    """A topic whose sheet goes round: the leader in charge has not signed."""
    town = at_work(cast)
    return town.topic(signed=False, leader=town.account("member").official)


def a_charge(cast: Any) -> Charge:
    """The town's legality reviews."""
    return at_work(cast).charge(cast.official("丁九"), Duty.LEGALITY)


def a_meeting(cast: Any) -> Meeting:
    return at_work(cast).convened()


def an_item(cast: Any) -> AgendaItem:
    return AgendaItem.objects.get(meeting=at_work(cast).opened())


def a_seat(cast: Any) -> Seat:
    return Seat.objects.filter(meeting=an_item(cast).meeting).order_by("pk")[0]


def a_statement(cast: Any) -> Statement:
    town = at_work(cast)
    item = town.item_at(Phase.STATING)
    return town.state(item, town.able(item)[0])


def a_vote(cast: Any) -> Vote:
    town = at_work(cast)
    item = town.item_at(Phase.VOTING)
    return town.vote(item, town.able(item)[0])


def a_ballot_count(cast: Any) -> BallotCount:
    town = at_work(cast)
    return town.count_ballots(verbs.secret_item(town))


def a_stop(cast: Any) -> Stop:
    return verbs.stopped(at_work(cast))


def an_observer(cast: Any) -> Observer:
    """The county's inspector, in a meeting of 金南镇."""
    return verbs.observed(at_work(cast))


def a_body(cast: Any) -> Body:
    return at_work(cast).body


def a_procedure(cast: Any) -> Procedure:
    """Of a body of 金南镇, not lodged yet."""
    town = at_work(cast)
    town.kind = verbs.SMALL
    return verbs.adopted(town)


def a_motion(cast: Any) -> AdHocMotion:
    """Of a meeting of 金南镇 that goes on."""
    town = at_work(cast)
    meeting = town.opened()
    return services.put_ad_hoc(meeting=meeting, topic=town.topic("临时"), reason="汛情", **town.by).ad_hoc


def a_light_sheet(cast: Any) -> LightSheet:
    """Entered, and not signed."""
    town = at_work(cast)
    return services.enter_light_sheet(meeting=town.opened(), lines=[light(town)], **town.by)


def a_recurring(cast: Any) -> TopicTemplate:
    return template(at_work(cast))


def a_hand_over(cast: Any) -> HandOver:
    """The member of the party committee who proposed a topic has left; nobody has received it yet."""
    return hand_over(cast)


def a_succession(cast: Any) -> Succession:
    """The other town goes on in a new one: nothing else of the cast changes."""
    county = cast.county
    new = county.children.create(
        code="320831120000", name="新镇", level="township", unit_type="town", county="320831", township="320831120"
    )
    return Succession.objects.create(predecessor=cast.zone, successor=new, day=today())


def a_resolution(cast: Any) -> Resolution:
    return at_work(cast).resolution()


def an_event(cast: Any) -> SecurityEvent:
    """Something that happened at a door of 金南镇."""
    security.note(Kind.DENIED, at=cast.now, actor=cast.user("clerk.jinnan"), stream="320831101", act="/admin/")
    return SecurityEvent.objects.latest("pk")


def a_checkpoint(cast: Any) -> Checkpoint:
    """Signed now: it covers all that has been done."""
    made = make_checkpoint(now=cast.now, always=True)
    assert made is not None
    return made


def a_reading(cast: Any) -> Reading:
    """Somebody of 金南镇 was shown a number. Without the service: it asks for a transaction of its own."""
    official = cast.official("丁一")
    return Reading.objects.create(
        at=cast.now,
        reader="丁十二",
        thing=str(Ref.of(official)),
        field="mobile",
        about=str(Ref.of(official)),
        reason="防汛值班联系",
        told=True,
        county=official.county,
        township=official.township,
    )


def a_calendar(cast: Any) -> list[Any]:
    """The token of the clerk's calendar."""
    clerk = cast.user("clerk.jinnan")
    return [make_feed(user=clerk, actor=clerk, now=cast.now)]


def a_robot(cast: Any) -> list[Any]:
    """In the group of 金南镇. It has just said much: whoever tries it must wait, and no test leaves the house."""
    robot = robot_of(cast.jinnan)
    Pace.objects.filter(robot=robot).update(times=[cast.now.timestamp()] * MESSAGES_A_MINUTE)
    return [robot.pk]
