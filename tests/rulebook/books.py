"""Short ways to the book of rules, for tests that need a regulation with a text."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from foundation.files.states import OFFICIAL
from foundation.rulebook import services
from foundation.rulebook.models import Regulation, RegulationFile, RegulationLink, RegulationVersion
from foundation.rulebook.services import Wording
from foundation.rulebook.states import FILE_MOST, RegulationKind, Target
from foundation.townships.models import Division
from tests.files.samples import PDF, staged

ACTOR = "测试"
TEXT = "第一条　为了演示。\n第二条　提前两天送达。\n第三条　自发布之日起施行。"
START = date(2026, 3, 1)
CODE = "decisions.delivery_days"


def wording(**more: Any) -> Wording:
    given: dict[str, Any] = {
        "basis": "县长办公会议通过",
        "text_known": True,
        "text": TEXT,
        "document_number": "金政办〔2026〕9号",
        "issued_on": START,
        "start": START,
        **more,
    }
    return Wording(**given)


def by(actor: object = ACTOR) -> dict[str, Any]:
    return {"actor": actor, "now": timezone.now()}


def enter(owner: Division, title: str = "议事办法", **more: Any) -> Regulation:
    given: dict[str, Any] = {
        "kind": RegulationKind.TOWNSHIP if owner.township else RegulationKind.COUNTY,
        "issuer": owner.name,
        "wording": wording(),
        **by(),
        **more,
    }
    return services.record_regulation(owner=owner, title=title, **given)


def entered(owner: Division) -> Regulation:
    """The regulation of a county or township, made when it is not there yet."""
    found = Regulation.objects.filter(county=owner.county, township=owner.township, title="议事办法").first()
    return found or enter(owner)


def revise(regulation: Regulation, start: date, **more: Any) -> RegulationVersion:
    return services.add_version(regulation=regulation, wording=wording(start=start, **more), **by())


def attach(version: RegulationVersion, name: str = "议事办法.pdf", content: bytes = PDF) -> RegulationFile:
    return services.attach_file(version=version, staged=staged(name, content, kinds=OFFICIAL, most=FILE_MOST), **by())


def link(version: RegulationVersion, place: int | None = 2, code: str = CODE, **more: Any) -> RegulationLink:
    article = version.articles.get(position=place) if place else None
    given: dict[str, Any] = {"article": article, "kind": Target.PARAMETER, "code": code, **by(), **more}
    return services.link(version=version, **given)


def days(count: int) -> timedelta:
    return timedelta(days=count)
