"""The desk's pages of the book of rules: contents, one regulation, the forms, the print."""

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.rulebook import services
from foundation.rulebook.models import Regulation, RegulationLink, RegulationVersion
from foundation.rulebook.selectors import regulations as selectors
from foundation.rulebook.services import load_book, load_defaults
from foundation.rulebook.states import RegulationKind, Target
from foundation.townships.models import Division
from tests.foundation.wording import words
from tests.rulebook import books
from tests.rulebook.books import START, days
from tests.townships.pages import TOKEN

HOME = "/desk/rules/book/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def library(cast):
    """What is loaded, one regulation of the county and one of each town."""
    load_book(county=None, now=cast.now)
    load_book(county=cast.county, now=cast.now)
    books.enter(cast.county, "县里的办法")
    books.enter(cast.jinnan, "金南的办法")
    books.enter(cast.taji, "塔集的办法")
    return cast


def url(name: str, *args: object) -> str:
    return reverse(f"book:{name}", args=args)


def text(response) -> str:
    assert response.status_code == 200
    return words(response.content.decode())


def send(client, address: str, step: str = "confirm", **data):
    return client.post(address, {"form_token": TOKEN, "step": step, **data})


FILLED = {
    "title": "新办法",
    "kind": "township",
    "issuer": "金南镇党委",
    "basis": "党委会议通过",
    "start": "2026-03-01",
    "issued_on": "2026-02-27",
    "text": "第一条　甲。\n第二条　乙。",
    "text_known": "on",
}


# Contents ----------------------------------------------------------------------------------------


def test_a_law_leads_to_the_numbers_whose_basis_speaks_of_it(library, login):
    """Without the text at hand the page would be empty; what an article stands behind already is named there."""

    def named(found: Regulation) -> set[str]:
        return {link.label for link in login("clerk.jinnan").get(url("regulation", found.pk)).context["named_by"]}

    law = Regulation.objects.get(title="中华人民共和国招标投标法")
    assert "中标通知书发出后订立合同的期限" in named(law) and "招标文件发售期" not in named(law)
    own = books.enter(library.county, "中华人民共和国预算法")
    assert named(own) == {"预算、决算批准后公开的期限"}
    services.link(
        version=own.versions.get(),
        article=None,
        kind=Target.PARAMETER,
        code="disclosure.budget_days",
        actor="县委办",
        now=library.now,
    )
    assert named(own) == set()


@pytest.mark.parametrize(
    ("username", "there", "missing"),
    [
        ("member.jinnan", ["民法典", "县里的办法", "财务管理制度", "金南的办法"], ["塔集的办法"]),
        ("village.jinnan", ["民法典", "县里的办法", "金南的办法"], ["塔集的办法"]),
        ("clerk.taji", ["县里的办法", "塔集的办法"], ["金南的办法"]),
        ("inspector.county", ["民法典", "县里的办法"], ["金南的办法", "塔集的办法"]),
    ],
)
def test_everybody_opens_the_book_of_his_own_place(library, login, username, there, missing):
    page = text(login(username).get(HOME))
    assert [title for title in there if title not in page] == []
    assert [title for title in missing if title in page] == []


def test_the_county_opens_the_book_of_each_of_its_towns(library, login):
    client = login("inspector.county")
    assert text(client.get(HOME)).count("<option") == 5 + 4
    page = text(client.get(HOME, {"unit": library.jinnan.code}))
    assert "金南的办法" in page and "塔集的办法" not in page and "县里的办法" in page
    assert client.get(HOME, {"unit": library.village.code}).status_code == 404
    assert login("clerk.jinnan").get(HOME, {"unit": library.taji.code}).status_code == 404


def test_the_book_of_a_unit_that_has_ended_stays_open(library, login, today):
    Division.objects.filter(pk__in=[library.taji.pk, library.zone.pk]).update(end=today - days(1))
    page = text(login("inspector.county").get(HOME))
    assert library.taji.name in page and library.zone.name not in page


