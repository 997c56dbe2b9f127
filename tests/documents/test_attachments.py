"""附件: files that hang on a topic until it is decided, and are read by whoever reads the topic."""

from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from decisions.states import Category
from foundation import refs
from foundation.documents import holders, selectors, services
from foundation.documents.holders import Holder, holder_of
from foundation.documents.models import Attachment
from foundation.documents.states import PREVIEW
from foundation.files import storage
from foundation.files.models import StagedFile
from foundation.jobs.models import Job
from foundation.jobs.services import run
from foundation.refs import Ref
from foundation.violations import RuleViolation
from foundation.web.tokens import new_token
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.documents.attached import attach, void
from tests.files.samples import PDF, jpeg, office, staged
from tests.foundation.broken import broken_ledger
from tests.foundation.threads import at_once
from tests.foundation.wording import is_chinese_with_remedy, words


@pytest.fixture
def town(cast):
    return scene(cast.jinnan, "clerk.jinnan")


@pytest.fixture
def topic(town):
    return town.topic()


def refusal(work) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        work()
    assert is_chinese_with_remedy(caught.value.message)
    return caught.value


# The acts ----------------------------------------------------------------------------------------


def test_a_file_hangs_on_a_topic(cast, topic):
    row = attach(topic, "现场.jpg", jpeg(orientation=6))
    stored = Path(default_storage.path(row.path)).read_bytes()
    assert b"Secret" not in stored and row.size == len(stored)
    assert (str(row), row.about, row.scope) == ("现场.jpg", str(Ref.of(topic)), topic.scope)
    entry = cast.entry_of("320831101")
    assert (entry.act, entry.ref) == ("documents.attachment.attach", str(Ref.of(row)))
    assert not StagedFile.objects.exists()
    assert list(selectors.standing_attachments(Ref.of(topic))) == [row]


def test_a_wrong_file_is_voided_and_stays(cast, topic):
    row = void(attach(topic))
    assert row.voided_at and cast.entry_of("320831101").act == "documents.attachment.void"
    assert default_storage.exists(row.path)
    assert not selectors.standing_attachments(Ref.of(topic)) and list(selectors.attachments_of(Ref.of(topic))) == [row]
    # The same file may come again: somebody may have voided the wrong one.
    assert attach(topic).digest == row.digest
    assert refusal(partial(void, row)).code == "documents.void_already"


def test_what_is_refused(cast, town, topic):
    row = attach(topic)
    assert (refusal(partial(attach, topic, "又一次.pdf")).code) == "documents.attached_already"
    assert refusal(partial(void, row, " ")).field == "reason"
    with pytest.raises(PermissionDenied):
        attach(topic, content=PDF + b"%%EOF", actor=cast.user("member.jinnan"))
    with pytest.raises(PermissionDenied):
        void(row, actor=cast.user("clerk.taji"))
    with pytest.raises(LookupError):
        services.attach(about=Ref("no.thing", "1"), staged=staged(), actor=town.clerk, now=town.now)
    assert attach(town.topic("另一件")).digest == row.digest


def test_after_the_decision_nothing_comes_or_goes(town, topic):
    row = attach(topic)
    # Who had signed without it signs again.
    town.sign(topic)
    town.resolution(topic)
    assert refusal(partial(attach, topic, content=PDF + b"%%EOF")).code == "decisions.topic_decided"
    assert refusal(partial(void, row)).code == "decisions.topic_decided"


def test_without_its_entry_no_file_hangs(topic):
    waits = staged()
    give = partial(services.attach, about=Ref.of(topic), staged=waits, actor=waits.owner, now=timezone.now())
    with broken_ledger():
        give()
    assert not Attachment.objects.exists()
    # The file waits on, and the form can be sent again.
    row = give()
    with broken_ledger():
        void(row)
    row.refresh_from_db()
    assert row.voided_at is None


