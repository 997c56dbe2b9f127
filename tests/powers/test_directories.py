"""The life of a directory: drafted from what holds, changed, adopted, lodged; what it must not lack."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from foundation.ledger.models import LedgerEntry
from foundation.townships.states import BodyKind
from powers import rules, selectors, services
from powers.models import Directory, DirectoryClass, DirectoryEntry, DirectoryNote
from powers.states import DIRECTORY_MOVES, Boundary, DirectoryState, Step
from tests.decisions.refusals import in_good_chinese, refused
from tests.foundation.broken import broken_ledger
from tests.powers.directories import OWN, adopted, clerk, demand_of, drafted, entry, office
from tests.townships.acts import today

PARTY, HEAD, JOINT = BodyKind.PARTY_COMMITTEE, BodyKind.HEAD_MEETING, BodyKind.JOINT_MEETING


def change(row, **more):
    return services.change_entry(entry=row, demand=demand_of(row, **more), **clerk(row.directory.division))


# The model ---------------------------------------------------------------------------------------


def test_a_county_gets_its_model_once(cast, capsys):
    model = selectors.model_on("320831", today())
    assert (model.classes.count(), len(selectors.entries_of(model)), model.start) == (6, 28, date(1949, 10, 1))
    assert not DirectoryEntry.objects.filter(confirmed=True).exists(), "nothing is printed as a citation"
    before = LedgerEntry.objects.count()
    assert services.load_directory(county=cast.county, now=cast.now) is None
    call_command("load_directory")
    assert "新增 0 个县" in capsys.readouterr().out
    assert LedgerEntry.objects.count() == before


def test_without_a_model_a_town_has_nothing_to_begin_from(cast):
    Directory.objects.filter(township="").update(end=today() - timedelta(days=1))
    assert selectors.entries_for(cast.jinnan, today()) == []
    with refused("powers.no_model", "县委办", untouched=True):
        drafted(cast.jinnan)


# Drafting ----------------------------------------------------------------------------------------


def test_a_draft_begins_with_all_of_the_model_and_binds_nobody(cast):
    draft = drafted(cast.jinnan)
    assert (draft.number, draft.state, str(draft)) == (1, "draft", "金南镇集体决策事项目录（第1版）")
    assert len(selectors.entries_of(draft)) == 29
    assert selectors.problems_of(draft, today()) == []
    assert selectors.directory_on(cast.jinnan, today()).is_countys
    with refused("powers.draft_exists", "金南镇", untouched=True):
        drafted(cast.jinnan)


def test_the_next_version_takes_over_what_the_town_has_and_what_the_county_added(cast):
    adopted(cast.jinnan)
    model = adopted_by_county(cast, add="河湖管护的年度安排")
    draft = services.draft_directory(unit=cast.jinnan, **clerk(cast.jinnan))
    names = {each.name for each in selectors.entries_of(draft)}
    assert {OWN.name, "河湖管护的年度安排"} <= names
    assert draft.number == 2 and model.number == 2


def adopted_by_county(cast, add):
    """A second version of the model, with one more entry, in force from tomorrow."""
    draft = services.draft_directory(unit=cast.county, **office())
    services.add_entry(kind=draft.classes.get(position=1), demand=OWN.__class__(add, [PARTY]), **office())
    model = services.adopt_directory(directory=draft, start=today(), adopted_by="县委常委会", **office())
    assert model.is_countys
    return model


def test_what_the_county_adds_later_is_seen_to_be_missing(cast):
    """The town's version stays in force; the county's page says what it lacks."""
    own = adopted(cast.jinnan)
    assert selectors.problems_of(own, today()) == []
    adopted_by_county(cast, add="河湖管护的年度安排")
    assert selectors.problems_of(own, today()) == ["缺少县定事项“河湖管护的年度安排”"]
    lines = {line.unit: line for line in selectors.units_of("320831", today())}
    assert lines[cast.jinnan].problems == ["缺少县定事项“河湖管护的年度安排”"]
    assert (lines[cast.taji].directory, lines[cast.taji].entries, lines[cast.taji].problems) == (None, 29, ())


def test_the_countys_page_asks_no_more_for_more_units(cast, django_assert_num_queries):
    with django_assert_num_queries(5):
        selectors.units_of("320831", today())
    adopted(cast.jinnan)
    drafted(cast.taji)
    with django_assert_num_queries(6):
        lines = {line.unit: line for line in selectors.units_of("320831", today())}
    assert lines[cast.taji].draft is not None


# One entry ---------------------------------------------------------------------------------------


def test_an_entry_says_otherwise_while_it_is_a_draft(cast):
    row = entry(drafted(cast.jinnan), "works")
    changed = change(row, name=" 工程项目 ", reviews=[Step.EXPERT, Step.FUNDS, Step.LEGALITY], boundary=Boundary.OVER)
    row.refresh_from_db()
    assert (row.name, row.asked, row.boundary) == ("工程项目", (Step.FUNDS, Step.LEGALITY, Step.EXPERT), "over")
    assert changed == row and row.threshold_name.startswith("工程项目")


@pytest.mark.parametrize(
    ("code", "more", "field"),
    [
        ("powers.not_said", {"name": " "}, "name"),
        ("powers.bodies", {"bodies": []}, "body_1"),
        ("powers.bodies", {"bodies": [PARTY, PARTY]}, "body_1"),
        ("powers.threshold", {"light_body": ""}, "threshold"),
        ("powers.threshold", {"threshold": ""}, "threshold"),
        ("powers.threshold", {"threshold": "decisions.quorum"}, "threshold"),
        ("powers.same_matter", {"name": "大宗物资、服务采购"}, "name"),
    ],
)
def test_what_an_entry_cannot_be(cast, code, more, field):
    row = entry(drafted(cast.jinnan), "works")
    with refused(code, untouched=True) as refusal:
        change(row, **more)
    assert refusal.field == field and in_good_chinese(refusal.message)


def test_personnel_is_for_the_party_committee_alone(cast):
    row = entry(drafted(cast.jinnan), "appointment")
    for bodies in ([JOINT], [PARTY, JOINT]):
        with refused("powers.personnel_body", "党委会", untouched=True):
            change(row, bodies=bodies)


def test_the_words_of_what_comes_before_are_closed():
    row = DirectoryEntry(reviews=["gift"])
    objection = rules.reviews_are_known(row)
    assert objection.code == "powers.reviews" and in_good_chinese(objection.message)


def test_a_town_drops_its_own_and_never_the_countys(cast):
    draft = drafted(cast.jinnan)
    own = draft.entries.get(name=OWN.name)
    services.drop_entry(entry=own, **clerk(cast.jinnan))
    assert len(selectors.entries_of(draft)) == 28
    with refused("powers.county_entry", "县里统一规定", untouched=True):
        services.drop_entry(entry=entry(draft, "budget"), **clerk(cast.jinnan))
    model = services.draft_directory(unit=cast.county, **office())
    services.drop_entry(entry=entry(model, "awards"), **office())
    assert len(selectors.entries_of(model)) == 27


def test_where_no_model_holds_any_more_a_town_may_drop_what_it_had(cast):
    draft = drafted(cast.jinnan)
    Directory.objects.filter(township="").update(end=today() - timedelta(days=1))
    services.drop_entry(entry=entry(draft, "budget"), **clerk(cast.jinnan))
    assert selectors.problems_of(draft, today()) == []


# Adoption ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("budget", {"bodies": [PARTY]}, "“年度财政预算草案和决算”决定的组织少于县定"),
        ("budget", {"bodies": [BodyKind.PEOPLES_CONGRESS, PARTY]}, "先后不同"),
        ("works", {"reviews": [Step.FUNDS]}, "缺少会前程序：合法性审查"),
        ("works", {"boundary": Boundary.OVER}, "起点本身没有列入"),
        ("works", {"threshold": "powers.contract_sum"}, "设了县里没有的金额起点"),
        ("borrowing", {"threshold": "powers.contract_sum", "light_body": HEAD}, "设了县里没有的金额起点"),
        ("appointment", {"secret_vote": False}, "没有要求无记名投票"),
        ("reform", {"debate": False}, "没有要求会上辩论"),
        ("works", {"publication": False}, "没有要求公开"),
    ],
)
def test_what_asks_less_than_the_county_is_not_adopted(cast, code, more, words):
    draft = drafted(cast.jinnan)
    change(entry(draft, code), **more)
    with refused("powers.not_whole", words, untouched=True):
        adopted(cast.jinnan, draft)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("works", {"threshold": "", "light_body": ""}),
        ("works", {"reviews": [Step.FUNDS, Step.LEGALITY, Step.DISCIPLINE], "debate": True}),
        ("purchase", {"boundary": Boundary.AT_LEAST}),
        ("budget", {"bodies": [PARTY, BodyKind.CONGRESS_PRESIDIUM, BodyKind.PEOPLES_CONGRESS]}),
        ("report_upward", {"secret_vote": True}),
    ],
)
def test_what_asks_more_is_adopted(cast, code, more):
    draft = drafted(cast.jinnan)
    change(entry(draft, code), **more)
    assert adopted(cast.jinnan, draft).state == DirectoryState.ADOPTED


def test_two_entries_that_claim_the_same_and_a_class_that_changed_are_found(cast):
    draft = drafted(cast.jinnan)
    works, purchase = entry(draft, "works"), entry(draft, "purchase")
    DirectoryEntry.objects.filter(pk=works.pk).update(name=purchase.name)
    DirectoryClass.objects.filter(pk=works.kind_id).update(category="large_sum")
    found = selectors.problems_of(draft, today())
    assert "“大宗物资和服务的采购”与“大宗物资和服务的采购”是同一件事" in found
    assert "“大宗物资和服务的采购”所属类别与县定不同" in found


def test_an_entry_that_is_gone_is_a_gap(cast):
    draft = drafted(cast.jinnan)
    DirectoryEntry.objects.filter(pk=entry(draft, "budget").pk).update(dropped=True)
    with refused("powers.not_whole", "缺少县定事项“年度财政预算草案和决算”"):
        adopted(cast.jinnan, draft)


def test_the_version_before_ends_the_day_before(cast):
    first = adopted(cast.jinnan)
    later = today() + timedelta(days=5)
    second = services.draft_directory(unit=cast.jinnan, **clerk(cast.jinnan))
    with refused("powers.start", "施行日期", untouched=True) as refusal:
        services.adopt_directory(directory=second, start=today(), adopted_by="党委会", **clerk(cast.jinnan))
    assert refusal.field == "start"
    services.adopt_directory(directory=second, start=later, adopted_by="党委会", **clerk(cast.jinnan))
    first.refresh_from_db()
    assert first.end == later - timedelta(days=1)
    assert selectors.directory_on(cast.jinnan, today()) == first
    assert selectors.directory_on(cast.jinnan, later) == second


@pytest.mark.parametrize(
    ("more", "code"),
    [({"adopted_by": " "}, "powers.not_said"), ({"start": date(2026, 1, 1)}, "powers.start")],
)
def test_an_adoption_says_by_whom_and_never_goes_backwards(cast, more, code):
    draft = drafted(cast.jinnan)
    with refused(code, untouched=True):
        services.adopt_directory(
            **{"directory": draft, "start": today(), "adopted_by": "党委会", **clerk(cast.jinnan), **more}
        )


def test_what_was_adopted_stands(cast):
    own = adopted(cast.jinnan)
    row = entry(own, "works")
    with refused("powers.adopted", "另行起草", untouched=True):
        change(row, name="别的")
    with refused("powers.adopted"):
        services.add_entry(kind=own.classes.get(position=1), demand=OWN, **clerk(cast.jinnan))
    with refused("powers.adopted"):
        services.drop_entry(entry=own.entries.get(name=OWN.name), **clerk(cast.jinnan))
    with refused("powers.move", "起草、通过、报备"):
        adopted(cast.jinnan, own)


def test_exactly_two_moves_are_in_the_table():
    assert {(before.value, after.value): who for (before, after), who in DIRECTORY_MOVES.items()} == {
        ("draft", "adopted"): "owner",
        ("adopted", "lodged"): "county",
    }
    for before in DirectoryState:
        for after in DirectoryState:
            objection = rules.move_allowed(Directory(state=before), after)
            assert (objection is None) == ((before, after) in DIRECTORY_MOVES)


# The county --------------------------------------------------------------------------------------


def test_the_countys_office_takes_it_in_and_says_what_is_missing(cast):
    own = adopted(cast.jinnan)
    note = services.note_on_directory(directory=own, text=" 请写明依据 ", **office())
    assert (note.text, [str(each) for each in selectors.notes_of(own)]) == ("请写明依据", ["请写明依据"])
    with refused("powers.not_said", "意见"):
        services.note_on_directory(directory=own, text=" ", **office())
    assert services.lodge_directory(directory=own, **office()).lodged_on == today()
    with refused("powers.move", "已报县备案", untouched=True):
        services.lodge_directory(directory=own, **office())


@pytest.mark.once
@pytest.mark.parametrize("username", ["clerk.taji", "member.jinnan", "secretary.jinnan", "inspector.county"])
def test_each_level_keeps_its_own(cast, username):
    actor = {"actor": cast.user(username), "now": cast.now}
    own = adopted(cast.jinnan)
    with pytest.raises(PermissionDenied):
        services.draft_directory(unit=cast.jinnan, **actor)
    for act in (
        lambda: services.lodge_directory(directory=own, **actor),
        lambda: services.note_on_directory(directory=own, text="意见", **actor),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.once
def test_the_county_writes_no_towns_directory_and_lodges_no_model(cast):
    with pytest.raises(PermissionDenied):
        services.draft_directory(unit=cast.jinnan, **office())
    with pytest.raises(PermissionDenied):
        services.lodge_directory(directory=selectors.model_on("320831", today()), **office())


@pytest.mark.once
def test_who_reads_which_directory(cast):
    own, draft = adopted(cast.jinnan), drafted(cast.taji)
    model = selectors.model_on("320831", today())
    county_draft = services.draft_directory(unit=cast.county, **office())
    seen = {
        "accountant.jinnan": {own, model},
        "village.jinnan": {own, model},
        "clerk.taji": {draft, model},
        "inspector.county": {own, draft, model, county_draft},
        "system.county": set(),
    }
    for username, expected in seen.items():
        assert set(selectors.visible_directories(cast.user(username))) == expected, username
    assert {entry.directory for entry in selectors.visible_entries(cast.user("clerk.jinnan"))} == {own, model}
    assert selectors.versions_of(cast.jinnan, cast.user("clerk.jinnan")) == [own]
    assert selectors.versions_of(cast.jinnan, cast.user("clerk.taji")) == []


def test_entries_stand_under_the_four(cast):
    found = selectors.by_category(selectors.entries_for(cast.jinnan, today()))
    assert {category.value: len(rows) for category, rows in found.items()} == {
        "major_decision": 11,
        "personnel": 6,
        "large_sum": 6,
        "project": 5,
    }


# The last line -----------------------------------------------------------------------------------

TABLES = (Directory, DirectoryClass, DirectoryEntry, DirectoryNote)


def test_nothing_remains_when_the_ledger_fails(cast):
    def state():
        return [list(model.objects.order_by("pk").values()) for model in TABLES]

    own, draft, by = adopted(cast.jinnan), drafted(cast.taji), clerk(cast.taji)
    row = draft.entries.get(name=OWN.name)
    county = cast.county.parent.children.create(
        code="320830000000", name="邻县", level="county", unit_type="", county="320830"
    )
    verbs = [
        lambda: services.load_directory(county=county, now=cast.now),
        lambda: services.draft_directory(unit=cast.zone, **clerk(cast.zone)),
        lambda: services.add_entry(kind=draft.classes.get(position=1), demand=OWN.__class__("新的", [PARTY]), **by),
        lambda: services.change_entry(entry=row, demand=demand_of(row, name="改了"), **by),
        lambda: services.drop_entry(entry=row, **by),
        lambda: adopted(cast.taji, draft),
        lambda: services.lodge_directory(directory=own, **office()),
        lambda: services.note_on_directory(directory=own, text="意见", **office()),
    ]
    before = state()
    for work in verbs:
        with broken_ledger():
            work()
        assert state() == before
    for work in verbs:
        work()


@pytest.mark.parametrize(
    "attack",
    [
        lambda own, row: DirectoryEntry.objects.filter(pk=row.pk).update(name="别的"),
        lambda own, row: DirectoryClass.objects.filter(pk=row.kind_id).update(name="别的"),
        lambda own, row: DirectoryEntry.objects.filter(pk=row.pk).delete(),
        lambda own, row: Directory.objects.filter(pk=own.pk).update(state="draft", adopted_on=None, start=None),
        lambda own, row: Directory.objects.filter(pk=own.pk).update(start=date(2020, 1, 1)),
        lambda own, row: Directory.objects.filter(pk=own.pk).update(number=9),
        lambda own, row: Directory.objects.filter(pk=own.pk).update(end=date(2020, 1, 1)),
        lambda own, row: Directory.objects.filter(pk=own.pk).update(state="lodged"),
        lambda own, row: Directory.objects.filter(pk=own.pk).update(township="991234567"),
        lambda own, row: DirectoryNote.objects.create(directory=own, text="", actor_id=1, at="2026-11-10T00:00Z"),
        lambda own, row: _like(row, code="works"),
        lambda own, row: _like(row, threshold="decisions.quorum"),
        lambda own, row: _like(row, light_body=""),
        lambda own, row: _like(row, boundary="about"),
        lambda own, row: _like(row, confirmed=True),
        lambda own, row: _like(row, kind=DirectoryClass.objects.filter(directory__township="")[0]),
        lambda own, row: DirectoryClass.objects.create(directory=own, position=1, name="大类", category="project"),
        lambda own, row: DirectoryClass.objects.create(directory=own, position=9, name="大类", category="other"),
        lambda own, row: _version_like(own, number=1, state="draft", start=None, adopted_on=None),
        lambda own, row: _version_like(own, number=2),
    ],
)
def test_hand_written_rows_do_not_pass(cast, attack):
    own = adopted(cast.jinnan)
    with pytest.raises(IntegrityError), transaction.atomic():
        attack(own, entry(own, "works"))


def _like(row, **more):
    row.pk, row.code = None, "another"
    for name, value in more.items():
        setattr(row, name, value)
    row.save()


def _version_like(own, **more):
    own.pk = None
    for name, value in more.items():
        setattr(own, name, value)
    own.save()


def test_one_draft_at_a_time_in_the_tables_too(cast):
    draft = drafted(cast.jinnan)
    with pytest.raises(IntegrityError), transaction.atomic():
        _version_like(draft, number=7)


def test_what_is_right_passes_all_of_them(cast):
    """The attacks above fail for their reason and for no other."""
    own = adopted(cast.jinnan)
    _like(entry(own, "works"))
    Directory.objects.filter(pk=own.pk).update(end=own.start)
    _version_like(own, number=2)
