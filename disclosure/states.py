"""The statuses of a draft, the one table of its allowed moves, and the circles that may read."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a draft stands. What left `PREPARED` never comes back: a new draft names the old one."""

    PREPARED = "prepared", _("待复核")
    PUBLISHED = "published", _("已公开")
    RETURNED = "returned", _("已退回")


@dataclass(frozen=True)
class Move:
    """Who may move a draft: the holder of this capability over its owner; `act` is its name in the ledger."""

    capability: str
    act: str


#: From, to → by whom. Every draft starts as `PREPARED`.
MOVES: dict[tuple[State, State], Move] = {
    (State.PREPARED, State.PUBLISHED): Move("review_publication", "disclosure.draft.publish"),
    (State.PREPARED, State.RETURNED): Move("review_publication", "disclosure.draft.return"),
}

#: The kind of job that signs a checkpoint after a publication.
CHECKPOINT = "disclosure.checkpoint"

#: The states in which a draft stands for its source: a second one beside it would say the same thing twice.
STANDING = (State.PREPARED, State.PUBLISHED)


class Circle(TextChoices):
    """Who may read a publication. Narrower circles come with the boards of the township's own offices."""

    PUBLIC = "public", _("向社会公开")


#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "disclosure.draft.prepare": _("拟制公开稿"),
    "disclosure.draft.publish": _("复核并公开"),
    "disclosure.draft.return": _("退回公开稿"),
}
FACTS = {"publication": _("公开内容编号"), "digest": _("公开内容摘要")}
