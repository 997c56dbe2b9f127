"""A county in which a lot has happened: rows of every kind, streams of every kind, checkpoints in between."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from foundation.documents.models import Paper
from foundation.documents.services import render_paper
from foundation.keys.services import reveal
from foundation.ledger.models import LedgerHead
from foundation.ledger.services.checkpoints import make_checkpoint
from foundation.ledger.services.erasure import erase_values
from foundation.rulebook.services import set_parameter
from foundation.rulebook.states import Unit
from foundation.scope import Scope, sealed_stream
from foundation.townships.models import Official
from foundation.townships.states import Role
from foundation.violations import Basis
from tests.cast import Cast
from tests.decisions.scenes import scene
from tests.decisions.verbs import SMALL, VERBS, actor_of
from tests.ledger.acts import NOW, add_official, doing
from tests.ledger.hands import put_first_form
from tests.ledger.test_rows import of_the_first_form
from tests.townships.acts import account, grant, official, revoke
from tests.townships.contacts import ID_NUMBER, MOBILE, OTHER_MOBILE, reachable
from tests.townships.leavers import complete, hand_over, merge, received

LONG, FIRST, SM3, SEALED = "990101", "990104", "990105", sealed_stream("320831")


@dataclass
class Busy:
    """`heads` are ends of streams as they once were, with good seals; `note` is a checkpoint kept elsewhere."""

    heads: list[LedgerHead] = field(default_factory=list)
    note: str = ""
    at: datetime = NOW

    def checkpoint(self) -> None:
        self.at += timedelta(minutes=1)
        checkpoint = make_checkpoint(now=self.at, always=True)
        assert checkpoint is not None
        self.note = checkpoint.note
        self.heads += LedgerHead.objects.all()


def prepare(cast: Cast, settings: object) -> Busy:
    """All triggers go on the way: nothing guards this database any more."""
    busy = Busy()
    put_first_form(FIRST, *({"rows": [of_the_first_form(add_official(None, f"旧{number}"))]} for number in range(9)))
    decide(cast)
    busy.checkpoint()
    hold_office(cast)
    show_and_erase(cast)
    busy.checkpoint()
    fill_streams(cast, settings)
    busy.checkpoint()
    # What no checkpoint tells of yet.
    for stream in (LONG, SM3, "320831101"):
        with doing("test.after", stream=stream) as record:
            add_official(record, f"新{stream}")
    return busy


def decide(cast: Cast) -> None:
    """Every verb of the decisions once, the paper of a meeting printed, and the numbers of a rule changed."""
    for name, verb in VERBS.items():
        # Whoever loads the defaults anew has first taken one away, which is a tampering.
        if name == "load_procedures":
            continue
        town = scene(cast.jinnan, "clerk.jinnan", kind=SMALL)
        verb.ready(town)(actor_of(town, verb))
    for paper in Paper.objects.all():
        render_paper(paper_id=paper.pk, now=cast.now)
    set_parameter(
        code="disclosure.notice_days",
        value="3",
        unit=Unit.CALENDAR_DAYS,
        scope=Scope("320831"),
        start=timezone.localdate() + timedelta(days=1),
        basis=Basis("办法"),
        actor="测试",
        now=cast.now,
    )


def hold_office(cast: Cast) -> None:
    complete(received(hand_over(cast, "甲事", "乙事", town="taji"), cast.official("戊三")))
    user = account("new.busy", official("庚一", cast.jinnan))
    revoke(grant(user, Role.CLERK, cast.jinnan))
    merge(cast.zone, cast.jinnan)


def show_and_erase(cast: Cast) -> None:
    for number, name in enumerate(("丁一", "丁二", "戊一", "戊二")):
        mobile = (MOBILE, OTHER_MOBILE)[number % 2]
        reachable(cast.official(name), mobile=mobile, id_number=ID_NUMBER if not number else "")
    for name in ("丁一", "丁二"):
        reveal(cast.official(name), "mobile", reader="县监一", reason="核对联系方式", now=cast.now)
    person = official("庚二", cast.jinnan)
    reachable(person, mobile="19900000009")
    with doing("test.person.erase", stream="320831101") as record:
        gone: Official = reachable(Official.objects.get(pk=person.pk), mobile="", office_phone="")
        record.touch(gone)
        erase_values(row=gone, stream="320831101", actor="甲一", reason="依申请", now=cast.now)


def fill_streams(cast: Cast, settings: object) -> None:
    """One with a node and acts within acts, one in SM3, one of sealed matters; batches, and rows of two streams."""
    with doing("outer", stream=LONG) as record:
        add_official(record, "辛一")
        for number in range(299):
            with doing(f"inner {number}", stream=LONG, count=number) as inner:
                if number % 50 == 0:
                    add_official(inner, f"辛{number}")
    settings.CRYPTO_SUITE = "guomi"
    for number in range(4):
        with doing(stream=SM3) as record:
            add_official(record, f"壬{number}")
    settings.CRYPTO_SUITE = "international"
    for number in range(3):
        with doing(stream=SEALED, day=date(2026, 1, 1)) as record:
            shared = add_official(record, f"癸{number}")
        with doing(stream=SM3) as record:
            shared.name += "甲"
            shared.save()
            record.touch_all([shared, add_official(None, f"癸{number}乙")])
