"""The book of rules: what is entered, what is refused, what never changes."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref
from foundation.rulebook import services, targets
from foundation.rulebook.models import Regulation, RegulationLink, RegulationVersion
from foundation.rulebook.seed_book import COUNTRY, COUNTY
from foundation.rulebook.services import load_book
from foundation.rulebook.states import RegulationKind, Standing, Target
from foundation.scope import INSTALLATION
from foundation.townships.models import Division
from tests.ledger.acts import told
from tests.rulebook import books
from tests.rulebook.books import START, days
from tests.rulebook.refusing import refused

# Entering ----------------------------------------------------------------------------------------


def test_a_regulation_is_entered_with_its_first_version(cast):
    regulation = books.enter(cast.jinnan, " 《议事办法》 ", issuer=" 金南镇党委 ")
    version = regulation.versions.get()
    assert (regulation.title, regulation.issuer, str(regulation)) == ("议事办法", "金南镇党委", "《议事办法》")
    assert (regulation.county, regulation.township, regulation.position) == ("320831", "320831101", 1)
    assert (version.number, version.start, version.end, str(version)) == (1, START, None, "《议事办法》第1版")
    articles = list(version.articles.order_by("position"))
    assert [(row.position, str(row), row.text) for row in articles] == [
        (1, "第一条", "为了演示。"),
        (2, "第二条", "提前两天送达。"),
        (3, "第三条", "自发布之日起施行。"),
    ]
    entry = cast.entry_of("320831101")
    assert (entry.act, entry.ref) == ("rulebook.regulation.record", str(Ref.of(regulation)))
    tables = {table for table, _key in told(entry)}
    assert tables == {"rulebook_regulation", "rulebook_regulationversion"}
    assert '"count":3' in bytes(entry.body).decode().replace(" ", "")


def test_the_county_enters_its_own_in_its_own_stream(cast):
    first = books.enter(cast.county, "财务办法")
    second = books.enter(cast.county, "上级的办法", kind=RegulationKind.SUPERIOR)
    third = books.enter(cast.county, "放在第二", position=2)
    assert [row.position for row in (first, second, third)] == [1, 2, 2]
    assert first.stream == "320831" and cast.entry_of("320831").ref == str(Ref.of(third))


def test_two_towns_may_use_one_title(cast):
    books.enter(cast.jinnan)
    books.enter(cast.taji)
    books.enter(cast.county)
    assert Regulation.objects.filter(title="议事办法").count() == 3


def test_a_title_alone_waits_for_the_county(cast, today):
    bare = books.wording(text="", text_known=False, start=None, issued_on=None, document_number="")
    version = books.enter(cast.jinnan, wording=bare).versions.get()
    assert version.standing_on(today) == Standing.UNCONFIRMED
    assert not version.articles.exists()


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"title": " 《》 "}, "rulebook.no_title", "title"),
        ({"title": "议事办法"}, "rulebook.title_taken", "title"),
        ({"kind": RegulationKind.COUNTY}, "rulebook.regulation_kind", "kind"),
        ({"kind": RegulationKind.LAW}, "rulebook.regulation_kind", "kind"),
        ({"wording": books.wording(basis=" ")}, "rulebook.no_basis", "basis"),
        ({"wording": books.wording(text_known=False)}, "rulebook.text_not_compared", "text_known"),
        ({"wording": books.wording(start=None)}, "rulebook.no_start", "start"),
        ({"wording": books.wording(issued_on=date(2999, 1, 1))}, "rulebook.issued_ahead", "issued_on"),
    ],
)
def test_what_makes_no_regulation_is_refused(cast, regulation, more, code, field):
    refused(code, field, lambda: books.enter(cast.jinnan, **{"title": "另一部", **more}))


def test_a_county_keeps_no_rules_of_townships(cast):
    said = refused("rulebook.regulation_kind", "kind", lambda: books.enter(cast.county, kind=RegulationKind.TOWNSHIP))
    assert "法律法规、党内法规、上级文件、本县制度" in said.message


def test_a_unit_that_has_ended_makes_no_rules(cast, today):
    Division.objects.filter(pk=cast.taji.pk).update(end=today - days(1))
    refused("rulebook.unit_ended", "", lambda: books.enter(cast.taji))


# Versions ----------------------------------------------------------------------------------------


def test_a_new_version_ends_the_one_before(cast, regulation, version, today):
    second = books.revise(regulation, START + days(100), text="第一条　改了。")
    version.refresh_from_db()
    assert (second.number, second.end) == (2, None)
    assert (version.end, version.end_reason) == (START + days(99), "由第2版代替")
    on = RegulationVersion.objects.filter(regulation=regulation).on
    assert [on(START + days(count)).get().number for count in (0, 99, 100)] == [1, 1, 2]
    assert not on(START - days(1)).exists()
    assert [version.standing_on(today), second.standing_on(today)] == [Standing.ENDED, Standing.IN_FORCE]
    assert second.standing_on(START + days(99)) == Standing.COMING
    entry = cast.entry_of("320831101")
    assert (entry.act, entry.ref) == ("rulebook.version.add", str(Ref.of(regulation)))
    assert len([key for table, key in told(entry) if table == "rulebook_regulationversion"]) == 2


def test_a_regulation_that_has_ended_may_come_back(regulation, version):
    services.end_version(version=version, end=START + days(10), reason="试行期满", **books.by())
    again = books.revise(regulation, START + days(20))
    version.refresh_from_db()
    assert (version.end, version.end_reason, again.number) == (START + days(10), "试行期满", 2)


def test_the_text_of_a_title_is_entered_later(cast):
    bare = books.wording(text="", text_known=False, start=None)
    regulation = books.enter(cast.jinnan, wording=bare)
    books.revise(regulation, START)
    first = regulation.versions.get(number=1)
    assert (first.start, first.end) == (None, START - days(1))
    assert RegulationVersion.objects.on(START - days(5)).filter(pk=first.pk).exists()


@pytest.mark.parametrize("start", [START - days(1), START])
def test_no_version_is_slipped_in_before_another(regulation, start):
    refused("rulebook.version_not_latest", "start", lambda: books.revise(regulation, start))


def test_no_version_begins_before_the_end_that_is_on_record(regulation, version):
    services.end_version(version=version, end=START + days(10), reason="废止", **books.by())
    refused("rulebook.version_not_latest", "start", lambda: books.revise(regulation, START + days(10)))
    assert books.revise(regulation, START + days(11)).number == 2


def test_a_later_version_says_since_when(regulation):
    bare = books.wording(text="", text_known=False, start=None)
    refused(
        "rulebook.no_start",
        "start",
        lambda: services.add_version(regulation=regulation, wording=bare, **books.by()),
    )


def test_a_regulation_ends_once_and_says_why(cast, regulation, version, today):
    ended = services.end_version(version=version, end=today, reason=" 由某某办法废止 ", **books.by())
    assert (ended.end, ended.end_reason) == (today, "由某某办法废止")
    assert ended.standing_on(today) == Standing.IN_FORCE
    assert ended.standing_on(today + days(1)) == Standing.ENDED
    assert cast.entry_of("320831101").act == "rulebook.version.end"
    refused(
        "rulebook.version_ended",
        "",
        lambda: services.end_version(version=version, end=today, reason="再一次", **books.by()),
    )


@pytest.mark.parametrize(
    ("end", "reason", "code", "field"),
    [
        (START - days(1), "废止", "rulebook.ended_before_start", "end"),
        (START, "  ", "rulebook.no_reason", "reason"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(version, end, reason, code, field):
    refused(code, field, lambda: services.end_version(version=version, end=end, reason=reason, **books.by()))


def test_a_title_without_days_can_end(cast, today):
    bare = books.wording(text="", text_known=False, start=None)
    version = books.enter(cast.jinnan, wording=bare).versions.get()
    assert services.end_version(version=version, end=today, reason="本镇没有", **books.by()).end == today


# The country's part, and the titles ---------------------------------------------------------------


def test_nobody_changes_the_countrys_part(countrys, today):
    version = countrys.versions.get()
    works = [
        lambda: books.revise(countrys, START),
        lambda: services.end_version(version=version, end=today, reason="废止", **books.by()),
        lambda: books.attach(version),
        lambda: books.link(version, None),
    ]
    for work in works:
        refused("rulebook.countrys", "", work)
    link = RegulationLink.objects.create(version=version, kind=Target.PARAMETER, code=books.CODE)
    refused("rulebook.countrys", "", lambda: services.void_link(link=link, reason="错", **books.by()))


def test_titles_are_loaded_once_for_the_country_and_each_county(cast):
    assert load_book(county=None, now=cast.now) == len(COUNTRY)
    assert load_book(county=cast.county, now=cast.now) == len(COUNTY)
    entries = LedgerEntry.objects.count()
    assert load_book(county=None, now=cast.now) == load_book(county=cast.county, now=cast.now) == 0
    assert LedgerEntry.objects.count() == entries
    assert cast.entry_of(INSTALLATION).act == cast.entry_of("320831").act == "rulebook.book.load"


def test_nothing_that_is_loaded_is_printed_as_a_citation(cast, today):
    load_book(county=None, now=cast.now)
    load_book(county=cast.county, now=cast.now)
    loaded = RegulationVersion.objects.all()
    assert {(row.text_known, row.basis[:4], row.start, row.document_number) for row in loaded} == {
        (False, "待县确认", None, "")
    }
    assert {row.standing_on(today) for row in loaded} == {Standing.UNCONFIRMED}
    titles = [title.text for title in (*COUNTRY, *COUNTY)]
    assert len(set(titles)) == len(titles) and all("《" not in title and len(title) <= 120 for title in titles)


def test_the_titles_of_the_seeds(cast):
    load_book(county=cast.county, now=cast.now)
    assert list(Regulation.objects.filter(county="320831").order_by("position").values_list("title", flat=True)) == [
        "招投标实施、评标和验收办法",
        "财务管理制度",
        "中层干部竞争上岗制度",
        "村干部权力运行管理制度",
        "基层党组织议事决策规则",
        "党务政务公开制度",
        "乡镇党委书记末位发言制度",
        "重大事项票决制度",
        "乡村权力运行规范指数评估办法及责任追究办法",
    ]


def test_a_title_that_the_county_has_entered_is_left_alone(cast):
    books.enter(cast.county, "财务管理制度")
    assert load_book(county=cast.county, now=cast.now) == len(COUNTY) - 1
    assert Regulation.objects.get(title="财务管理制度").versions.get().text_known


def test_the_command_loads_both(cast, capsys):
    call_command("load_rulebook")
    assert f"、{len(COUNTRY) + len(COUNTY)} 部制度的名称。" in capsys.readouterr().out
    call_command("load_rulebook")
    assert capsys.readouterr().out == "新增 0 项规则参数、0 部制度的名称。\n"


# Links -------------------------------------------------------------------------------------------


def test_an_article_stands_behind_a_number(cast, version):
    link = books.link(version)
    assert (str(link), str(link.article), link.voided_on) == (f"参数 {books.CODE}", "第二条", None)
    assert cast.entry_of("320831101").act == "rulebook.link.make"
    books.link(version, None)
    books.link(version, 1)
    assert version.links.count() == 3


def test_a_link_is_voided_and_may_be_made_again(version, today):
    link = books.link(version)
    voided = services.void_link(link=link, reason=" 对错了条 ", **books.by())
    assert (voided.voided_on, voided.void_reason) == (today, "对错了条")
    books.link(version)
    assert version.links.count() == 2
    refused("rulebook.link_void", "", lambda: services.void_link(link=link, reason="再一次", **books.by()))


@pytest.mark.parametrize("place", [2, None])
def test_a_link_is_made_once(version, place):
    books.link(version, place)
    refused("rulebook.linked_already", "target", lambda: books.link(version, place))


def test_a_link_leads_to_something_that_there_is(version):
    refused("rulebook.target_unknown", "target", lambda: books.link(version, code="decisions.colour"))
    refused("rulebook.target_unknown", "target", lambda: books.link(version, kind=Target.POWER))


def test_a_link_without_a_reason_stays(version):
    link = books.link(version)
    refused("rulebook.no_reason", "reason", lambda: services.void_link(link=link, reason=" ", **books.by()))


def test_an_article_of_another_version_stands_behind_nothing_here(regulation, version):
    foreign = books.revise(regulation, START + days(5)).articles.all()[0]
    refused("rulebook.article_elsewhere", "article", lambda: books.link(version, article=foreign))
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationLink.objects.create(version=version, article=foreign, kind=Target.PARAMETER, code=books.CODE)


def test_each_room_says_which_codes_it_has(monkeypatch):
    assert targets.title_of(Target.PARAMETER, books.CODE) == "议题和材料提前送达的天数"
    assert targets.title_of(Target.POWER, "gone") == "gone"
    monkeypatch.setattr(targets, "_catalogues", {})
    powers = {"power.7": "公共资源交易"}.copy
    targets.register(Target.POWER, powers)
    targets.register(Target.POWER, powers)
    assert targets.title_of(Target.POWER, "power.7") == "公共资源交易"
    with pytest.raises(ValueError, match="power"):
        targets.register(Target.POWER, dict)
