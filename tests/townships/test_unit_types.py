"""What kind of unit a name means. The names are real ones from all over the country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.townships.states import BodyKind, Level, PostKind, UnitType
from foundation.townships.units import UNIT_FORMS, unit_type_of

TOWNSHIP_LEVEL = [
    # By name
    ("520521005000", "归化街道", UnitType.SUBDISTRICT),
    ("152921403000", "南环街道办事处", UnitType.SUBDISTRICT),
    ("130471400000", "开发区街道", UnitType.SUBDISTRICT),
    ("340705412000", "露采社区街道", UnitType.SUBDISTRICT),
    ("410171565000", "郑州经济技术开发区祥云街道", UnitType.SUBDISTRICT),
    ("513228104000", "木苏镇", UnitType.TOWN),
    ("430527102000", "李熙桥镇", UnitType.TOWN),
    ("411503410000", "信阳国际家居产业小镇", UnitType.TOWN),
    ("321002401000", "扬州市生态科技新城杭集镇", UnitType.TOWN),
    ("230623201000", "宏伟乡", UnitType.RURAL_TOWNSHIP),
    ("411322311000", "袁店回族乡", UnitType.RURAL_TOWNSHIP),
    ("431226204000", "锦和苗族侗族民族乡", UnitType.RURAL_TOWNSHIP),
    ("150525202000", "固日班花苏木", UnitType.RURAL_TOWNSHIP),
    ("150783200000", "萨马街鄂温克民族乡", UnitType.RURAL_TOWNSHIP),
    ("150525203000", "鄂温克族苏木", UnitType.RURAL_TOWNSHIP),
    ("650205509000", "兵团一三七团乡", UnitType.RURAL_TOWNSHIP),
    ("320831400000", "宝应湖农场", UnitType.FARM),
    ("230523405000", "双鸭山林业局三岔河林场", UnitType.FARM),
    ("652701400000", "阿热勒托海牧场", UnitType.FARM),
    ("150522406000", "乌兰敖道渔场", UnitType.FARM),
    ("321323400000", "棉花原种场", UnitType.FARM),
    ("320831402000", "粮棉原种场", UnitType.FARM),
    ("350926400000", "国有茶场", UnitType.FARM),
    ("232700401000", "古莲河分场", UnitType.FARM),
    ("420381499000", "五三农场总场", UnitType.FARM),
    ("360121400000", "恒湖垦殖场", UnitType.FARM),
    ("361125401000", "上饶市园艺场", UnitType.FARM),
    ("152527402000", "五一种畜场", UnitType.FARM),
    ("320831403000", "金湖经济开发区", UnitType.ZONE),
    ("320585403000", "太仓港综合保税区", UnitType.ZONE),
    ("320282403000", "宜兴阳羡旅游度假区", UnitType.ZONE),
    ("320925500000", "高新工业区", UnitType.ZONE),
    ("340222400000", "繁昌经开区", UnitType.ZONE),
    ("310113501000", "宝山工业园区", UnitType.ZONE),
    ("606560000000", "高新区汽车工业园", UnitType.ZONE),
    ("510104490000", "某某产业园", UnitType.ZONE),
    ("140781400000", "开发区管委会", UnitType.ZONE),
    ("140781401000", "高新区管理委员会", UnitType.ZONE),
    ("411381560000", "杏山旅游管理区", UnitType.ZONE),
    ("340521500000", "当涂现代农业示范区", UnitType.ZONE),
    ("321100400000", "镇江新区", UnitType.ZONE),
    # By code, when the name says nothing
    ("420902001000", "孝天办事处", UnitType.SUBDISTRICT),
    ("420902099000", "某办事处", UnitType.SUBDISTRICT),
    ("469024100000", "加来", UnitType.TOWN),
    ("469024199000", "加来", UnitType.TOWN),
    ("350122200000", "马祖", UnitType.RURAL_TOWNSHIP),
    ("350122399000", "马祖", UnitType.RURAL_TOWNSHIP),
    ("230224480000", "六三监狱", UnitType.OTHER),
    ("654026515000", "兵团七十六团", UnitType.OTHER),
    ("460321453000", "七连屿", UnitType.OTHER),
    ("460321000000", "某地", UnitType.OTHER),
]

VILLAGE_LEVEL = [
    ("320831101201", "金南村", UnitType.VILLAGE),
    ("320831001001", "闸东社区居委会", UnitType.COMMUNITY),
    ("320831101208", "某某社区", UnitType.COMMUNITY),
    ("320831101209", "某某居民委员会", UnitType.COMMUNITY),
    ("320831002202", "衡阳村委会", UnitType.VILLAGE),
    ("320831101199", "某某", UnitType.COMMUNITY),
    ("320831101200", "某某", UnitType.VILLAGE),
    ("320831400598", "宝应湖农场生活区", UnitType.VILLAGE),
]


@pytest.mark.parametrize(("code", "name", "expected"), TOWNSHIP_LEVEL)
def test_a_unit_is_what_its_name_says_or_else_its_code(code, name, expected):
    assert unit_type_of(code=code, name=name, level=Level.TOWNSHIP) == expected


@pytest.mark.parametrize(("code", "name", "expected"), VILLAGE_LEVEL)
def test_a_village_or_a_community(code, name, expected):
    assert unit_type_of(code=code, name=name, level=Level.VILLAGE) == expected


@pytest.mark.parametrize("level", [Level.PROVINCE, Level.PREFECTURE, Level.COUNTY])
def test_above_the_township_there_are_no_units(level):
    assert unit_type_of(code="320831000000", name="金湖县经济开发区", level=level) is None


@given(
    code=st.text("0123456789", min_size=12, max_size=12),
    name=st.text(max_size=12),
    level=st.sampled_from([Level.TOWNSHIP, Level.VILLAGE]),
)
def test_every_name_has_a_type(code, name, level):
    assert unit_type_of(code=code, name=name, level=level) in UnitType


def test_the_units_of_the_seeded_county_are_what_they_are_called():
    from demo.management.commands.seed_demo import DATA

    lines = [line.split(",") for line in DATA.read_text().splitlines()[1:]]
    units = {
        name: unit_type_of(code=code, name=name, level=level) for code, name, level in lines if level == "township"
    }
    assert {name: unit_type.value for name, unit_type in units.items() if unit_type} == {
        "黎城街道": "subdistrict",
        "戴楼街道": "subdistrict",
        "金北街道": "subdistrict",
        "金南镇": "town",
        "塔集镇": "town",
        "前锋镇": "town",
        "吕良镇": "town",
        "银涂镇": "town",
        "宝应湖农场": "farm",
        "复兴圩农场": "farm",
        "粮棉原种场": "farm",
        "金湖经济开发区": "zone",
    }


# What a unit starts with -------------------------------------------------------------------------

TOWNSHIP_TYPES = [
    UnitType.TOWN,
    UnitType.RURAL_TOWNSHIP,
    UnitType.SUBDISTRICT,
    UnitType.FARM,
    UnitType.ZONE,
    UnitType.OTHER,
]


def test_every_type_has_its_form():
    assert set(UNIT_FORMS) == set(UnitType)


@pytest.mark.parametrize("unit_type", UnitType)
def test_posts_have_different_names_and_sit_in_bodies_that_are_there(unit_type):
    form = UNIT_FORMS[unit_type]
    kinds = [kind for kind, _name in form.bodies]
    assert len(set(kinds)) == len(kinds)
    assert len({post.name for post in form.posts}) == len(form.posts)
    assert "{" not in "".join(post.name for post in form.posts)
    for post in form.posts:
        assert set(post.votes_in) | set(post.attends) <= set(kinds)
        assert not set(post.votes_in) & set(post.attends)


@pytest.mark.parametrize("unit_type", UnitType)
def test_every_body_that_decides_has_members(unit_type):
    form = UNIT_FORMS[unit_type]
    voted_in = {kind for post in form.posts for kind in post.votes_in}
    # Representatives are elected by people, they hold no post.
    assert {kind for kind, _name in form.bodies} - voted_in <= {BodyKind.VILLAGERS_REPRESENTATIVES}


@pytest.mark.parametrize("unit_type", TOWNSHIP_TYPES)
def test_nine_decide_in_the_party_committee_with_one_secretary_and_one_head(unit_type):
    posts = UNIT_FORMS[unit_type].posts
    committee = [post for post in posts if BodyKind.PARTY_COMMITTEE in post.votes_in]
    assert len(committee) == 9
    assert [post.kind for post in posts].count(PostKind.SECRETARY) == 1
    assert [post.kind for post in posts].count(PostKind.HEAD) == 1
    assert posts[0].kind == PostKind.SECRETARY


@pytest.mark.parametrize("unit_type", TOWNSHIP_TYPES)
def test_the_discipline_secretary_attends_the_heads_meeting_without_a_vote(unit_type):
    (secretary,) = [post for post in UNIT_FORMS[unit_type].posts if post.kind == PostKind.DISCIPLINE_SECRETARY]
    assert secretary.attends == (BodyKind.HEAD_MEETING,)
    assert BodyKind.DISCIPLINE_COMMITTEE in secretary.votes_in


@pytest.mark.parametrize(
    ("unit_type", "party", "congress"),
    [
        (UnitType.TOWN, "党委会", ["镇人民代表大会", "镇人民代表大会主席团"]),
        (UnitType.RURAL_TOWNSHIP, "党委会", ["乡人民代表大会", "乡人民代表大会主席团"]),
        (UnitType.SUBDISTRICT, "党工委会", ["人大工委"]),
        (UnitType.FARM, "党委会", []),
        (UnitType.ZONE, "党工委会", []),
        (UnitType.OTHER, "党委会", []),
    ],
)
def test_only_towns_and_townships_have_a_congress_of_their_own(unit_type, party, congress):
    bodies = dict(UNIT_FORMS[unit_type].bodies)
    assert bodies[BodyKind.PARTY_COMMITTEE] == party
    found = [name for kind, name in bodies.items() if "CONGRESS" in kind.name]
    assert found == congress
