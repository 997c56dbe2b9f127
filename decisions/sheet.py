"""A topic's sheet as it stands: what it needs, what was signed, over what. Read once, asked by rules and pages."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from decisions.models import PriorTalk, SignOff, Topic
from decisions.states import OUTSIDE, Answer, Step
from foundation.documents.models import Attachment
from foundation.ledger.canonical import canonical_bytes
from foundation.money import to_fen
from foundation.refs import Ref


@dataclass
class Sheet:
    """`signatures` has the newest one of each step; one *stands* when it agreed to what lies there now."""

    topic: Topic
    digest: str
    signatures: dict[Step, SignOff] = field(default_factory=dict)
    talks: int = 0

    @classmethod
    def of(cls, topic: Topic) -> Sheet:
        """Read everything about a saved topic. Three queries."""
        return cls.many([topic])[topic.pk]

    @classmethod
    def many(cls, topics: Iterable[Topic]) -> dict[int, Sheet]:
        """The sheets of some topics by their keys. Three queries, however many they are."""
        rows = {topic.pk: topic for topic in topics}
        names = {str(Ref.of(topic)): key for key, topic in rows.items()}
        files: dict[int, list[str]] = defaultdict(list)
        attached = Attachment.objects.filter(about__in=names, voided_at=None).order_by("digest")
        for about, digest in attached.values_list("about", "digest"):
            files[names[about]].append(digest)
        sheets = {key: cls(topic, digest_of(topic, files[key])) for key, topic in rows.items()}
        for signature in SignOff.objects.filter(topic__in=rows).select_related("official").order_by("pk"):
            sheets[signature.topic_id].signatures[Step(signature.step)] = signature
        for topic in PriorTalk.objects.filter(topic__in=rows).values_list("topic_id", flat=True):
            sheets[topic].talks += 1
        return sheets

    def stands(self, step: Step) -> bool:
        """Whether a step has been passed with what lies there now."""
        if step == Step.TALK:
            return bool(self.talks)
        signature = self.signatures.get(step)
        return signature is not None and signature.answer == Answer.AGREE and signature.digest == self.digest

    def is_stale(self, step: Step) -> bool:
        """Somebody agreed, and the topic has changed since."""
        signature = self.signatures.get(step)
        return signature is not None and signature.answer == Answer.AGREE and signature.digest != self.digest

    @property
    def missing(self) -> list[Step]:
        """What is still to be passed; nothing once the first body has adopted the topic."""
        if self.topic.passed_a_body:
            return []
        return [step for step in self.topic.asked if not self.stands(step)]

    def before(self, step: Step) -> list[Step]:
        """What must stand before this step: a person signs after those above him on the sheet.

        An answer from outside and a talk wait for nobody.
        """
        asked = self.topic.asked
        if step in OUTSIDE or step == Step.TALK or step not in asked:
            return []
        return [each for each in self.missing if asked.index(each) < asked.index(step)]

    @property
    def waiting(self) -> list[Step]:
        """The steps that can be passed now."""
        return [step for step in self.missing if not self.before(step)]


def digest_of(topic: Topic, files: Sequence[str]) -> str:
    """What somebody who signs has before him: 64 hex digits over the topic's words, sum, route and attachments."""
    said = {
        "title": topic.title,
        "content": topic.content,
        "fen": None if topic.amount is None else to_fen(topic.amount),
        "entry": topic.entry_id,
        "route": list(topic.route),
        "files": list(files),
    }
    return hashlib.sha256(canonical_bytes(said)).hexdigest()
