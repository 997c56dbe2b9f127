"""The admin shows: own rows only, nothing else can be done in it."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from decisions.models import AgendaItem, Meeting, Resolution, Topic
from disclosure.models import Draft, Publication
from foundation.calendar.models import Arrangement
from foundation.keys.models import Reading
from foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.refs import Ref
from foundation.rulebook.models import Finding, Parameter, Regulation
from foundation.rulebook.services import load_defaults, set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope
from foundation.security import services as security
from foundation.security.models import SecurityEvent
from foundation.security.states import Kind
from foundation.townships.models import Assignment, Body, Division, HandOver, Official, Post, Succession, Tenure, User
from foundation.townships.states import Role
from foundation.violations import Basis
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.disclosure.made import publication_of
from tests.ledger.acts import doing
from tests.rulebook import books
from tests.rulebook.findings import by_person
from tests.townships.acts import account, grant, official, today
from tests.townships.leavers import hand_over

pytestmark = pytest.mark.django_db


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


def left_behind(township: str):
    """The hand-overs of a township; from one that has none somebody leaves."""
    found = HandOver.objects.filter(township=township)
    if not found.exists():
        hand_over(Cast(), town={"320831101": "jinnan", "320831103": "taji"}[township])
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
        load_defaults(now=timezone.now())
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


def signed(_township: str):
    """The checkpoints, which belong to nobody; where there is none, one is made."""
    if not Checkpoint.objects.exists():
        make_checkpoint(now=timezone.now())
    return Checkpoint.objects.all()


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
    Draft: ("inspector.county", published(Draft)),
    Publication: ("inspector.county", published(Publication)),
    Parameter: ("inspector.county", own_rules),
    # The whole country's.
    Arrangement: ("inspector.county", lambda _township: Arrangement.objects.all()),
    LedgerEntry: ("inspector.county", lambda township: LedgerEntry.objects.filter(stream=township)),
    LedgerHead: ("inspector.county", lambda township: LedgerHead.objects.filter(stream=township)),
    Checkpoint: ("inspector.county", signed),
    Finding: ("inspector.county", pointed_out),
    Regulation: ("inspector.county", written_down),
    SecurityEvent: ("inspector.county", noted),
    Reading: ("inspector.county", shown_numbers),
}
every_model = pytest.mark.parametrize("model", READERS, ids=lambda model: model.__name__)
MEETING_ROOM = [Topic, Meeting, AgendaItem, Resolution]
PEOPLE = [Division, Body, Post, Official, Tenure, HandOver, Succession]
LOGS = [LedgerEntry, LedgerHead, SecurityEvent, Reading]
INSPECTED = [*PEOPLE, *MEETING_ROOM, Draft, Publication, Parameter, *LOGS]


def address(model, view: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def shown(response) -> set[int]:
    return {row.pk for row in response.context["cl"].result_list}


@pytest.fixture
def limited(cast, login):
    """An inspector of 金南镇 only (分片)."""
    grant(account("limited", official("县一", cast.county)), Role.INSPECTOR, cast.jinnan)
    return login("limited")


def test_every_model_of_the_admin_is_tried_here():
    assert set(READERS) == set(admin.site._registry)


# Whose rows --------------------------------------------------------------------------------------


@every_model
@pytest.mark.parametrize("view", ["change", "history"])
def test_a_reader_opens_every_record_of_his_county(cast, login, model, view):
    username, rows = READERS[model]
    for town in (cast.jinnan, cast.taji):
        response = login(username).get(address(model, view, rows(town.township).first().pk))
        assert response.status_code == 200


@pytest.mark.parametrize("model", INSPECTED, ids=lambda model: model.__name__)
def test_an_inspector_of_one_town_lists_its_rows_only(cast, limited, model):
    _username, rows = READERS[model]
    own = set(rows(cast.jinnan.township).values_list("pk", flat=True))
    assert own
    if model is Parameter:
        # What the country sets holds in every town.
        own |= set(Parameter.objects.filter(county="").values_list("pk", flat=True))
    response = limited.get(address(model, "changelist"))
    assert shown(response) <= own
    assert response.context["cl"].result_count == len(own)


@pytest.mark.parametrize("model", INSPECTED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("view", ["change", "history"])
def test_another_towns_record_is_not_found(cast, limited, model, view):
    _username, rows = READERS[model]
    assert limited.get(address(model, view, rows(cast.jinnan.township).first().pk)).status_code == 200
    foreign = address(model, view, rows(cast.taji.township).first().pk)
    assert limited.get(foreign).status_code == 404
    assert limited.post(foreign).status_code == 404


@pytest.mark.parametrize("term", ["戊一", "塔集"])
def test_a_search_finds_nothing_of_another_town(limited, term):
    for model in INSPECTED[:-1]:
        assert shown(limited.get(address(model, "changelist"), {"q": term})) == set()


def test_a_record_of_another_county_is_not_found(cast, login):
    county = Division.objects.create(code="320830000000", name="盱眙县", level="county", county="320830")
    stranger = account("stranger", official("盱一", county))
    assert login("system.county").get(address(User, "change", stranger.pk)).status_code == 404
    assert login("inspector.county").get(address(Division, "change", county.pk)).status_code == 404
    assert login("inspector.county").get(address(Official, "change", stranger.official.pk)).status_code == 404


@pytest.mark.parametrize("key", ["0", "999999999", "99999999999999999999999999", "x", "1.0", "-1", "1 or 1=1"])
def test_a_key_that_is_none_is_not_found(login, key):
    for model in (Division, LedgerEntry):
        path = address(model, "change", 1).replace("/1/", f"/{key}/")
        assert login("inspector.county").get(path).status_code == 404


# Who may not -------------------------------------------------------------------------------------


@every_model
def test_anonymous_goes_to_the_login_and_a_clerk_is_told_why_not(cast, client, login, model):
    _username, rows = READERS[model]
    key = rows(cast.jinnan.township).first().pk
    for path in (address(model, "changelist"), address(model, "change", key), address(model, "history", key)):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
        response = login("clerk.jinnan").get(path)
        assert response.status_code == 403
        assert "监督后台只对县级监督部门和三员开放" in response.content.decode()


@every_model
def test_another_administrator_is_told_what_is_missing(cast, login, model):
    """三员 see nothing of each other's and nothing of the business."""
    _username, rows = READERS[model]
    other = login("security.county" if model is User else "system.county")
    key = rows(cast.jinnan.township).first().pk
    for path in (address(model, "change", key), address(model, "history", key)):
        response = other.get(path)
        assert response.status_code == 403
        assert str(model._meta.verbose_name) in response.content.decode()
    assert other.get(address(model, "changelist")).status_code == 403


