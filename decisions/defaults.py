"""The country's default rules of procedure, one for each kind of body: what holds where neither the county nor the
body has said anything. `load_procedures` writes them as rows; none of their grounds has been compared with a text."""

from typing import Any

from decisions.states import Category, Way
from foundation.rulebook.states import Unit
from foundation.townships.states import BodyKind, PostKind

#: 人事和其他敏感事项无记名投票.
_PERSONNEL_IN_SECRET = [Category.PERSONNEL.value]
_PARTY: dict[str, Any] = {
    "way": Way.MAJORITY_OF_DUE,
    "chair": PostKind.SECRETARY,
    "acting_chair": PostKind.HEAD,
    "last_but_one": PostKind.HEAD,
    "last": PostKind.SECRETARY,
    "secret": _PERSONNEL_IN_SECRET,
}

#: Kind of body → what its rules of procedure say, where they differ from an empty row.
PROCEDURES: dict[BodyKind, dict[str, Any]] = {
    BodyKind.PARTY_COMMITTEE: _PARTY,
    BodyKind.JOINT_MEETING: {**_PARTY, "secret": []},
    BodyKind.TEAMS_MEETING: {**_PARTY, "secret": []},
    BodyKind.HEAD_MEETING: {
        "way": Way.HEAD_DECIDES,
        "chair": PostKind.HEAD,
        "acting_chair": PostKind.DEPUTY_HEAD,
        "last_but_one": PostKind.SECRETARY,
        "last": PostKind.HEAD,
    },
    BodyKind.PEOPLES_CONGRESS: {
        "quorum": "2/3",
        "quorum_unit": Unit.SHARE_AT_LEAST,
        "way": Way.MAJORITY_OF_DUE,
        "chair": PostKind.CONGRESS_CHAIR,
        "secret": _PERSONNEL_IN_SECRET,
    },
    BodyKind.CONGRESS_PRESIDIUM: {
        "way": Way.MAJORITY_OF_DUE,
        "chair": PostKind.CONGRESS_CHAIR,
        "last": PostKind.CONGRESS_CHAIR,
    },
    BodyKind.DISCIPLINE_COMMITTEE: {
        "way": Way.MAJORITY_OF_DUE,
        "chair": PostKind.DISCIPLINE_SECRETARY,
        "last": PostKind.DISCIPLINE_SECRETARY,
    },
    BodyKind.VILLAGE_BRANCH: {
        "way": Way.MAJORITY_OF_DUE,
        "chair": PostKind.VILLAGE_SECRETARY,
        "last": PostKind.VILLAGE_SECRETARY,
        "secret": _PERSONNEL_IN_SECRET,
    },
    BodyKind.VILLAGE_COMMITTEES: {
        "way": Way.MAJORITY_OF_DUE,
        "chair": PostKind.VILLAGE_SECRETARY,
        "acting_chair": PostKind.VILLAGE_HEAD,
        "last_but_one": PostKind.VILLAGE_HEAD,
        "last": PostKind.VILLAGE_SECRETARY,
    },
    BodyKind.VILLAGERS_REPRESENTATIVES: {
        "way": Way.MAJORITY_OF_PRESENT,
        "chair": PostKind.VILLAGE_HEAD,
        "acting_chair": PostKind.VILLAGE_SECRETARY,
        "last_but_one": PostKind.VILLAGE_HEAD,
        "last": PostKind.VILLAGE_SECRETARY,
    },
}
#: The name that a default goes by, until a county or a body has made its own.
TITLE = "全国通行的议事规则（待县确认）"
