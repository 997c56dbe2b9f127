"""Signs of whether the house is well: each room registers its own in `apps.py`, and `foundation.upkeep` shows them all.

A sign is looked at whenever somebody asks. It reads little, and whatever goes wrong inside of it makes it red.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core import checks
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class Light(StrEnum):
    """Green: nothing to do. Amber: somebody should see to it. Red: now."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Reading:
    """How a sign stands, in colour and in words that a layman understands. Without secrets and personal data."""

    light: Light
    words: str


@dataclass(frozen=True)
class Sign:
    """A sign: `look` is the dotted name of `function(now) -> Reading`, the texts may be lazy.

    `meaning` says what follows for people when it is not green, `remedy` what to do. `vital`: when it is red nobody
    should rely on the house, and `/healthz` answers 503. `asks_database`: it cannot be read without.
    """

    code: str
    title: Any
    look: str
    meaning: Any
    remedy: Any
    vital: bool = False
    asks_database: bool = True

    def read(self, now: datetime) -> Reading:
        """Never raises: what could not be read is red."""
        try:
            function: Callable[[datetime], Reading] = import_string(self.look)
            return function(now)
        except Exception as error:
            logger.exception("sign %s could not be read", self.code)
            return Reading(Light.RED, _("这一项没有查成（%s）。") % type(error).__name__)


_signs: dict[str, Sign] = {}


def register(*signs: Sign) -> None:
    """Raises `ValueError` when another sign has the code."""
    for sign in signs:
        if _signs.setdefault(sign.code, sign) != sign:
            raise ValueError(f"sign {sign.code} is registered twice")


def registered() -> list[Sign]:
    return list(_signs.values())


@checks.register
def check_signs(**_kwargs: object) -> list[checks.CheckMessage]:
    """Every sign can be imported: a renamed function is found at start, not in the night."""
    errors: list[checks.CheckMessage] = []
    for sign in registered():
        try:
            import_string(sign.look)
        except ImportError as error:
            errors.append(checks.Error(f"signs: {sign.code}: {error}", id="foundation.E002"))
    return errors


# What signs have in common -----------------------------------------------------------------------


def by_age(age: timedelta, *, amber: timedelta, red: timedelta) -> Light:
    """What is older than a limit has its colour. So has what lies ahead: the clock was set back, and of what came since
    nobody knows."""
    if abs(age) > red:
        return Light.RED
    return Light.AMBER if abs(age) > amber else Light.GREEN


def ago(age: timedelta) -> str:
    """3天前, 5小时前; 2天以后 of what cannot be."""
    if age < -timedelta(minutes=1):
        return _("%s以后（服务器的时钟被拨回过，请核对时间）") % span(-age)
    return _("%s前") % span(age)


def span(age: timedelta) -> str:
    """How long that is, in the largest unit of which there are some: 3天, 5小时, 12分钟."""
    minutes = int(age / timedelta(minutes=1))
    if minutes < 1:
        return _("不到1分钟")
    if minutes < 60:
        return _("%d分钟") % minutes
    if minutes < 48 * 60:
        return _("%d小时") % (minutes // 60)
    return _("%d天") % (minutes // (24 * 60))
