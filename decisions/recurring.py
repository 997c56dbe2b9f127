"""What a new sheet is filled in with when the topic comes again."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from decisions.models import Topic, TopicTemplate
from decisions.selectors import quarter_of
from foundation.townships.models import Body
from powers.models import DirectoryEntry
from powers.selectors import entry_again

_PLACE = re.compile(r"\{(年|月|季)\}")


def title_on(pattern: str, day: date) -> str:
    """{年}, {月} and {季} become the numbers of a day; whatever else stands in braces stays."""
    numbers = {"年": day.year, "月": day.month, "季": quarter_of(day)}
    return _PLACE.sub(lambda found: str(numbers[found[1]]), pattern)


def from_template(template: TopicTemplate, day: date) -> dict[str, Any]:
    """The first answers of the sheet, by the names of its fields."""
    return {
        **_matter(template.entry, template.body, day),
        "title": title_on(template.title, day),
        "content": template.content,
    }


def from_topic(topic: Topic, day: date) -> dict[str, Any]:
    """The same from a topic that was proposed before: what comes again. Its sum and its day do not."""
    words = {} if topic.classified else {"title": topic.title, "content": topic.content}
    return {
        **_matter(topic.entry, topic.body, day),
        "proposer": topic.proposer_id,
        "leader": topic.leader_id,
        "classified": topic.classified,
        **words,
    }


def _matter(entry: DirectoryEntry | None, body: Body, day: date) -> dict[str, Any]:
    """What it is about, by the directory of that day."""
    now = entry_again(entry, body.division, day)
    return {"unit": body.division_id, "entry": now and now.pk, "body": None if entry else body.pk}
