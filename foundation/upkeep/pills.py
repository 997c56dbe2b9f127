"""States in a word and a colour."""

from django.utils.translation import gettext as _

from foundation.jobs import states as jobs
from foundation.signs import Light
from foundation.upkeep.states import State
from foundation.web.components import Pill


def pill_of(light: Light) -> Pill:
    return {
        Light.GREEN: Pill(_("正常"), "green"),
        Light.AMBER: Pill(_("注意"), "amber"),
        Light.RED: Pill(_("故障"), "red"),
    }[light]


def pill_of_run(state: str) -> Pill:
    return Pill(
        str(State(state).label),
        {State.RUNNING: "blue", State.PASSED: "green", State.FAILED: "red"}[State(state)],  # type: ignore[arg-type]
    )


def pill_of_job(state: str) -> Pill:
    tones = {jobs.State.WAITING: "neutral", jobs.State.RUNNING: "blue", jobs.State.DONE: "green"}
    return Pill(str(jobs.State(state).label), tones.get(jobs.State(state), "red"))  # type: ignore[arg-type]
