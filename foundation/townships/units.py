"""What each type of unit starts with: its bodies, its posts and who sits where. The rows made from it can be edited."""

from dataclasses import dataclass

from foundation.townships.states import BodyKind, Level, PostKind, UnitType

_ENDINGS: tuple[tuple[tuple[str, ...], UnitType], ...] = (
    (("街道", "街道办事处"), UnitType.SUBDISTRICT),
    (("镇",), UnitType.TOWN),
    (("乡", "苏木"), UnitType.RURAL_TOWNSHIP),
    (
        (
            *("开发区", "经开区", "园区", "工业园", "工业区", "产业园", "保税区", "度假区"),
            *("管委会", "管理委员会", "管理区", "新区", "示范区"),
        ),
        UnitType.ZONE,
    ),
    (
        ("农场", "林场", "牧场", "渔场", "茶场", "种场", "种畜场", "垦殖场", "园艺场", "分场", "总场"),
        UnitType.FARM,
    ),
)


def unit_type_of(*, code: str, name: str, level: str) -> UnitType | None:
    """The type of a township-level or village-level unit, from its name, else from digits 7–9 or 10–12 of its code.

    Returns `None` above the township. An ethnic 乡 is a 乡. The result is a first guess: it can be edited.
    """
    if level == Level.VILLAGE:
        is_community = name.endswith(("社区", "居委会", "居民委员会")) or code[9:12] < "200"
        return UnitType.COMMUNITY if is_community else UnitType.VILLAGE
    if level != Level.TOWNSHIP:
        return None
    for endings, unit_type in _ENDINGS:
        if name.endswith(endings):
            return unit_type
    digits = code[6:9]
    if "001" <= digits <= "099":
        return UnitType.SUBDISTRICT
    if "100" <= digits <= "199":
        return UnitType.TOWN
    if "200" <= digits <= "399":
        return UnitType.RURAL_TOWNSHIP
    return UnitType.OTHER


@dataclass(frozen=True)
class PostForm:
    """A post, and the bodies in which it sits: `votes_in` with a vote, `attends` without (列席)."""

    kind: PostKind
    name: str
    votes_in: tuple[BodyKind, ...] = ()
    attends: tuple[BodyKind, ...] = ()


@dataclass(frozen=True)
class UnitForm:
    """Everything that a unit of a type starts with."""

    bodies: tuple[tuple[BodyKind, str], ...]
    posts: tuple[PostForm, ...]


_PARTY = (BodyKind.PARTY_COMMITTEE, BodyKind.JOINT_MEETING, BodyKind.TEAMS_MEETING)
_ADMINISTRATION = (*_PARTY, BodyKind.HEAD_MEETING)
_DISCIPLINE = (*_PARTY, BodyKind.DISCIPLINE_COMMITTEE)
_OFFICE = (
    PostForm(PostKind.DISCIPLINE_MEMBER, "{discipline}副书记", votes_in=(BodyKind.DISCIPLINE_COMMITTEE,)),
    PostForm(PostKind.DISCIPLINE_MEMBER, "{discipline}委员", votes_in=(BodyKind.DISCIPLINE_COMMITTEE,)),
    PostForm(PostKind.OFFICE_STAFF, "党政办文书"),
    PostForm(PostKind.OFFICE_STAFF, "党政办主任"),
)


