"""The desk's pages on what somebody hands over when he leaves, and what the receiver finds on his desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.townships.models import HandOver
from foundation.townships.states import PostKind
from tests.townships.acts import begin, day, end, official, today, vacate
from tests.townships.leavers import complete, hand_over, proposed, receive, received, tenure_of
from tests.townships.pages import TOKEN, send, text, url

pytestmark = pytest.mark.django_db


# Hand-overs --------------------------------------------------------------------------------------


@pytest.fixture
def found(cast) -> HandOver:
    return hand_over(cast, "修桥", "修路")


def test_the_list_of_a_unit_shows_open_ones_first(cast, login, found):
    proposed(cast, "jinnan", "修渠", proposer=cast.official("丁八"))
    end(tenure_of("丁八"), today())
    complete(received(HandOver.objects.get(tenure__official__name="丁八"), cast.official("丁三")))
    receive(found.lines.first(), cast.official("丁三"))
    rows = login("clerk.jinnan").get(url("hand_overs", cast.jinnan.code)).context["table"].rows
    assert [(row[0].label, row[3], row[5].text) for row in rows] == [
        ("丁九", "1 / 2", "未完成"),
        ("丁八", "1 / 1", "已完成"),
    ]
    assert "没有离任交接" in text(login("clerk.taji").get(url("hand_overs", cast.taji.code)))


def test_whoever_sees_no_decisions_is_told_who_does(cast, login, found):
    response = login("accountant.jinnan").get(url("hand_overs", cast.jinnan.code))
    assert response.status_code == 403 and "查看集体决策" in text(response)
    assert login("village.jinnan").get(url("hand_overs", cast.village.code)).status_code == 403


def test_line_by_line_and_then_complete(cast, login, found):
    client = login("clerk.jinnan")
    page = client.get(url("hand_over", found.pk))
    assert not page.context["action"].allowed and "还有 2 项" in text(page)
    for line in found.lines.order_by("pk"):
        address = url("receive", line.pk)
        assert url("receive", line.pk) in text(client.get(url("hand_over", found.pk)))
        data = {"receiver": cast.official("丁三").pk, "note": "已点清", "form_token": TOKEN + str(line.pk)}
        assert "丁三(党委副书记)" in text(client.post(address, {**data, "step": ""}))
        assert client.post(address, {**data, "step": "confirm"})["Location"] == url("hand_over", found.pk)
    page = client.get(url("hand_over", found.pk))
    assert page.context["action"].allowed
    assert "修桥:丁三" in text(send(client, url("complete", found.pk), "", witness="县组一"))
    assert send(client, url("complete", found.pk), witness="县组一")["Location"] == url("hand_over", found.pk)
    page = client.get(url("hand_over", found.pk))
    assert page.context["action"] is None and "监交人(签字)" in text(page) and "县组一" in text(page)
    assert "不必重复" in text(client.get(url("complete", found.pk)))
    assert "已由丁三接收" in text(client.get(address))


def test_receiving_links_to_the_matter_for_whoever_may_read_it(cast, login, found):
    address = url("receive", found.lines.first().pk)
    assert "/desk/topics/" in text(login("clerk.jinnan").get(address)).split("<h1>")[1].split("</p>")[0]
    assert "/desk/topics/" not in text(login("organisation.county").get(address))


def test_only_those_who_serve_are_offered_and_not_the_leaver(cast, login, found):
    client = login("clerk.jinnan")
    form = client.get(url("receive", found.lines.first().pk)).context["form"]
    names = {row.name for row in form["receiver"].field.queryset}
    assert "丁三" in names and not names & {"丁九", "戊三", "丁会计", "丁村一"}
    response = send(client, url("receive", found.lines.first().pk), receiver=cast.official("戊三").pk)
    assert response.status_code == 200 and response.context["form"].errors["receiver"]


def test_completing_early_names_how_many_are_missing_and_keeps_what_was_entered(cast, login, found):
    client = login("clerk.jinnan")
    assert "还有 2 项没有接收人" in text(client.get(url("complete", found.pk)))
    response = send(client, url("complete", found.pk), witness="县组一")
    assert response.status_code == 200 and "还有 2 项没有接收人" in text(response)
    received(found, cast.official("丁三"))
    response = send(client, url("complete", found.pk), "", witness="丁三")
    assert response.context["form"].errors["witness"] and 'value="丁三"' in text(response)


def test_the_leaver_reads_his_own_and_does_not_close_it(cast, login):
    """The clerk leaves: somebody else says who receives his matters."""
    clerk = cast.user("clerk.jinnan").official
    proposed(cast, "jinnan", "修桥", proposer=clerk)
    end(tenure_of(clerk.name), today())
    found = HandOver.objects.get()
    client = login("clerk.jinnan")
    page = client.get(url("hand_over", found.pk))
    assert page.status_code == 200 and "须由他人登记" in text(page)
    assert client.get(url("receive", found.lines.get().pk)).status_code == 403
    assert client.get(url("complete", found.pk)).status_code == 403
    assert login("organisation.county").get(url("receive", found.lines.get().pk)).status_code == 200


def test_another_town_finds_nothing_of_it(cast, login, found):
    client = login("clerk.taji")
    assert client.get(url("hand_over", found.pk)).status_code == 404
    for address in (url("complete", found.pk), url("receive", found.lines.first().pk)):
        assert client.get(address).status_code == 404
        assert send(client, address, witness="x", receiver="1").status_code == 404


# The desk ----------------------------------------------------------------------------------------


def panels(client) -> dict[str, list]:
    return {panel.title: panel.items for panel in client.get("/desk/").context["panels"]}


def test_the_receiver_finds_his_matters_and_the_keeper_the_hand_over(cast, login, found):
    receive(found.lines.first(), cast.user("member.jinnan").official)
    (item,) = panels(login("member.jinnan"))["接收的事项"]
    assert item.title == "修桥" and item.url.startswith("/desk/topics/") and "自丁九接收" in item.meta
    (item,) = panels(login("clerk.jinnan"))["离任交接"]
    assert item.url == url("hand_over", found.pk) and item.pill == "已接收 1 / 2"
    assert "离任交接" in panels(login("organisation.county"))
    for stranger in ("clerk.taji", "member.taji", "inspector.county", "accountant.jinnan"):
        assert not {"接收的事项", "离任交接"} & set(panels(login(stranger)))


def test_whoever_may_no_longer_read_the_matter_finds_it_under_its_old_name(cast, login, found):
    accountant = cast.user("accountant.jinnan")
    vacate(cast.post(cast.jinnan, PostKind.HEAD), day(-1))
    begin(accountant.official, cast.post(cast.jinnan, PostKind.HEAD))
    receive(found.lines.first(), accountant.official)
    (item,) = panels(login("accountant.jinnan"))["接收的事项"]
    assert (item.title, item.url) == ("修桥", url("hand_over", found.pk))
    assert login("accountant.jinnan").get(item.url).status_code == 200


# Queries -----------------------------------------------------------------------------------------


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def places(found: HandOver) -> list[str]:
    tenure = found.tenure
    return [url("hand_over", found.pk), url("hand_overs", tenure.post.division.code), url("post", tenure.post_id)]


def test_the_queries_of_these_pages_do_not_depend_on_their_rows(cast, login):
    small = hand_over(cast, "一")
    client = login("clerk.jinnan")
    client.get("/desk/")
    few = [queries(client, place) for place in places(small)]
    for number in range(12):
        proposed(cast, "jinnan", f"事{number}", proposer=cast.official("丁八"))
    end(tenure_of("丁八"), today())
    big = received(HandOver.objects.get(tenure__official__name="丁八"), cast.official("丁三"))
    for number in range(6):
        end(begin(official(f"前{number}", cast.jinnan), big.tenure.post, day(number + 1)), day(number + 1))
    assert [queries(client, place) for place in places(big)] == few
