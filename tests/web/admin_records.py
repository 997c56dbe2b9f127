"""Rows of every model that the admin shows, in whichever township they are asked for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from decisions.models import AdHocMotion, AgendaItem, LightSheet, Meeting, Resolution, Topic
from disclosure.models import Draft, Publication
from foundation.calendar.models import Arrangement
from foundation.documents import models as documents
from foundation.keys.models import Reading
from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.refs import Ref
from foundation.reminders.duties.models import DutyReport, RecurringDuty
from foundation.rulebook.models import Finding, Parameter, Regulation
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.security import services as security
from foundation.security.models import SecurityEvent
from foundation.security.states import Kind
from foundation.townships.models import Assignment, Body, Division, HandOver, Official, Post, Succession, Tenure, User
from foundation.violations import Basis
from powers.models import Directory
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.decisions.verbs import VERBS, actor_of
from tests.disclosure.made import publication_of
from tests.documents.flows import written
from tests.documents.office import uploaded
from tests.powers import directories
from tests.reminders import duties
from tests.rulebook import books
from tests.rulebook.findings import by_person
from tests.townships.acts import today
from tests.townships.leavers import hand_over


def published(model):
    """The rows of a model of the open site's room; a township that has none gets one of each."""

    def rows(township: str):
        found = model.objects.filter(township=township)
        if not found.exists():
            word = {"320831101": "jinnan", "320831103": "taji"}[township]
            division = Division.objects.get(code=f"{township}000")
            publication_of(division, by=f"clerk.{word}", reviewer=f"reviewer.{word}")
        return found

    return rows


def decided(model):
    """The rows of a model of the meeting room; a township that has none holds a meeting."""

    def rows(township: str):
        found = model.objects.filter(township=township)
        if not found.exists():
            word = {"320831101": "jinnan", "320831103": "taji"}[township]
            scene(Division.objects.get(code=f"{township}000"), f"clerk.{word}").resolution()
        return found

    return rows


def done(model, verb: str, by: str):
    """The rows that a verb of the meeting room leaves behind; in a township that has none it is done."""

    def rows(township: str):
        found = model.objects.filter(**{by: township})
        if not found.exists():
            word = {"320831101": "jinnan", "320831103": "taji"}[township]
            town = scene(Division.objects.get(code=f"{township}000"), f"clerk.{word}")
            VERBS[verb].ready(town)(actor_of(town, VERBS[verb]))
        return found

    return rows


def left_behind(township: str):
    """The hand-overs of a township; from one that has none somebody leaves."""
    found = HandOver.objects.filter(township=township)
    if not found.exists():
        hand_over(Cast(), town={"320831101": "jinnan", "320831103": "taji"}[township])
    return found


def laid_out(township: str):
    """The templates that a township has made its own; one that has none uploads one."""
    found = documents.PaperTemplate.objects.filter(township=township)
    if not found.exists():
        word = {"320831101": "jinnan", "320831103": "taji"}[township]
        clerk = User.objects.get(username=f"clerk.{word}")
        uploaded(Cast(), owner=Division.objects.get(code=f"{township}000"), actor=clerk)
    return found


def gone_on(township: str):
    """What a township has gone on in; one that has not goes on in a new one."""
    found = Succession.objects.filter(predecessor__township=township)
    if not found.exists():
        codes = {"code": f"{int(township) + 20}000", "county": "320831", "township": str(int(township) + 20)}
        new = Division.objects.create(name="新镇", level="township", unit_type="town", **codes)
        old = Division.objects.get(code=f"{township}000")
        Succession.objects.create(predecessor=old, successor=new, day=today())
    return found


def own_rules(township: str):
    """The parameters that a township has set for itself; one that has none sets one."""
    found = Parameter.objects.filter(township=township)
    if not found.exists():
        set_parameter(
            code="decisions.delivery_days",
            value="3",
            unit=Unit.CALENDAR_DAYS,
            scope=Scope(township[:6], township),
            start=timezone.localdate() + timedelta(days=1),
            basis=Basis("本镇议事规则"),
            actor="test",
            now=timezone.now(),
        )
    return found


def shown_numbers(township: str):
    """The readings of confidential numbers in a township; one that has none gets one."""
    found = Reading.objects.filter(township=township)
    if not found.exists():
        person = str(Ref.of(Official.objects.filter(township=township)[0]))
        Reading.objects.create(
            at=timezone.now(),
            reader="村一",
            thing=person,
            field="mobile",
            about=person,
            reason="防汛值班联系",
            told=True,
            county=township[:6],
            township=township,
        )
    return found


def noted(township: str):
    """What happened at the doors of a township; one where nothing did gets an event."""
    found = SecurityEvent.objects.filter(stream=township)
    if not found.exists():
        security.note(Kind.DENIED, at=timezone.now(), actor=f"村一 {township}", stream=township, act="/admin/")
    return found