def test_contents_are_searched_and_sieved(library, login, today):
    client = login("clerk.jinnan")

    def titles(**asked: str) -> set[str]:
        page = text(client.get(HOME, asked))
        return {title for title in ("民法典", "县里的办法", "金南的办法", "财务管理制度") if title in page}

    version = Regulation.objects.get(title="金南的办法").versions.get()
    services.end_version(version=version, end=today - days(1), reason="废止", **books.by())
    assert titles(q="民法") == {"民法典"}
    assert titles(q="9号") == {"县里的办法", "金南的办法"}
    assert titles(q="提前两天") == {"县里的办法", "金南的办法"}
    assert titles(q="金湖县") == {"县里的办法"}
    assert titles(standing="in_force") == {"县里的办法"}
    assert titles(standing="ended") == {"金南的办法"}
    assert titles(standing="unconfirmed") == {"民法典", "财务管理制度"}
    assert titles(standing="ended", q="民法") == set()
    assert "没有符合条件的制度" in text(client.get(HOME, {"q": "没有的词"}))
    assert titles(standing="nonsense") == {"民法典", "县里的办法", "金南的办法", "财务管理制度"}


def test_an_empty_book_says_so(cast, login):
    assert "汇编里还没有制度" in text(login("clerk.jinnan").get(HOME))


def test_contents_cost_the_same_however_many(library, login, django_assert_max_num_queries):
    client = login("inspector.county")
    for number in range(20):
        books.enter(library.county, f"第{number}部")
    with django_assert_max_num_queries(8):
        client.get(HOME)


def test_only_the_keeper_is_shown_the_way_to_enter(library, login):
    county, town = url("record", library.county.code), url("record", library.jinnan.code)
    assert county in text(login("office.county").get(HOME))
    assert town not in text(login("office.county").get(HOME, {"unit": library.jinnan.code}))
    assert town in text(login("clerk.jinnan").get(HOME))
    assert town not in text(login("member.jinnan").get(HOME))


def test_the_desk_leads_to_the_book(cast, login):
    assert f'<a href="{HOME}">制度汇编</a><span class="hint">' in login("village.jinnan").get("/desk/").content.decode()
    assert HOME not in login("system.county").get("/desk/").content.decode()


# One regulation ----------------------------------------------------------------------------------


def test_a_page_shows_the_articles_and_what_they_stand_behind(library, login):
    regulation = Regulation.objects.get(title="县里的办法")
    version = regulation.versions.get()
    books.link(version, 2)
    books.link(version, None, "decisions.majority")
    page = text(login("member.jinnan").get(url("regulation", regulation.pk)))
    assert 'id="a2"' in page and "提前两天送达。" in page and "金政办〔2026〕9号" in page and "金湖县" in page
    assert page.count(f'href="/desk/rules/book/links/#parameter-{books.CODE}"') == 2
    assert "整部制度对应" in page and "现行" in page
    assert "登记新版本" not in page and url("void", RegulationLink.objects.order_by("pk")[0].pk) not in page


def test_a_title_alone_says_that_it_waits(library, login):
    regulation = Regulation.objects.get(title="财务管理制度")
    page = text(login("clerk.jinnan").get(url("regulation", regulation.pk)))
    assert "还没有核对原文,不作为依据印出" in page and "还没有录入条文" in page and "其余七项" in page
    countrys = Regulation.objects.get(title__endswith="民法典")
    assert "全国" in text(login("office.county").get(url("regulation", countrys.pk)))


def test_a_regulation_with_a_file_alone_leads_to_it(cast, login):
    version = books.enter(cast.jinnan, wording=books.wording(text="")).versions.get()
    books.attach(version)
    page = text(login("clerk.jinnan").get(url("regulation", version.regulation_id)))
    assert "条文见上面的文件" in page


def test_former_versions_can_be_read(library, login, today):
    regulation = Regulation.objects.get(title="金南的办法")
    books.revise(regulation, START + days(9), text="第一条　改过的话。")
    coming = books.revise(regulation, today + days(30), text="第一条　将来的话。")
    client = login("clerk.jinnan")
    here = url("regulation", regulation.pk)
    page = text(client.get(here))
    assert "改过的话" in page and "历次版本" in page and "尚未施行" in page
    first = text(client.get(here, {"version": "1"}))
    assert "提前两天送达" in first and "由第2版代替" in first and url("end", coming.pk) not in first
    assert "将来的话" in text(client.get(here, {"version": "3"}))
    for number in ("4", "0", "x"):
        assert client.get(here, {"version": number}).status_code == 404