@pytest.mark.parametrize(
    "columns",
    [{"size": 0}, {"media_type": "text/html"}, {"digest": "abc"}, {"void_reason": "x"}, {"voided_at": timezone.now()}],
)
def test_the_database_refuses_a_row(topic, columns):
    values = {"about": "a.b:1", "name": "x.pdf", "media_type": "application/pdf", "size": 1, "digest": "0" * 64}
    more = {"uploaded_by": topic.history.first().history_user, "uploaded_at": timezone.now(), "county": "320831"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(**{**values, **more, **columns})


@pytest.mark.parametrize("change", ["name = 'y'", "digest = lower(digest)", "voided_at = NULL, void_reason = ''"])
def test_the_database_lets_a_row_be_voided_once_and_nothing_else(topic, change):
    row = attach(topic)
    if "voided" in change:
        void(row)
    with pytest.raises(Exception, match="only voided, once"), transaction.atomic():
        Attachment.objects.raw(f"UPDATE documents_attachment SET {change} WHERE id = {row.pk}")._fetch_all()
    with pytest.raises(Exception, match="never deleted"), transaction.atomic():
        row.delete()


def test_a_label_has_one_holder():
    other = Holder(lambda _pk: None, lambda *_words: None, lambda _pk: "")
    with pytest.raises(ValueError, match="already"):
        holders.register("decisions.topic", other)
    holders.register("decisions.topic", holder_of(Ref("decisions.topic", "1")))


def test_others_name_a_file_by_its_topic(cast, topic):
    row = attach(topic)
    ref = Ref.of(row)
    assert refs.title_of(ref) == "可行性报告.pdf"
    assert refs.link_for(ref, cast.user("member.jinnan")) == url("attachment", row)
    assert refs.link_for(ref, cast.user("clerk.taji")) is None
    assert refs.needs_of(ref) == ("view_decisions", "320831101") and refs.needs_of(Ref(ref.label, "0")) is None


@pytest.mark.postgres
def test_the_same_file_twice_at_once_hangs_once(copied_db):
    topic = scene(Cast().jinnan, "clerk.jinnan").topic()
    outcomes = at_once(*[partial(attach, topic) for _ in range(4)])
    codes = sorted(getattr(each, "code", "") for each in outcomes)
    assert codes == ["", *["documents.attached_already"] * 3]
    (row,) = Attachment.objects.all()
    assert Path(default_storage.path(row.path)).read_bytes() == PDF
    # One that waits is kept once: two forms with the same token are two acts.
    waits = staged("b.pdf", PDF + b"%%EOF")
    other = scene(Cast().jinnan, "clerk.jinnan").topic("另一件")
    give = partial(services.attach, staged=waits, actor=waits.owner, now=timezone.now())
    outcomes = at_once(partial(give, about=Ref.of(topic)), partial(give, about=Ref.of(other)))
    assert sorted(getattr(each, "code", "") for each in outcomes) == ["", "files.gone"]
    assert Attachment.objects.count() == 2 and not default_storage.exists(waits.path)


# On the desk -------------------------------------------------------------------------------------


def url(name, *things) -> str:
    return reverse(f"documents:{name}", args=[getattr(thing, "pk", thing) for thing in things])


def to(topic) -> str:
    return url("attach", "decisions.topic", topic)


def upload(client, topic, content=PDF, name="报告.pdf", **more):
    file = {"file": SimpleUploadedFile(name, content)} if content is not None else {}
    return client.post(to(topic), {"form_token": new_token(), **file, **more})


@pytest.fixture
def clerk(login):
    return login("clerk.jinnan")


def page_of(client, topic) -> str:
    return client.get(reverse("decisions:topic", args=[topic.pk])).content.decode()


def test_the_clerk_uploads_once_and_everybody_of_the_town_reads(topic, clerk, login):
    token, back = new_token(), f"{reverse('decisions:topic', args=[topic.pk])}#attachments"
    for _again in range(2):
        response = upload(clerk, topic, form_token=token)
        assert (response.status_code, response["Location"]) == (302, back)
    (row,) = Attachment.objects.all()
    assert to(topic) in page_of(clerk, topic) and url("void_attachment", row) in page_of(clerk, topic)
    member = login("member.jinnan")
    page = page_of(member, topic)
    assert "报告.pdf" in page and to(topic) not in page and url("void_attachment", row) not in page
    response = member.get(url("attachment", row))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    response.close()


@pytest.mark.parametrize("name", ["attachment", "preview", "void_attachment", "attach"])
@pytest.mark.parametrize(("username", "answer"), [("clerk.taji", 404), ("", 302)])
def test_strangers_find_nothing(topic, login, name, username, answer):
    row = attach(topic)
    response = login(username).get(to(topic) if name == "attach" else url(name, row))
    assert response.status_code == answer and "可行性报告" not in response.content.decode()


@pytest.mark.parametrize(
    ("label", "key"), [("no.thing", "1"), ("decisions.topic", "0"), ("decisions.topic", "x"), ("X", "1")]
)
def test_where_nothing_hangs_there_is_no_form(clerk, label, key):
    assert clerk.get(url("attach", label, key)).status_code == 404


def test_a_bad_upload_is_told_beside_its_field(topic, clerk):
    macros = office(word___vbaProject__bin=b"Sub AutoOpen()")
    for content, name, said in ((macros, "a.docx", "含有宏"), (b"MZ", "a.pdf", "后缀不符"), (None, "", "必填")):
        page = upload(clerk, topic, content, name).content.decode()
        assert said in page and 'href="#id_file"' in page
    assert not Attachment.objects.exists()


def test_a_personnel_topic_warns_first_and_keeps_the_file_meanwhile(town, clerk):
    topic = town.topic("任职建议", category=Category.PERSONNEL)
    assert "会前只告知题目" in clerk.get(to(topic)).content.decode()
    page = upload(clerk, topic).content.decode()
    assert "已收到“报告.pdf”" in page and not Attachment.objects.exists()
    waits = StagedFile.objects.get()
    assert upload(clerk, topic, None, heeded="on", staged=waits.token).status_code == 302
    assert Attachment.objects.get().about == str(Ref.of(topic))


def test_a_file_is_voided_on_the_desk(topic, clerk):
    row = attach(topic)
    assert "作废后不能恢复" in clerk.get(url("void_attachment", row)).content.decode()
    assert clerk.post(url("void_attachment", row), {"form_token": new_token(), "reason": "传错了"}).status_code == 302
    page = page_of(clerk, topic)
    assert "已作废" in page and "作废：传错了" in words(page).replace(":", "：")
    assert url("void_attachment", row) not in page


def test_after_the_decision_the_page_offers_nothing(town, topic, clerk):
    town.resolution(topic)
    assert to(topic) not in page_of(clerk, topic)
    response = clerk.get(to(topic))
    assert response.status_code == 409 and "已作决定" in response.content.decode()


def test_a_job_draws_the_small_picture(topic, clerk):
    row = attach(topic, "现场.jpg", jpeg((900, 600)))
    storage.remove(row.preview)
    assert url("preview", row) not in page_of(clerk, topic)
    assert clerk.get(url("preview", row)).status_code == 404
    job = Job.objects.get(kind=PREVIEW)
    assert run(job.pk, now=timezone.now())
    job.refresh_from_db()
    assert job.result == "已生成缩略图" and url("preview", row) in page_of(clerk, topic)
    response = clerk.get(url("preview", row))
    assert response["Content-Type"] == "image/jpeg"
    response.close()


def test_what_has_no_picture_shows_its_ending(topic, clerk):
    attach(topic, "预算.xlsx", office("xlsx"))
    assert not Job.objects.filter(kind=PREVIEW).exists()
    assert "XLSX" in page_of(clerk, topic)


def test_the_queries_of_the_page_do_not_depend_on_its_files(topic, clerk, django_assert_max_num_queries):
    attach(topic)
    with django_assert_max_num_queries(30):
        page_of(clerk, topic)
    for number in range(5):
        attach(topic, content=PDF + b"%%EOF" * (number + 1))
    with django_assert_max_num_queries(30):
        page_of(clerk, topic)