# What cannot be done -----------------------------------------------------------------------------


@every_model
def test_nothing_can_be_added_changed_or_deleted(cast, login, model, rf):
    username, rows = READERS[model]
    client = login(username)
    row = rows(cast.jinnan.township).first()
    before = list(model.objects.order_by("pk").values_list())
    changed = {field.name: "1" for field in model._meta.concrete_fields}
    assert client.post(address(model, "change", row.pk), changed).status_code == 403
    client.post(address(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    client.post(address(model, "changelist"), changed)
    # What was refused is noted in the security log, and nowhere else.
    assert list(model.objects.order_by("pk").values_list())[: len(before)] == before
    assert not LogEntry.objects.exists()
    request = rf.get("/")
    request.user = User.objects.get(username=username)
    page = admin.site._registry[model]
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.get_actions(request) == {}


@every_model
def test_a_list_shows_neither_boxes_nor_buttons(login, model):
    username, _rows = READERS[model]
    text = login(username).get(address(model, "changelist")).content.decode()
    for part in ("_selected_action", "addlink", "delete_selected", 'name="_save"'):
        assert part not in text


# Secrets -----------------------------------------------------------------------------------------


def test_no_page_shows_a_password(cast, login):
    user = cast.user("clerk.jinnan")
    client = login("system.county")
    for path in (address(User, "changelist"), address(User, "change", user.pk), address(User, "history", user.pk)):
        assert user.password not in client.get(path).content.decode()


@pytest.mark.parametrize(
    "lookup",
    ["password__startswith", "password", "password__regex", "official__accounts__password__startswith"],
)
def test_no_filter_finds_out_a_password(cast, login, lookup):
    """Whatever it is compared with, the answer is the same."""
    client = login("system.county")
    found = [
        client.get(address(User, "changelist"), {lookup: text}).status_code
        for text in (cast.user("clerk.jinnan").password[:8], "never")
    ]
    assert found == [400, 400]


def test_no_filter_of_another_list_finds_out_a_password(cast, login):
    start = cast.user("clerk.jinnan").password[:8]
    for model, path in ((Assignment, "user"), (Official, "accounts"), (Tenure, "official__accounts")):
        response = login(READERS[model][0]).get(address(model, "changelist"), {f"{path}__password__startswith": start})
        assert response.status_code == 400


@pytest.mark.parametrize(
    "query",
    ["level=x", "pk=x", "o=x", "o=99", "p=x", "e=1", "name__regex=(", "parent__name=x", "nothing=x", "_to_field=name"],
)
def test_a_filter_that_makes_no_sense_breaks_nothing(login, query):
    """A page, the list without it, or a refusal, but no fault."""
    assert login("inspector.county").get(f"{address(Division, 'changelist')}?{query}").status_code < 500


@every_model
def test_every_filter_that_a_list_offers_works(login, model):
    username, rows = READERS[model]
    # Some filters offer what there is.
    rows("320831101")
    client = login(username)
    changes = client.get(address(model, "changelist")).context["cl"]
    assert len(changes.filter_specs) == len(admin.site._registry[model].list_filter)
    for spec in changes.filter_specs:
        choice = list(spec.choices(changes))[-1]
        assert client.get(address(model, "changelist") + choice["query_string"]).status_code == 200


def test_a_filter_and_a_search_together_find_what_they_say(login):
    client = login("system.county")
    response = client.get(address(User, "changelist"), {"is_active__exact": "1", "q": "clerk"})
    assert {row.username for row in response.context["cl"].result_list} == {
        "clerk.jinnan",
        "clerk.taji",
        "clerk.kaifaqu",
    }


# The ledger --------------------------------------------------------------------------------------


def test_an_entry_is_shown_with_its_bytes_and_its_chain_value(login):
    with doing(stream="320831101"):
        pass
    entry = LedgerEntry.objects.filter(stream="320831101").latest("number")
    text = login("inspector.county").get(address(LedgerEntry, "change", entry.pk)).content.decode()
    assert bytes(entry.leaf).hex() in text
    assert "test.thing.do" in text and "2026-03-04T05:06:07.000089Z" in text


def test_the_newest_entries_come_first(login):
    rows = list(login("inspector.county").get(address(LedgerEntry, "changelist")).context["cl"].result_list)
    assert rows == sorted(rows, key=lambda row: row.pk, reverse=True)
    assert len(rows) == 50


# Lists -------------------------------------------------------------------------------------------

#: Model → queries of its list: as many for three rows as for fifty.
QUERIES = {
    Division: 5,
    Body: 5,
    Post: 5,
    Official: 5,
    Tenure: 5,
    User: 5,
    Assignment: 5,
    Topic: 5,
    Meeting: 5,
    AgendaItem: 5,
    Resolution: 5,
    Draft: 5,
    Publication: 5,
    Parameter: 5,
    Arrangement: 5,
    # Two more: the rules and the units that there are, for its filters.
    Finding: 7,
    Regulation: 5,
    SecurityEvent: 5,
    Reading: 5,
    HandOver: 5,
    Succession: 5,
}


def test_the_queries_of_every_list_are_counted():
    """Those of the ledger's lists depend on what stands in them: tests/townships/test_ledger_lists.py."""
    assert set(READERS) - set(QUERIES) == {LedgerEntry, LedgerHead, Checkpoint}


@pytest.mark.parametrize("model", QUERIES, ids=lambda model: model.__name__)
def test_the_queries_of_a_list_do_not_depend_on_its_rows(cast, login, model, django_assert_num_queries):
    username, rows = READERS[model]
    client = login(username)
    with django_assert_num_queries(QUERIES[model]):
        few = client.get(address(model, "changelist"), {"q": "村一"})
    for number in range(3):
        somebody = official(f"村一{number}", cast.jinnan)
        user = account(f"more{number}", somebody, name="村一")
        grant(user, Role.CLERK, cast.taji)
        publication_of(cast.jinnan)
    scene(cast.jinnan, "clerk.jinnan").resolution()
    rows(cast.jinnan.township)
    with django_assert_num_queries(QUERIES[model]):
        more = client.get(address(model, "changelist"))
    assert len(shown(more)) > len(shown(few))


def test_a_list_stops_after_twenty_pages(cast, login):
    for number in range(3):
        official(f"子{number}", cast.jinnan)
    Official.objects.bulk_create(
        Official(name=f"多{number}", division=cast.jinnan, county="320831", township="320831101")
        for number in range(1100)
    )
    client = login("inspector.county")
    changes = client.get(address(Official, "changelist")).context["cl"]
    assert (changes.result_count, changes.paginator.num_pages) == (1000, 20)
    assert client.get(address(Official, "changelist"), {"p": 20}).status_code == 200
    assert client.get(address(Official, "changelist"), {"p": 21}).status_code in {302, 404}
    assert len(client.get(address(Official, "changelist"), {"all": ""}).context["cl"].result_list) == 50


def test_a_search_finds_a_tenure_by_its_post(login):
    response = login("inspector.county").get(address(Tenure, "changelist"), {"q": "文书"})
    assert {row.post.name for row in response.context["cl"].result_list} == {"党政办文书"}