def test_a_page_costs_the_same_however_many_articles(cast, login, django_assert_max_num_queries):
    many = "\n".join(f"第{number}条　内容。" for number in range(1, 60))
    regulation = books.enter(cast.jinnan, wording=books.wording(text=many))
    version = regulation.versions.get()
    for place in (1, 2, 3, 4):
        books.link(version, place)
    client = login("clerk.jinnan")
    with django_assert_max_num_queries(11):
        client.get(url("regulation", regulation.pk))


# Acting ------------------------------------------------------------------------------------------


def test_the_office_enters_a_regulation_after_a_last_look(cast, login):
    client, address = login("clerk.jinnan"), url("record", cast.jinnan.code)
    assert "登记制度" in text(client.get(address))
    look = text(send(client, address, step="check", **FILLED))
    assert "共 2 条,第一条到第二条" in look and "条文这样分开" in look and "<b>第二条</b> 乙。" in look
    assert not Regulation.objects.exists()
    changed = text(send(client, address, step="change", **FILLED))
    assert "第二条　乙。" in changed
    for _again in range(2):
        response = send(client, address, **FILLED)
        assert response.status_code == 302
    regulation = Regulation.objects.get()
    assert response["Location"] == url("regulation", regulation.pk)
    assert (regulation.title, regulation.township, regulation.kind) == ("新办法", "320831101", RegulationKind.TOWNSHIP)
    assert regulation.versions.get().articles.count() == 2


