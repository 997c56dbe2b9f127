"""The web works without Redis: one act asks in vain, for a second at the most, and nothing is lost.

How long people wait is measured in drill/test_faults.py.
"""

import pytest

from foundation.jobs import nudges
from foundation.jobs.models import Job
from tests.disclosure.made import draft_of
from tests.jobs.test_nudges import black_hole, broker_at, refused  # noqa: F401 - fixtures
from tests.townships.pages import TOKEN


@pytest.mark.parametrize("broker", ["refused", "black_hole"])
def test_of_all_acts_one_asks_a_broker_that_is_not_there(
    broker, request, cast, login, monkeypatch, django_capture_on_commit_callbacks
):
    client = login("reviewer.jinnan")
    drafts = [draft_of(cast.jinnan, title=f"示例村道路维修{number}") for number in range(3)]
    asked = []
    connected = nudges._connected
    monkeypatch.setattr(nudges, "_connected", lambda patience: asked.append(patience) or connected(patience))
    Job.objects.all().delete()

    monkeypatch.setattr(nudges, "_rest_until", 0.0)
    with broker_at(request.getfixturevalue(broker)):
        for draft in drafts:
            with django_capture_on_commit_callbacks(execute=True):
                response = client.post(f"/desk/publications/{draft.pk}/publish/", {"form_token": f"{TOKEN}{draft.pk}"})
            assert response.status_code == 302
        assert client.get("/").status_code == client.get("/desk/jobs/").status_code == 200
    # The first act found out, the others do not ask again.
    assert asked == [nudges.PATIENCE] and nudges.PATIENCE <= 1
    assert Job.objects.filter(state="waiting").count() == 3