def _township_form(
    *, party: str, discipline: str, head: str, deputy: str, congress: tuple[str, str] | None, presidium: bool = True
) -> UnitForm:
    """A township-level unit: nine members in the party committee, and a people's congress where the type has one."""
    bodies = [
        (BodyKind.PARTY_COMMITTEE, f"{party}会"),
        (BodyKind.JOINT_MEETING, "党政联席会"),
        (BodyKind.HEAD_MEETING, f"{head}办公会"),
        (BodyKind.DISCIPLINE_COMMITTEE, discipline),
        (BodyKind.TEAMS_MEETING, "三套班子会" if congress else "班子会"),
    ]
    sixth = PostForm(PostKind.COMMITTEE_MEMBER, f"{party}委员、政法委员", votes_in=_PARTY)
    if congress:
        name, chair = congress
        bodies.append((BodyKind.PEOPLES_CONGRESS, name))
        chairs: tuple[BodyKind, ...] = (BodyKind.PEOPLES_CONGRESS,)
        if presidium:
            bodies.append((BodyKind.CONGRESS_PRESIDIUM, f"{name}主席团"))
            chairs = (*chairs, BodyKind.CONGRESS_PRESIDIUM)
        sixth = PostForm(PostKind.CONGRESS_CHAIR, f"{party}委员、{chair}", votes_in=(*_PARTY, *chairs))
    posts = (
        PostForm(PostKind.SECRETARY, f"{party}书记", votes_in=_PARTY),
        PostForm(PostKind.HEAD, f"{party}副书记、{head}", votes_in=_ADMINISTRATION),
        PostForm(PostKind.DEPUTY_SECRETARY, f"{party}副书记", votes_in=_PARTY),
        sixth,
        PostForm(
            PostKind.DISCIPLINE_SECRETARY,
            f"{party}委员、{discipline}书记",
            votes_in=_DISCIPLINE,
            attends=(BodyKind.HEAD_MEETING,),
        ),
        PostForm(PostKind.DEPUTY_HEAD, f"{party}委员、常务副{deputy}", votes_in=_ADMINISTRATION),
        PostForm(PostKind.COMMITTEE_MEMBER, f"{party}委员、组织委员", votes_in=_PARTY),
        PostForm(PostKind.COMMITTEE_MEMBER, f"{party}委员、宣传委员", votes_in=_PARTY),
        PostForm(PostKind.DEPUTY_HEAD, f"{party}委员、副{deputy}", votes_in=_ADMINISTRATION),
        *(
            PostForm(post.kind, post.name.format(discipline=discipline), post.votes_in, post.attends)
            for post in _OFFICE
        ),
    )
    return UnitForm(tuple(bodies), posts)


def _village_form(*, branch: str, committee: str, both: str, representatives: str) -> UnitForm:
    """A village or community: its party organisation, its committee, its representatives."""
    branch_and_both = (BodyKind.VILLAGE_BRANCH, BodyKind.VILLAGE_COMMITTEES)
    return UnitForm(
        bodies=(
            (BodyKind.VILLAGE_BRANCH, branch),
            (BodyKind.VILLAGE_COMMITTEES, both),
            (BodyKind.VILLAGERS_REPRESENTATIVES, representatives),
        ),
        posts=(
            PostForm(PostKind.VILLAGE_SECRETARY, f"{branch}书记", votes_in=branch_and_both),
            PostForm(PostKind.VILLAGE_HEAD, f"{committee}主任", votes_in=(BodyKind.VILLAGE_COMMITTEES,)),
            PostForm(PostKind.VILLAGE_MEMBER, f"{committee}委员", votes_in=branch_and_both),
        ),
    )


UNIT_FORMS: dict[UnitType, UnitForm] = {
    UnitType.TOWN: _township_form(
        party="党委", discipline="纪委", head="镇长", deputy="镇长", congress=("镇人民代表大会", "人大主席")
    ),
    UnitType.RURAL_TOWNSHIP: _township_form(
        party="党委", discipline="纪委", head="乡长", deputy="乡长", congress=("乡人民代表大会", "人大主席")
    ),
    UnitType.SUBDISTRICT: _township_form(
        party="党工委",
        discipline="纪工委",
        head="办事处主任",
        deputy="主任",
        congress=("人大工委", "人大工委主任"),
        presidium=False,
    ),
    UnitType.FARM: _township_form(party="党委", discipline="纪委", head="场长", deputy="场长", congress=None),
    UnitType.ZONE: _township_form(party="党工委", discipline="纪工委", head="管委会主任", deputy="主任", congress=None),
    UnitType.OTHER: _township_form(
        party="党委", discipline="纪委", head="行政负责人", deputy="行政负责人", congress=None
    ),
    UnitType.VILLAGE: _village_form(
        branch="村党支部", committee="村委会", both="村两委会", representatives="村民代表会议"
    ),
    UnitType.COMMUNITY: _village_form(
        branch="社区党支部", committee="居委会", both="社区两委会", representatives="居民代表会议"
    ),
}
