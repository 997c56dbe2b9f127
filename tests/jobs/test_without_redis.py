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
    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    client = login("reviewer.jinnan")
    drafts = [draft_of(cast.jinnan, title=f"示例村道路维修{number}") for number in range(3)]
    Job.objects.all().delete()
    took = []
    with broker_at(request.getfixturevalue(broker)):
        for draft in drafts:
            started = monotonic()
            with django_capture_on_commit_callbacks(execute=True):
                response = client.post(f"/desk/publications/{draft.pk}/publish/", {"form_token": f"{TOKEN}{draft.pk}"})
            took.append(monotonic() - started)
            assert response.status_code == 302
        assert client.get("/").status_code == client.get("/desk/jobs/").status_code == 200
    # The first one found out; the others do not ask again.
    assert took[0] < 2.5 and max(took[1:]) < 1
    assert Job.objects.filter(state="waiting").count() == 3
