"""The code of a demonstration account's app, for whoever looks at the demonstration; nobody else's."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from foundation.townships.models import Authenticator, User
from tests.townships.acts import account, official
from tests.townships.doorway import show, sign_in
from tests.townships.test_second_factor import enrol

pytestmark = pytest.mark.django_db


def code(username: str) -> str:
    out = io.StringIO()
    call_command("second_factor_code", username, stdout=out)
    return out.getvalue()


def test_the_code_opens_the_second_step_and_is_told_once(cast, client, clock):
    Authenticator.objects.update(last_step=-1)
    digits, left = re.match(r"(\d{6})（(\d+) 秒后换下一个）", code("inspector.county")).groups()
    assert 0 < int(left) <= 30
    sign_in(client, "inspector.county")
    assert show(client, digits)["Location"] == "/desk/"
    assert "已经用过" in code("inspector.county")
    clock.forward(seconds=30)
    assert code("inspector.county")[:6] != digits


@pytest.mark.parametrize("drift", [-4, 7])
def test_a_drift_is_followed(cast, client, clock, drift):
    Authenticator.objects.update(last_step=-1, drift=drift)
    sign_in(client, "inspector.county")
    assert show(client, code("inspector.county")[:6])["Location"] == "/desk/"


def test_real_accounts_unknown_ones_and_those_without_a_device_have_none(cast, clock):
    real = account("real", official("子一", cast.jinnan), is_demo=False)
    enrol(real)
    for username in ("real", "nobody", "clerk.jinnan"):
        with pytest.raises(CommandError, match=f"“{username}”不是演示账号，或者没有绑定"):
            code(username)


def test_production_tells_nothing(cast, settings):
    settings.PRODUCTION = True
    assert User.objects.get(username="inspector.county").is_demo
    with pytest.raises(CommandError, match="正式环境不显示"):
        code("inspector.county")