def pointed_out(township: str):
    """The findings in a township; one that has none gets one."""
    found = Finding.objects.filter(township=township)
    if not found.exists():
        by_person(Division.objects.get(code=f"{township}000"), now=timezone.now())
    return found


def written_down(township: str):
    """The regulations of a township; one that has none writes one."""
    books.entered(Division.objects.get(code=f"{township}000"))
    return Regulation.objects.filter(township=township)


def listed(township: str):
    """The directories of a township; one that works by the model gets its own."""
    found = Directory.objects.filter(township=township)
    if not found.exists():
        directories.adopted(Division.objects.get(code=f"{township}000"))
    return found


def signed(_township: str):
    """The checkpoints, which belong to nobody; where there is none, one is made."""
    if not Checkpoint.objects.exists():
        make_checkpoint(now=timezone.now())
    return Checkpoint.objects.all()


def come_round(township: str):
    """The duties of a township; one that has none gets one."""
    found = RecurringDuty.objects.filter(township=township)
    if not found.exists():
        duties.begun(Scope("320831", township), actor="test")
    return found


def came_round(township: str):
    """What was reported in a township; one where nothing was reports one period."""
    found = DutyReport.objects.filter(township=township)
    if not found.exists():
        word = {"320831101": "jinnan", "320831103": "taji"}[township]
        unit = Division.objects.get(code=f"{township}000")
        duties.reported(come_round(township).get(), unit=unit, actor=duties.user(f"discipline.{word}"))
    return found


def on_paper(model):
    """The papers of a township and their drafts; one that has none signs one."""

    def rows(township: str):
        found = model.objects.filter(township=township)
        if not found.exists():
            word = {"320831101": "jinnan", "320831103": "taji"}[township]
            town = scene(Division.objects.get(code=f"{township}000"), f"clerk.{word}")
            town.signed(written(town))
        return found

    return rows


#: Model → (who reads it for the whole county, how to find its rows of one township).
READERS = {
    Division: ("inspector.county", lambda township: Division.objects.filter(township=township)),
    Body: ("inspector.county", lambda township: Body.objects.filter(township=township)),
    Post: ("inspector.county", lambda township: Post.objects.filter(township=township)),
    Official: ("inspector.county", lambda township: Official.objects.filter(township=township)),
    Tenure: ("inspector.county", lambda township: Tenure.objects.filter(township=township)),
    HandOver: ("inspector.county", left_behind),
    Succession: ("inspector.county", gone_on),
    User: ("system.county", lambda township: User.objects.filter(official__township=township)),
    Assignment: ("security.county", lambda township: Assignment.objects.filter(township=township)),
    Topic: ("inspector.county", decided(Topic)),
    Meeting: ("inspector.county", decided(Meeting)),
    AgendaItem: ("inspector.county", decided(AgendaItem)),
    Resolution: ("inspector.county", decided(Resolution)),
    AdHocMotion: ("inspector.county", done(AdHocMotion, "put_ad_hoc", "item__meeting__township")),
    LightSheet: ("inspector.county", done(LightSheet, "enter_light_sheet", "township")),
    Draft: ("inspector.county", published(Draft)),
    Publication: ("inspector.county", published(Publication)),
    documents.Draft: ("inspector.county", on_paper(documents.Draft)),
    documents.Paper: ("inspector.county", on_paper(documents.Paper)),
    documents.PaperTemplate: ("inspector.county", laid_out),
    Parameter: ("inspector.county", own_rules),
    # The whole country's.
    Arrangement: ("inspector.county", lambda _township: Arrangement.objects.all()),
    LedgerEntry: ("inspector.county", lambda township: LedgerEntry.objects.filter(stream=township)),
    LedgerHead: ("inspector.county", lambda township: LedgerHead.objects.filter(stream=township)),
    Checkpoint: ("inspector.county", signed),
    RecurringDuty: ("inspector.county", come_round),
    DutyReport: ("inspector.county", came_round),
    Finding: ("inspector.county", pointed_out),
    Regulation: ("inspector.county", written_down),
    Directory: ("inspector.county", listed),
    SecurityEvent: ("inspector.county", noted),
    Reading: ("inspector.county", shown_numbers),
}
every_model = pytest.mark.parametrize("model", READERS, ids=lambda model: model.__name__)
MEETING_ROOM = [Topic, Meeting, AgendaItem, Resolution, AdHocMotion, LightSheet]
PEOPLE = [Division, Body, Post, Official, Tenure, HandOver, Succession]
LOGS = [LedgerEntry, LedgerHead, SecurityEvent, Reading]
PAPERS = [documents.Draft, documents.Paper]
INSPECTED = [*PEOPLE, *MEETING_ROOM, *PAPERS, Draft, Publication, Parameter, *LOGS]


def address(model, view: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)
