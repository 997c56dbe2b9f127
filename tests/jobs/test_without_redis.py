"""The web works without Redis: a page that acts is a little slower once, and nothing is lost."""

from time import monotonic

import pytest

from foundation.jobs import nudges
from foundation.jobs.models import Job
from tests.disclosure.made import draft_of
from tests.jobs.test_nudges import black_hole, broker_at, refused  # noqa: F401 - fixtures
from tests.townships.pages import TOKEN


@pytest.mark.parametrize("broker", ["refused", "black_hole"])
def test_a_page_that_acts_answers_within_two_seconds_more(
    broker, request, cast, login, monkeypatch, django_capture_on_commit_callbacks
):
    client = login("reviewer.jinnan")
    before, *drafts = [draft_of(cast.jinnan, title=f"示例村道路维修{number}") for number in range(4)]
    asked = []
    connected = nudges._connected
    monkeypatch.setattr(nudges, "_connected", lambda patience: asked.append(patience) or connected(patience))
    Job.objects.all().delete()

    def publish(draft) -> float:
        started = monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"/desk/publications/{draft.pk}/publish/", {"form_token": f"{TOKEN}{draft.pk}"})
        assert response.status_code == 302
        return monotonic() - started

    monkeypatch.setattr(nudges, "_rest_until", monotonic() + 60)
    usual = publish(before)
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    with broker_at(request.getfixturevalue(broker)):
        assert publish(drafts[0]) - usual < 2
        publish(drafts[1])
        publish(drafts[2])
        assert client.get("/").status_code == client.get("/desk/jobs/").status_code == 200
    assert len(asked) == 1, "the first act found out, the others do not ask again"
    assert Job.objects.filter(state="waiting").count() == 4
