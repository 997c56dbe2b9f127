"""What a draft begins with: the empty content of a kind, the content of a correction, that of a paper that comes
again."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.documents.contents import Corrected, Correction, Table, Text
from foundation.documents.models import Draft, Paper
from foundation.documents.papers import kind_of, kinds
from foundation.documents.parts import missing
from foundation.ledger.canonical import canonical_bytes
from foundation.townships.models import Body
from foundation.townships.states import BodyKind, UnitType

#: Whose name stands on papers of the committee and of the head: bodies meet, organs issue.
_PARTY = {UnitType.SUBDISTRICT: "中共%s工作委员会", UnitType.ZONE: "中共%s工作委员会"}
_HEAD = {
    UnitType.TOWN: "%s人民政府",
    UnitType.RURAL_TOWNSHIP: "%s人民政府",
    UnitType.SUBDISTRICT: "%s办事处",
    UnitType.ZONE: "%s管理委员会",
}


def organ_of(body: Body) -> str:
    """The name under which a body issues papers (发文机关): its organ where it has one, else the body itself."""
    unit = UnitType(body.division.unit_type or UnitType.OTHER)
    if body.kind == BodyKind.PARTY_COMMITTEE:
        return _PARTY.get(unit, "中共%s委员会") % body.division.name
    if body.kind == BodyKind.HEAD_MEETING and unit in _HEAD:
        return _HEAD[unit] % body.division.name
    return str(body)


def empty(kind: str, body: Body, title: str, today: date) -> Text | Table:
    """The content of a paper that is begun from scratch."""
    if kind_of(kind).content is Table:
        organ = organ_of(body)
        return Table(body=organ, title=title, unit="", columns=[], rows=[], note="", signer=organ, date=today)
    return _text(body, title, today)


def _text(body: Body, title: str, today: date) -> Text:
    organ = organ_of(body)
    return Text(
        body=organ,
        title=title,
        addressee="",
        blocks=[],
        attachments=[],
        signer=organ,
        date=today,
        note="",
        copies=[],
        printer=_("%s党政办公室") % body.division.name,
        printed=today,
    )


def correcting(paper: Paper, title: str, today: date) -> Correction:
    """The content of a correction of a paper."""
    told = Corrected(label=paper.label, title=paper.title, digest=paper.digest, date=paper.issued_on)
    return {**_text(paper.body, title, today), "corrects": told}


def lacks(draft: Draft) -> list[str]:
    """What must still be worded before anybody checks it, by name."""
    return missing(kind_of(draft.kind).content, draft.content)


def kind_name(code: str) -> str:
    """What a kind is called; its bare code when nobody registers it any more."""
    return next((kind.name for kind in kinds() if kind.code == code), code)


def again(paper: Paper) -> dict[str, Any]:
    """The content of a paper without its number, for the draft of the one that comes in its place."""
    content: dict[str, Any] = json.loads(paper.content)
    return {key: value for key, value in content.items() if key not in {"heading", "number"}}


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """As it is kept: days as texts, keys in order. Raises `TypeError` for content without one fixed form."""
    kept: dict[str, Any] = json.loads(canonical_bytes(dict(content)))
    return kept


def dated(content: Mapping[str, Any], day: date) -> dict[str, Any]:
    """With the day on which it is signed wherever the paper says its own day."""
    return {**content, **{key: day.isoformat() for key in ("date", "printed") if key in content}}


def titled(content: Mapping[str, Any], title: str) -> dict[str, Any]:
    """With its title, where the kind prints one."""
    return {**content, "title": title} if "title" in content else {**content}
