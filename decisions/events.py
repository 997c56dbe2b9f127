"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foundation.events import Question


@dataclass(frozen=True)
class Blocker:
    """Why an item must not go on: `reason` names the thing and what is missing, `remedy` what to do;
    both in Chinese, without 请 and without a full stop."""

    reason: str
    remedy: str


#: What stands in the way of an `AgendaItem`, asked when it begins and when its result is announced. An answer that
#: fails is a refusal.
blockers: Question[Any, Blocker] = Question("decisions.blockers")
