"""The desk's pages on findings: each step with its last look, raising, and the home of the desk."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.refs import Ref, link_for, needs_of, title_of
from foundation.rulebook import desk_findings
from foundation.rulebook.models import Finding
from foundation.rulebook.services import load_defaults, note_no_longer
from foundation.rulebook.states import FindingState
from foundation.web.events import Visit
from foundation.web.tokens import new_token
from tests.decisions.scenes import scene
from tests.rulebook.findings import MONDAY, PERSON_RULE, by_person, finding_at, fresh, raised, take, user
from tests.rulebook.shown_findings import LIST, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


# The steps ---------------------------------------------------------------------------------------


def send(client, path: str, step: str = "", **words) -> object:
    return client.post(path, {"form_token": new_token(), **({"step": step} if step else {}), **words})


def test_an_answer_is_looked_at_once_more_and_then_binds(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    client, path = login("clerk.jinnan"), f"{finding.get_absolute_url()}answer/"
    assert "继续，核对" in page_of(client, path)
    look = send(client, path, "check", text="情况属实。").content.decode()
    assert "情况属实。" in look
    assert "不能修改" in look
    assert fresh(finding).state == FindingState.RAISED
    done = send(client, path, "confirm", text="情况属实。")
    assert done["Location"] == finding.get_absolute_url()
    assert fresh(finding).state == FindingState.ANSWERED
    assert "已答复，等待县里核定。" in page_of(client, finding.get_absolute_url())


def test_every_step_can_be_gone_on_the_pages(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    unit, county = login("discipline.jinnan"), login("inspector.county")
    meeting = scene(cast.jinnan, "clerk.jinnan").convened()
    record = f"http://127.0.0.1:8000{reverse('decisions:meeting', args=[meeting.pk])}"
    for client, step, words, state in (
        (unit, "answer", {"text": "属实"}, "answered"),
        (county, "add", {"text": "请附签到表"}, "answered"),
        (county, "confirm", {"reason": "属实"}, "confirmed"),
        (unit, "rectify", {"text": "已补开", "evidence": record}, "rectified"),
        (county, "send_back", {"reason": "请签字"}, "confirmed"),
        (unit, "rectify", {"text": "已签字", "paper": "签字页"}, "rectified"),
        (county, "close", {"reason": "已办"}, "closed"),
    ):
        path = reverse(f"findings:{step}", args=[finding.pk])
        assert page_of(client, path)
        assert "核对" in send(client, path, "check", **words).content.decode()
        assert send(client, path, "confirm", **words).status_code == 302, step
        assert fresh(finding).state == state, step
    page = page_of(county, finding.get_absolute_url())
    assert reverse("decisions:meeting", args=[meeting.pk]) in page


def test_a_finding_is_rejected_on_its_page(cast, login, now):
    finding = finding_at(FindingState.ANSWERED, cast.jinnan, now=now)
    path = reverse("findings:reject", args=[finding.pk])
    send(login("inspector.county"), path, "confirm", reason="手续齐全")
    assert fresh(finding).state == FindingState.REJECTED


def test_a_step_that_cannot_be_taken_now_says_why_on_its_page(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    client = login("inspector.county")
    path = reverse("findings:confirm", args=[finding.pk])
    assert "还不能办" in page_of(client, path)
    assert "请在单位答复以后" in send(client, path, "confirm", reason="属实").content.decode()
    assert "先答复" in page_of(login("clerk.jinnan"), reverse("findings:add", args=[finding.pk]))
    assert fresh(finding).state == FindingState.RAISED


def test_an_answer_without_words_is_asked_back(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    path = reverse("findings:answer", args=[finding.pk])
    assert "必填" in send(login("clerk.jinnan"), path, "check", text="").content.decode()


def test_sent_twice_it_acts_once(cast, login, now):
    finding = by_person(cast.jinnan, now=now)
    client, path = login("clerk.jinnan"), reverse("findings:answer", args=[finding.pk])
    form = {"form_token": new_token(), "step": "confirm", "text": "属实"}
    assert [client.post(path, form).status_code for _time in range(2)] == [302, 302]
    assert finding.notes.count() == 1


# Raising -----------------------------------------------------------------------------------------


def test_an_inspector_raises_with_the_addresses_of_pages(cast, login, now):
    load_defaults(now=now)
    client = login("inspector.county")
    path = reverse("findings:new")
    page = page_of(client, path)
    assert f"{cast.jinnan.name} {cast.village.name}" in page
    assert "散会后没有按期印发纪要" not in page
    topic = scene(cast.jinnan, "clerk.jinnan").topic("修桥")
    words = {
        "division": cast.jinnan.pk,
        "rule": PERSON_RULE,
        "text": "没有审批单。",
        "evidence": f"https://sunlit.example{reverse('decisions:topic', args=[topic.pk])}?a=b\n\n",
        "paper": "台账",
    }
    look = send(client, path, "check", **words).content.decode()
    assert "修桥" in look
    assert "黄（轻）" in look
    done = send(client, path, "confirm", **words)
    finding = Finding.objects.get()
    assert done["Location"] == finding.get_absolute_url()
    assert (finding.about, finding.paper) == (str(Ref.of(topic)), "台账")


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ("/desk/gone/1/", "不是本系统记录的网址"),
        ("随便写", "不是本系统记录的网址"),
        ("/desk/findings/", "不是本系统记录的网址"),
        ("/desk/\n" * 11, "最多填 10 行"),
        ("/desk/topics/999999/", "没有这些记录"),
        ("", "没有有关记录"),
    ],
)
def test_what_proves_nothing_is_asked_back(cast, login, now, evidence, says):
    load_defaults(now=now)
    words = {"division": cast.jinnan.pk, "rule": PERSON_RULE, "text": "没有审批单。", "evidence": evidence}
    assert says in send(login("inspector.county"), reverse("findings:new"), "check", **words).content.decode()
    assert not Finding.objects.exists()


# The home of the desk ----------------------------------------------------------------------------


def panel(name: str, today: date) -> list[tuple[str, str, bool, date | None]]:
    return [
        (item.title, item.pill, item.overdue, item.due)
        for panel in desk_findings.panels(Visit(user(name), today))
        for item in panel.items
    ]


def test_the_desk_shows_each_what_waits_for_him(cast, login):
    by_person(cast.jinnan)
    finding_at(FindingState.CONFIRMED, cast.jinnan)
    finding_at(FindingState.RECTIFIED, cast.jinnan)
    title, until = "违反其他制度规定", date(2026, 11, 5)
    on_time, late = date(2026, 11, 5), date(2026, 11, 6)
    assert panel("clerk.jinnan", on_time) == [(title, "待答复", False, until), (title, "已核定", False, None)]
    assert panel("clerk.jinnan", late)[0] == (title, "待答复", True, until)
    assert panel("inspector.county", on_time) == [(title, "已整改", False, None)]
    assert len(panel("inspector.county", late)) == 2
    for name in ("member.jinnan", "clerk.taji", "finance.county"):
        assert panel(name, late) == []


def test_the_ways_are_shown_to_those_who_may_go_them(cast, login):
    assert 'href="/desk/findings/"' in page_of(login("member.jinnan"), "/desk/")
    page = page_of(login("accountant.jinnan"), "/desk/")
    assert 'href="/desk/findings/"' not in page
    assert 'href="/desk/rules/registry/"' in page


# Names for other rooms ---------------------------------------------------------------------------


def test_other_rooms_can_name_and_open_a_finding(cast):
    ref = Ref.of(by_person(cast.jinnan))
    assert title_of(ref) == "金南镇：违反其他制度规定"
    assert link_for(ref, user("clerk.jinnan")) == f"{LIST}{ref.pk}/"
    assert link_for(ref, user("clerk.taji")) is None
    assert needs_of(ref) == ("view_decisions", "320831101")
    gone = Ref(ref.label, "999999")
    assert (title_of(gone), needs_of(gone)) == (str(gone), None)


# The admin ---------------------------------------------------------------------------------------


def test_an_inspector_reads_findings_in_the_admin(cast, login, machine, now):
    finding = raised(cast.jinnan, now=now)
    take("answer", finding, now=now)
    by_person(cast.taji, now=MONDAY, text="没有审批单。")
    client = login("inspector.county")
    changelist = reverse("admin:rulebook_finding_changelist")
    page = page_of(client, changelist)
    assert "示例规则" in page
    for query, count in (
        ("", 2),
        ("?state__exact=answered", 1),
        ("?severity__exact=yellow", 1),
        (f"?rule={PERSON_RULE}", 1),
        ("?township=320831101", 1),
        ("?township=320831101&state__exact=raised", 0),
    ):
        assert len(client.get(changelist + query).context["cl"].result_list) == count, query
    shown = page_of(client, reverse("admin:rulebook_finding_change", args=[finding.pk]))
    for words in ("某事应在2026年10月1日办完。", "情况属实。", "clerk.jinnan", "example.thing:1", "到工作台办理"):
        assert words in shown
    other = Finding.objects.get(text="没有审批单。")
    assert "inspector.county" in page_of(client, reverse("admin:rulebook_finding_change", args=[other.pk]))


def test_a_note_without_a_writer_is_shown_too(cast, login, machine):
    finding = raised(cast.jinnan)
    note_no_longer(finding=finding, now=MONDAY)
    assert "记录已不再显示" in page_of(
        login("inspector.county"), reverse("admin:rulebook_finding_change", args=[finding.pk])
    )


def test_the_admin_list_takes_as_many_queries_full_as_empty(cast, login, now, django_assert_max_num_queries):
    client = login("inspector.county")
    by_person(cast.jinnan, now=now)
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(40) as queries:
            page_of(client, reverse("admin:rulebook_finding_changelist"))
        counts.append(len(queries))
        for _number in range(3):
            finding_at(FindingState.ANSWERED, cast.jinnan, now=now)
    assert counts[0] == counts[1]