@pytest.mark.parametrize(
    ("change", "said", "field"),
    [
        ({"title": "金南的办法"}, "已有《金南的办法》", "title"),
        ({"kind": "county"}, "选择", "kind"),
        ({"text_known": ""}, "没有确认与正式文本核对过", "text_known"),
        ({"start": ""}, "请按正式文本填写", "start"),
        ({"issued_on": "2199-01-01"}, "不能晚于今天", "issued_on"),
        ({"basis": ""}, "必填", "basis"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_entered(library, login, change, said, field):
    client = login("clerk.jinnan")
    page = text(send(client, url("record", library.jinnan.code), step="check", **{**FILLED, **change}))
    assert said in page and f'href="#id_{field}"' in page and "第二条　乙。" in page
    assert not Regulation.objects.filter(title="新办法").exists()


@pytest.mark.parametrize(("pasted", "said"), [("", "没有填写条文"), ("只有一段话。", "没有按“第几条”分开的条文")])
def test_the_last_look_says_when_there_are_no_articles(cast, login, pasted, said):
    given = {**FILLED, "text": pasted}
    assert said in text(send(login("clerk.jinnan"), url("record", cast.jinnan.code), step="check", **given))


def test_the_county_enters_what_it_received_from_above(cast, login):
    given = {**FILLED, "kind": "superior", "position": "7"}
    assert send(login("office.county"), url("record", cast.county.code), **given).status_code == 302
    regulation = Regulation.objects.get()
    assert (regulation.county, regulation.township, regulation.position) == ("320831", "", 7)


def test_a_new_version_is_entered(library, login):
    regulation = Regulation.objects.get(title="金南的办法")
    client, address = login("clerk.jinnan"), url("version", regulation.pk)
    given = {name: FILLED[name] for name in ("basis", "text", "text_known", "issued_on")}
    look = text(send(client, address, step="check", start="2026-06-01", **given))
    assert "第2版" in look and "上一版在施行日期的前一天失效" in look
    assert "请填更晚的日期" in text(send(client, address, step="check", start="2026-03-01", **given))
    response = send(client, address, start="2026-06-01", **given)
    assert response["Location"] == f"{url('regulation', regulation.pk)}?version=2"
    assert regulation.versions.get(number=1).end is not None


def test_a_regulation_is_ended(library, login, today):
    version = RegulationVersion.objects.get(regulation__title="金南的办法")
    client, address = login("clerk.jinnan"), url("end", version.pk)
    assert f'value="{today.isoformat()}"' in text(client.get(address))
    look = text(send(client, address, step="check", end="2026-12-31", reason="由新办法废止"))
    assert "核对废止" in look and "由新办法废止" in look
    assert send(client, address, end="2026-12-31", reason="由新办法废止").status_code == 302
    version.refresh_from_db()
    assert version.end.isoformat() == "2026-12-31"
    assert "不必重复登记" in text(
        client.post(address, {"form_token": "another-" * 4, "step": "check", "end": "2027-01-01", "reason": "x"})
    )


def test_an_article_is_linked_and_the_link_voided(library, login):
    version = RegulationVersion.objects.get(regulation__title="金南的办法")
    client, address = login("clerk.jinnan"), url("link", version.pk)
    page = text(client.get(address))
    assert "整部制度" in page and "第二条 提前两天送达。" in page and 'label="参数"' in page
    article = version.articles.get(position=2)
    target = f"parameter:{books.CODE}"
    assert send(client, address, article=str(article.pk), target=target).status_code == 302
    link = RegulationLink.objects.get()
    assert (link.article, link.kind, link.code) == (article, Target.PARAMETER, books.CODE)
    again = client.post(address, {"form_token": "another-" * 4, "article": str(article.pk), "target": target})
    assert "已经登记过" in text(again)
    assert client.post(address, {"form_token": "a-third-" * 4, "article": "", "target": target}).status_code == 302
    void = url("void", link.pk)
    assert "第二条" in text(client.get(void))
    assert client.post(void, {"form_token": "a-fourth-" * 4, "reason": "对错了条"}).status_code == 302
    page = text(client.get(url("regulation", version.regulation_id)))
    assert "已作废" in page and "对错了条" in page


@pytest.mark.parametrize("data", [{}, {"target": "parameter:gone"}, {"target": books.CODE, "article": "0"}])
def test_a_link_to_nothing_is_no_link(library, login, data):
    version = RegulationVersion.objects.get(regulation__title="金南的办法")
    assert "error-summary" in text(send(login("clerk.jinnan"), url("link", version.pk), **data))
    assert not RegulationLink.objects.exists()


def test_a_town_does_not_touch_what_is_the_countys_or_the_countrys(library, login):
    client = login("clerk.jinnan")
    for title, reason in (("县里的办法", "由本级维护"), ("中华人民共和国民法典", "随系统装入")):
        version = RegulationVersion.objects.get(regulation__title=title)
        for address in (
            url("version", version.regulation_id),
            url("end", version.pk),
            url("attach", version.pk),
            url("link", version.pk),
        ):
            response = send(client, address, **FILLED, end="2026-12-31", reason="x")
            assert response.status_code == 403 and reason in response.content.decode(), address
    assert send(client, url("record", library.county.code), **FILLED).status_code == 404
    assert not RegulationVersion.objects.filter(number=2).exists()


def test_the_county_does_not_touch_what_is_a_towns(library, login):
    version = RegulationVersion.objects.get(regulation__title="金南的办法")
    response = send(login("office.county"), url("end", version.pk), end="2026-12-31", reason="x")
    assert response.status_code == 403 and "由本级维护" in response.content.decode()
    version.refresh_from_db()
    assert version.end is None


# The other way round -----------------------------------------------------------------------------


def test_by_number_the_articles_behind_it(library, login, today, django_assert_num_queries):
    for title, place in (("县里的办法", 2), ("金南的办法", 1), ("塔集的办法", None)):
        books.link(RegulationVersion.objects.get(regulation__title=title), place)
    page = text(login("clerk.jinnan").get(url("links")))
    assert f'id="parameter-{books.CODE}"' in page
    assert "《县里的办法》第二条" in page and "?version=1#a2" in page and "《金南的办法》第一条" in page
    assert "塔集的办法" not in page
    assert "《塔集的办法》</a>" in text(login("clerk.taji").get(url("links")))
    user = library.user("inspector.county")
    assert user.holdings
    with django_assert_num_queries(1):
        (one,) = selectors.backings(user, today, kind=Target.PARAMETER, code=books.CODE)
    assert [str(link.version.regulation) for link in one.links] == [
        "《县里的办法》",
        "《金南的办法》",
        "《塔集的办法》",
    ]
    assert selectors.backings(user, today, kind=Target.PARAMETER, code="decisions.majority") == []
    assert selectors.backings(user, today)[0] == one


def test_the_pages_of_a_number_and_of_the_rules_name_the_articles_behind_them(library, login):
    version = RegulationVersion.objects.get(regulation__title="县里的办法")
    books.link(version, 2)
    books.link(version, 1, kind=Target.RULE, code="decisions.last_word")
    books.link(RegulationVersion.objects.get(regulation__title="塔集的办法"), None)
    load_defaults(now=library.now)
    clerk = login("clerk.jinnan")
    number = text(clerk.get(reverse("rulebook:parameter", args=[books.CODE])))
    assert "制度依据" in number and "《县里的办法》第二条" in number and "塔集的办法" not in number
    assert "制度依据" not in text(clerk.get(reverse("rulebook:parameter", args=["decisions.majority"])))
    assert "《县里的办法》第一条" in text(clerk.get(reverse("registry:rules"), {"q": "decisions.last_word"}))
    assert "《县里的办法》" not in text(login("system.county").get(reverse("registry:rules")))


def test_what_has_ended_or_is_void_stands_behind_nothing(library, login, today):
    version = RegulationVersion.objects.get(regulation__title="金南的办法")
    link = books.link(version, 2)
    voided = books.link(version, 1, "decisions.majority")
    services.void_link(link=voided, reason="错", **books.by())
    client = login("clerk.jinnan")
    page = text(client.get(url("links")))
    assert link.code in page and voided.code not in page
    services.end_version(version=version, end=today - days(1), reason="废止", **books.by())
    assert "还没有登记对应" in text(client.get(url("links")))


# For everybody -----------------------------------------------------------------------------------


def test_the_whole_book_is_printed(library, login, today):
    client = login("member.jinnan")
    ended = books.enter(library.jinnan, "废止的办法").versions.get()
    services.end_version(version=ended, end=today - days(1), reason="废止", **books.by())
    coming = books.wording(start=today + days(5))
    books.enter(library.jinnan, "将来的办法", wording=coming)
    scanned = books.enter(library.jinnan, "只有扫描件的办法", wording=books.wording(text="")).versions.get()
    books.attach(scanned, "扫描件.pdf")
    page = text(client.get(url("print")))
    contents, _nav, texts = page.partition('<h2 id="book-contents">')[2].partition("</nav>")
    assert "金南镇制度汇编" in page
    for title in ("民法典", "县里的办法", "金南的办法", "只有扫描件的办法"):
        assert title in contents
    for title in ("县里的办法", "金南的办法", "只有扫描件的办法"):
        assert f"<h2>{title}</h2>" in texts
    assert "正式文本:扫描件.pdf" in texts
    assert texts.count("提前两天送达。") == 2
    assert "民法典" not in texts and "财务管理制度" not in texts
    for title in ("废止的办法", "将来的办法", "塔集的办法"):
        assert title not in page
    assert page.count("(待县确认)") == Regulation.objects.filter(versions__text_known=False).count()


def test_the_print_of_a_town_and_its_cost(library, login, django_assert_max_num_queries):
    client = login("inspector.county")
    with django_assert_max_num_queries(10):
        page = text(client.get(url("print"), {"unit": library.taji.code}))
    assert "塔集的办法" in page and "金南的办法" not in page
    assert client.get(url("print"), {"unit": "x"}).status_code == 404


def test_a_file_that_nobody_compared_is_not_printed_as_the_text(cast, login):
    bare = books.wording(text="", text_known=False, start=None, document_number="")
    books.attach(books.enter(cast.jinnan, "没有核对的办法", wording=bare).versions.get())
    page = text(login("clerk.jinnan").get(url("print")))
    assert "没有核对的办法" in page and "议事办法.pdf" not in page and "<h2>没有核对的办法" not in page


# The admin ---------------------------------------------------------------------------------------


def test_the_admin_shows_a_regulation_with_its_versions(library, login, django_assert_max_num_queries):
    client = login("inspector.county")
    with django_assert_max_num_queries(12):
        page = client.get("/admin/rulebook/regulation/").content.decode()
    assert "民法典" in page and "全国" in page and "320831" in page
    page = client.get("/admin/rulebook/regulation/?q=金南").content.decode()
    assert "320831101" in page and "民法典" not in page
    regulation = Regulation.objects.get(title="金南的办法")
    page = client.get(f"/admin/rulebook/regulation/{regulation.pk}/change/").content.decode()
    assert "金政办〔2026〕9号" in page and "县长办公会议通过" in page


def test_who_sees_nobody_sees_no_book(cast, today):
    user = cast.user("system.county")
    assert selectors.places(user, today) == []
    assert not selectors.visible_regulations(user).exists()
