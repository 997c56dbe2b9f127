"""The other half of the machine: receipts, ad-hoc motions and small matters, tried in any order by anybody.

What is expected is worked out from the rows alone, not with the rules of the room.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from decisions import services
from decisions.models import AdHocMotion, AgendaItem, Delivery, LightSheet, Meeting, Receipt, Topic
from foundation.townships.models import Official, User
from tests.decisions.verbs import light

DAY = timedelta(days=1)
#: Who may try to sign: principals, members of some of the bodies, one who sits in none, the office.
ACCOUNTS = ("secretary", "head", "discipline", "member", "reviewer", "clerk")
#: Of the bodies that the machine plays, those that deal with small matters.
WITH_SHEETS = ("party_committee", "head_meeting")
#: So often each is tried, beside the deeds of the room.
DESK_DEEDS = {
    "sign_for_papers": 2,
    "hand_over_papers": 1,
    "put_ad_hoc": 2,
    "ask_consent": 3,
    "enter_small_matters": 2,
    "sign_small_matters": 2,
    "void_small_matters": 1,
}


class Desk:
    """Mixed into the machine, which has `town`, `attempt` and `_propose`."""

    town: Any
    attempt: Callable[..., Any]
    _propose: Callable[..., Topic]

    def _meeting(self, drawn: Any) -> Meeting:
        """Mostly one that has not closed."""
        going = Meeting.objects.exclude(state="closed").order_by("-pk")
        return (drawn.of(going) if drawn.one % 7 else None) or drawn.of(Meeting.objects.order_by("-pk"))

    def _account(self, drawn: Any) -> User:
        return self.town.account(drawn.of(ACCOUNTS, drawn.other))

    # Receipts -------------------------------------------------------------------------------------

    def sign_for_papers(self, drawn: Any) -> None:
        meeting, user = self._meeting(drawn), self._account(drawn)
        expected = self._waits(meeting, user.official)
        act = lambda: services.sign_for(meeting=meeting, actor=user, now=self.town.now)  # noqa: E731
        assert (self.attempt("sign for", act) is not None) == expected

    def hand_over_papers(self, drawn: Any) -> None:
        """The office writes down what was signed on paper: yesterday, today or, wrongly, tomorrow."""
        meeting, official = self._meeting(drawn), drawn.of(self.town.sitters(), drawn.other)
        day = self.town.today + (drawn.other % 3 - 1) * DAY
        expected = self._waits(meeting, official) and day <= self.town.today
        act = lambda: services.record_hand_over(  # noqa: E731
            meeting=meeting, official=official, handed_on=day, **self.town.by
        )
        assert (self.attempt("hand over", act) is not None) == expected

    @staticmethod
    def _waits(meeting: Meeting, official: Official | None) -> bool:
        told = Delivery.objects.filter(item__meeting=meeting, official=official, receipt=None)
        return official is not None and meeting.state != "closed" and told.exists()

    # Ad-hoc motions -------------------------------------------------------------------------------

    def put_ad_hoc(self, drawn: Any) -> None:
        """Mostly what waits in the pool."""
        meeting = self._meeting(drawn)
        if drawn.one % 3 == 0:
            self._propose()
        waiting = Topic.objects.filter(state="pool").order_by("-pk")
        topic = (drawn.of(waiting, drawn.other) if drawn.other % 5 else None) or drawn.of(Topic.objects.order_by("pk"))
        expected = (
            meeting.state != "closed"
            and topic.category != "personnel"
            and (topic.state, topic.body_id) == ("pool", meeting.body_id)
            and not meeting.items.filter(topic=topic).exists()
            and self.town.today > meeting.day - 2 * DAY
        )
        act = lambda: services.put_ad_hoc(  # noqa: E731
            meeting=meeting, topic=topic, reason="汛情紧急", **self.town.by
        )
        done = self.attempt("ad hoc", act)
        assert (done is not None) == expected
        if done:
            assert set(done.deliveries.values_list("day", flat=True)) == {self.town.today}

    def ask_consent(self, drawn: Any) -> None:
        """By enough of them or not, by more than there are; mostly for a motion that has none."""
        motions = AgendaItem.objects.filter(ad_hoc__isnull=False).order_by("-pk")
        open_still = motions.filter(ad_hoc__consent=None, phase="waiting")
        item = (drawn.of(open_still) if drawn.one % 5 else None) or drawn.of(motions)
        item = item or drawn.of(AgendaItem.objects.order_by("pk"))
        present = item.meeting.seats.filter(votes=True, present=True).count()
        agree = max(0, present - drawn.other % 6 + 1)
        expected = (
            open_still.filter(pk=item.pk, meeting__state="open").exists() and agree <= present and 2 * agree > present
        )
        act = lambda: services.record_consent(item=item, agree=agree, **self.town.by)  # noqa: E731
        assert (self.attempt("consent", act) is not None) == expected

    # Small matters --------------------------------------------------------------------------------

    def enter_small_matters(self, drawn: Any) -> None:
        """Up to three lines, now and then none, now and then a sum that is not small."""
        meeting, sums = self._meeting(drawn), [None, Decimal("800.00"), Decimal("99000000.00")]
        chosen = [sums[(drawn.one + number) % (3 if drawn.other % 4 == 0 else 2)] for number in range(drawn.other % 4)]
        lines = [light(self.town, amount=amount) for amount in chosen]
        expected = (
            meeting.state == "open"
            and meeting.body.kind in WITH_SHEETS
            and not meeting.light_sheets.filter(void=None).exists()
            and bool(lines)
            and sums[2] not in chosen
        )
        act = lambda: services.enter_light_sheet(meeting=meeting, lines=lines, **self.town.by)  # noqa: E731
        done = self.attempt("enter sheet", act)
        assert (done is not None) == expected
        if done:
            assert list(done.lines.order_by("position").values_list("amount", flat=True)) == chosen

    def sign_small_matters(self, drawn: Any) -> None:
        if sheet := drawn.of(LightSheet.objects.order_by("-pk")):
            user = self._account(drawn)
            expected = self._stands(sheet) and (user == self.town.clerk or user.official == sheet.meeting.chair)
            act = lambda: services.sign_off_light_sheet(sheet=sheet, actor=user, now=self.town.now)  # noqa: E731
            done = self.attempt("sign sheet", act)
            assert (done is not None) == expected
            assert done is None or done.official == sheet.meeting.chair

    def void_small_matters(self, drawn: Any) -> None:
        if sheet := drawn.of(LightSheet.objects.order_by("-pk")):
            expected = self._stands(sheet)
            act = lambda: services.void_light_sheet(sheet=sheet, reason="录错", **self.town.by)  # noqa: E731
            assert (self.attempt("void sheet", act) is not None) == expected

    @staticmethod
    def _stands(sheet: LightSheet) -> bool:
        """Neither signed nor void."""
        return not (hasattr(sheet, "signature") or hasattr(sheet, "void"))


# What must hold ----------------------------------------------------------------------------------


def check_receipts() -> None:
    """Each of somebody to whom it was delivered, by himself or written down by the office, and not after the end."""
    rows = Receipt.objects.select_related("delivery__item__meeting", "actor")
    for receipt in rows:
        delivery, on = receipt.delivery, timezone.localdate(receipt.at)
        assert delivery.day <= on
        if receipt.handed_on is None:
            assert receipt.actor.official_id == delivery.official_id
        else:
            assert receipt.actor.username.startswith("clerk.")
            assert receipt.handed_on <= on
        closed = delivery.item.meeting.closed_at
        assert closed is None or receipt.at <= closed


def check_motions() -> None:
    """Nothing of an ad-hoc motion happens before the consent of over half of those in the room is on record."""
    for motion in AdHocMotion.objects.select_related("item__topic", "item__report", "consent"):
        item, consent = motion.item, getattr(motion, "consent", None)
        assert item.topic.category != "personnel"
        if consent is None:
            assert item.phase == "waiting" or (item.phase == "closed" and item.outcome not in ("adopted", "rejected"))
            assert not hasattr(item, "report")
        else:
            assert consent.present >= consent.agree > consent.present / 2
            assert motion.at <= consent.at
            assert not hasattr(item, "report") or consent.at <= item.report.at


def check_sheets() -> None:
    """One that stands for each meeting; what is signed is not void, and stands in an opened meeting."""
    sheets = list(LightSheet.objects.select_related("meeting", "signature", "void"))
    standing = Counter(sheet.meeting_id for sheet in sheets if not hasattr(sheet, "void"))
    assert set(standing.values()) <= {1}
    for sheet in sheets:
        assert sheet.meeting.state != "convened"
        assert not (hasattr(sheet, "signature") and hasattr(sheet, "void"))
