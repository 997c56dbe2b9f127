"""The people of the seeded county. Every name is plainly made up: 甲一, 乙二 …"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.townships import services, totp
from foundation.townships.models import Division, Official, Post, User
from foundation.townships.states import ROLES, Capability, Level, PostKind, Role

ACTOR = "演示数据"

#: Unit → the word in its accounts' names and the sign in its people's names.
UNITS = {
    "320831001000": ("licheng", "甲"),
    "320831002000": ("dailou", "乙"),
    "320831003000": ("jinbei", "丙"),
    "320831101000": ("jinnan", "丁"),
    "320831103000": ("taji", "戊"),
    "320831106000": ("qianfeng", "己"),
    "320831107000": ("lyuliang", "庚"),
    "320831111000": ("yintu", "辛"),
    "320831400000": ("baoyinghu", "壬"),
    "320831401000": ("fuxingwei", "癸"),
    "320831402000": ("yuanzhong", "子"),
    "320831403000": ("kaifaqu", "丑"),
}
#: 一肩挑: the secretary is the head as well.
ONE_SHOULDER = "320831403000"
#: 主持工作: the head's post is held by somebody acting.
ACTING_HEAD = "320831111000"
#: A post that nobody holds: (unit, part of the post's name).
VACANT = ("320831107000", "宣传委员")

#: Roles that a post brings with it.
ROLES_OF_POST = {
    PostKind.SECRETARY: [("secretary", Role.PRINCIPAL)],
    PostKind.HEAD: [("head", Role.PRINCIPAL)],
    PostKind.DISCIPLINE_SECRETARY: [("discipline", Role.DISCIPLINE_SECRETARY)],
    PostKind.CONGRESS_CHAIR: [("congress", Role.CONGRESS_CHAIR)],
    PostKind.COMMITTEE_MEMBER: [("member", Role.MEMBER)],
    PostKind.DEPUTY_HEAD: [("finreview", Role.FINANCIAL_REVIEWER)],
    PostKind.DISCIPLINE_MEMBER: [("discstaff", Role.DISCIPLINE_STAFF)],
}
OFFICE_POSTS = {"党政办文书": ("clerk", Role.CLERK), "党政办主任": ("reviewer", Role.REVIEWER)}
#: People who work for a township without a post in it.
OTHERS = [("accountant", "会计", Role.ACCOUNTANT), ("assets", "三资", Role.ASSETS_CENTRE)]
COUNTY_ACCOUNTS = [
    ("inspector.county", "县纪一", Role.INSPECTOR),
    ("organisation.county", "县组一", Role.ORGANISATION),
    ("finance.county", "县财一", Role.FINANCE),
    ("audit.county", "县审一", Role.AUDIT),
    ("personnel.county", "县编一", Role.PERSONNEL),
    ("trading.county", "县易一", Role.TRADING_CENTRE),
    ("petition.county", "县访一", Role.PETITION),
    ("office.county", "县办一", Role.COUNTY_OFFICE),
    ("system.county", "县管一", Role.SYSTEM_ADMINISTRATOR),
    ("security.county", "县安一", Role.SECURITY_ADMINISTRATOR),
    ("logs.county", "县志一", Role.AUDIT_ADMINISTRATOR),
]
NUMERALS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """1 … 99 in Chinese: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones or not tens else "")


@dataclass
class Cast:
    """Makes people, remembers nothing but the day, the password and the seed of the second factor."""

    now: datetime
    password: str
    seed: str
    accounts: list[User] = field(default_factory=list)

    @cached_property
    def hashed(self) -> str:
        """All accounts share one password, and computing its hash is slow on purpose: once is enough."""
        return make_password(self.password)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def official(self, name: str, division: Division) -> Official:
        return services.record_official(name=name, division=division, actor=ACTOR, now=self.now)

    def appoint(self, official: Official, post: Post, *, years: int, acting: bool = False) -> None:
        start = self.today - timedelta(days=365 * years + 17 * (post.rank or 0))
        services.begin_tenure(official=official, post=post, start=start, acting=acting, actor=ACTOR, now=self.now)

    def account(self, username: str, official: Official, role: Role, division: Division) -> None:
        user = services.open_account(
            username=username,
            name=official.name,
            password=self.hashed,
            hashed=True,
            official=official,
            actor=ACTOR,
            now=self.now,
            is_demo=True,
        )
        start = self.today - timedelta(days=365)
        services.grant_role(user=user, role=role, division=division, start=start, actor=ACTOR, now=self.now)
        if Capability.SECOND_FACTOR in ROLES[role][1]:
            # No recovery codes: the seed is printed, and ten slow hashes for each account would be waited for.
            shown = totp.code_at(self.seed, self.now)
            services.enrol(user=user, secret=self.seed, code=shown, codes=[], actor=ACTOR, now=self.now)
        self.accounts.append(user)


def seed_people(*, now: datetime, password: str, seed: str) -> Cast:
    """Bodies, posts, officials and accounts of the county, of its units and of their villages.

    Accounts that must show a second factor all have one with `seed` (base32).
    """
    cast = Cast(now, password, seed)
    county = Division.objects.get(level=Level.COUNTY)
    for username, name, role in COUNTY_ACCOUNTS:
        cast.account(username, cast.official(name, county), role, county)
    for unit in Division.objects.filter(level=Level.TOWNSHIP, code__in=list(UNITS)):
        _seed_unit(cast, unit, *UNITS[unit.code])
    return cast


def _seed_unit(cast: Cast, unit: Division, word: str, sign: str) -> None:
    posts = services.set_up_unit(division=unit, actor=ACTOR, now=cast.now)
    numbers, given = count(1), set()
    secretary: Official | None = None
    for post in posts:
        if unit.code == VACANT[0] and VACANT[1] in post.name:
            continue
        if post.kind == PostKind.HEAD and unit.code == ONE_SHOULDER and secretary:
            official = secretary
        else:
            official = cast.official(f"{sign}{numeral(next(numbers))}", unit)
        acting = post.kind == PostKind.HEAD and unit.code == ACTING_HEAD
        cast.appoint(official, post, years=1 if acting else 2, acting=acting)
        secretary = official if post.kind == PostKind.SECRETARY else secretary
        roles = [OFFICE_POSTS[post.name]] if post.name in OFFICE_POSTS else ROLES_OF_POST.get(PostKind(post.kind), [])
        for account, role in roles:
            # The first holder of each kind of post gets the account; 一肩挑 needs one only.
            if account not in given and not (account == "head" and official is secretary):
                cast.account(f"{account}.{word}", official, role, unit)
                given.add(account)
    for account, name, role in OTHERS:
        cast.account(f"{account}.{word}", cast.official(f"{sign}{name}", unit), role, unit)
    for number, village in enumerate(unit.children.all(), start=1):
        _seed_village(cast, village, word, f"{sign}村{numeral(number)}", with_account=number == 1)


def _seed_village(cast: Cast, village: Division, word: str, name: str, *, with_account: bool) -> None:
    posts = services.set_up_unit(division=village, actor=ACTOR, now=cast.now)
    secretary = cast.official(name, village)
    member = cast.official(f"{name}乙", village)
    for post in posts:
        cast.appoint(member if post.kind == PostKind.VILLAGE_MEMBER else secretary, post, years=3)
    if with_account:
        cast.account(f"village.{word}", member, Role.VILLAGE_REPORTER, village)
