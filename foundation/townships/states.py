"""The closed lists of this room: levels, unit types, kinds of bodies and posts, roles, capabilities."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The kind of job that makes every blind index anew.
RE_INDEX = "townships.re_index"


class Level(TextChoices):
    """Level of a division. It comes from the division's row, never from the zeros at the end of its code."""

    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
    TOWNSHIP = "township", _("乡镇级")
    VILLAGE = "village", _("村级")


class UnitType(TextChoices):
    """What kind of unit a township-level or village-level division is; it decides bodies and post names."""

    TOWN = "town", _("镇")
    RURAL_TOWNSHIP = "rural_township", _("乡")
    SUBDISTRICT = "subdistrict", _("街道")
    FARM = "farm", _("农（林）场")
    ZONE = "zone", _("开发区")
    VILLAGE = "village", _("村")
    COMMUNITY = "community", _("社区")
    OTHER = "other", _("其他")


class BodyKind(TextChoices):
    """The bodies that meet and decide."""

    PARTY_COMMITTEE = "party_committee", _("党委会")
    JOINT_MEETING = "joint_meeting", _("党政联席会")
    HEAD_MEETING = "head_meeting", _("行政首长办公会")
    PEOPLES_CONGRESS = "peoples_congress", _("人民代表大会")
    CONGRESS_PRESIDIUM = "congress_presidium", _("人大主席团")
    DISCIPLINE_COMMITTEE = "discipline_committee", _("纪委")
    TEAMS_MEETING = "teams_meeting", _("三套班子会")
    VILLAGE_BRANCH = "village_branch", _("村党组织")
    VILLAGE_COMMITTEES = "village_committees", _("村两委")
    VILLAGERS_REPRESENTATIVES = "villagers_representatives", _("村民代表会议")


class PostKind(TextChoices):
    """What a post is for, whatever it is called in a unit of this type."""

    SECRETARY = "secretary", _("党组织书记")
    HEAD = "head", _("行政首长")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    DISCIPLINE_SECRETARY = "discipline_secretary", _("纪委书记")
    CONGRESS_CHAIR = "congress_chair", _("人大负责人")
    COMMITTEE_MEMBER = "committee_member", _("班子委员")
    DEPUTY_HEAD = "deputy_head", _("行政副职")
    DISCIPLINE_MEMBER = "discipline_member", _("纪委委员")
    OFFICE_STAFF = "office_staff", _("党政办工作人员")
    VILLAGE_SECRETARY = "village_secretary", _("村党组织书记")
    VILLAGE_HEAD = "village_head", _("村（居）委会主任")
    VILLAGE_MEMBER = "village_member", _("村两委成员")
    COUNTY_STAFF = "county_staff", _("县级部门工作人员")


#: 党政正职: the two principals of a township.
PRINCIPALS = frozenset({PostKind.SECRETARY, PostKind.HEAD})
#: 县管干部: whoever holds one of these posts is managed by the county, which records his tenures.
COUNTY_MANAGED = PRINCIPALS | {
    PostKind.DEPUTY_SECRETARY,
    PostKind.DISCIPLINE_SECRETARY,
    PostKind.CONGRESS_CHAIR,
    PostKind.COMMITTEE_MEMBER,
    PostKind.DEPUTY_HEAD,
    PostKind.COUNTY_STAFF,
}


class Capability(TextChoices):
    """What an assignment can allow in a division and below it. A closed list: nothing else can be granted."""

    ENTER_DESK = "enter_desk", _("进入工作台")
    ENTER_ADMIN = "enter_admin", _("进入监督后台")
    VIEW_PEOPLE = "view_people", _("查看组织和任职")
    VIEW_LEDGER = "view_ledger", _("查看存证日志")
    VIEW_DECISIONS = "view_decisions", _("查看集体决策")
    KEEP_MEETINGS = "keep_meetings", _("登记议题和会议")
    OVERSEE_MEETINGS = "oversee_meetings", _("会上提醒和制止")
    PREPARE_PUBLICATION = "prepare_publication", _("拟制公开稿")
    REVIEW_PUBLICATION = "review_publication", _("复核公开稿")
    KEEP_STAFF = "keep_staff", _("登记本单位工作人员和村干部")
    KEEP_LEADERS = "keep_leaders", _("登记领导班子任职")
    REVEAL_CONTACTS = "reveal_contacts", _("写明理由后查看手机和身份证号码")
    KEEP_RULES = "keep_rules", _("维护本级的制度和参数")
    ANSWER_FINDINGS = "answer_findings", _("答复系统和县里指出的问题")
    JUDGE_FINDINGS = "judge_findings", _("提出和核定问题")
    MANAGE_ACCOUNTS = "manage_accounts", _("管理账号")
    MANAGE_GRANTS = "manage_grants", _("管理授权")
    READ_LOGS = "read_logs", _("查看系统日志")
    KEEP_HOUSE = "keep_house", _("查看系统运行状况，重新开始后台任务")
    # No right but a duty, granted with the rights that it guards: without the second factor none of them opens a door.
    SECOND_FACTOR = "second_factor", _("登录须用动态验证码")


class Role(TextChoices):
    """Who somebody is for this system, in one division, from one day to another."""

    CLERK = "clerk", _("党政办经办")
    REVIEWER = "reviewer", _("党政办复核")
    MEMBER = "member", _("班子成员")
    PRINCIPAL = "principal", _("党政正职")
    DISCIPLINE_SECRETARY = "discipline_secretary", _("纪委书记")
    DISCIPLINE_STAFF = "discipline_staff", _("纪委工作人员")
    CONGRESS_CHAIR = "congress_chair", _("人大负责人")
    FINANCIAL_REVIEWER = "financial_reviewer", _("协助财务审核的班子成员")
    ACCOUNTANT = "accountant", _("委派会计")
    ASSETS_CENTRE = "assets_centre", _("三资管理中心")
    VILLAGE_REPORTER = "village_reporter", _("村级报账员")
    INSPECTOR = "inspector", _("县纪委监督员")
    ORGANISATION = "organisation", _("县委组织部")
    FINANCE = "finance", _("县财政局")
    AUDIT = "audit", _("县审计局")
    PERSONNEL = "personnel", _("县编办、人社局")
    TRADING_CENTRE = "trading_centre", _("县公共资源交易中心")
    PETITION = "petition", _("县信访局")
    COUNTY_OFFICE = "county_office", _("县委办、县政府办")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")


_STAFF = frozenset({Capability.ENTER_DESK, Capability.VIEW_PEOPLE})
_DECIDERS = _STAFF | {Capability.VIEW_DECISIONS}
_COUNTY_OFFICE = frozenset({Capability.ENTER_DESK, Capability.ENTER_ADMIN, Capability.VIEW_PEOPLE})
# 三员 have screens of their own on the desk and see no business there.
_ADMINISTRATOR = frozenset({Capability.ENTER_DESK, Capability.ENTER_ADMIN, Capability.SECOND_FACTOR})

#: Role → the level of division it is given in, and what it may do there and below.
ROLES: dict[Role, tuple[Level, frozenset[Capability]]] = {
    Role.CLERK: (
        Level.TOWNSHIP,
        _DECIDERS
        | {
            Capability.KEEP_MEETINGS,
            Capability.KEEP_STAFF,
            Capability.KEEP_RULES,
            Capability.ANSWER_FINDINGS,
            Capability.PREPARE_PUBLICATION,
            Capability.REVEAL_CONTACTS,
        },
    ),
    Role.REVIEWER: (Level.TOWNSHIP, _DECIDERS | {Capability.REVIEW_PUBLICATION}),
    Role.MEMBER: (Level.TOWNSHIP, _DECIDERS),
    Role.PRINCIPAL: (Level.TOWNSHIP, _DECIDERS | {Capability.SECOND_FACTOR}),
    Role.DISCIPLINE_SECRETARY: (
        Level.TOWNSHIP,
        _DECIDERS | {Capability.ANSWER_FINDINGS, Capability.OVERSEE_MEETINGS},
    ),
    Role.DISCIPLINE_STAFF: (Level.TOWNSHIP, _DECIDERS),
    Role.CONGRESS_CHAIR: (Level.TOWNSHIP, _DECIDERS),
    Role.FINANCIAL_REVIEWER: (Level.TOWNSHIP, _DECIDERS),
    Role.ACCOUNTANT: (Level.TOWNSHIP, _STAFF),
    Role.ASSETS_CENTRE: (Level.TOWNSHIP, _STAFF),
    Role.VILLAGE_REPORTER: (Level.VILLAGE, _STAFF),
    Role.INSPECTOR: (
        Level.COUNTY,
        _COUNTY_OFFICE
        | {
            Capability.VIEW_LEDGER,
            Capability.VIEW_DECISIONS,
            Capability.JUDGE_FINDINGS,
            Capability.REVEAL_CONTACTS,
            Capability.SECOND_FACTOR,
        },
    ),
    Role.ORGANISATION: (Level.COUNTY, _COUNTY_OFFICE | {Capability.KEEP_LEADERS, Capability.REVEAL_CONTACTS}),
    Role.FINANCE: (Level.COUNTY, _COUNTY_OFFICE),
    Role.AUDIT: (Level.COUNTY, _COUNTY_OFFICE),
    Role.PERSONNEL: (Level.COUNTY, _COUNTY_OFFICE),
    Role.TRADING_CENTRE: (Level.COUNTY, _COUNTY_OFFICE),
    Role.PETITION: (Level.COUNTY, _COUNTY_OFFICE),
    Role.COUNTY_OFFICE: (Level.COUNTY, _COUNTY_OFFICE | {Capability.KEEP_RULES}),
    Role.SYSTEM_ADMINISTRATOR: (Level.COUNTY, _ADMINISTRATOR | {Capability.MANAGE_ACCOUNTS, Capability.KEEP_HOUSE}),
    Role.SECURITY_ADMINISTRATOR: (Level.COUNTY, _ADMINISTRATOR | {Capability.MANAGE_GRANTS}),
    Role.AUDIT_ADMINISTRATOR: (Level.COUNTY, _ADMINISTRATOR | {Capability.READ_LOGS}),
}

#: 三员: nobody may hold two of these, nor one of these beside any other role.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})


#: What the ledger calls the acts of this room → what people call them.
ACTS = {
    "townships.account.open": _("开通账号"),
    "townships.account.change_password": _("修改密码"),
    "townships.account.disable": _("停用账号"),
    "townships.account.enable": _("启用账号"),
    "townships.account.reset_password": _("重置密码"),
    "townships.account.unlock": _("解除登录锁定"),
    "townships.administrators.appoint": _("开通首批三员"),
    "townships.divisions.import": _("导入区划"),
    "townships.divisions.succeed": _("区划撤并"),
    "townships.hand_over.complete": _("完成离任交接"),
    "townships.hand_over.receive": _("接收交接事项"),
    "townships.official.contact": _("修改联系方式"),
    "townships.official.record": _("登记干部"),
    "townships.role.grant": _("授予角色"),
    "townships.role.revoke": _("收回角色"),
    "townships.second_factor.enrol": _("绑定动态验证码"),
    "townships.second_factor.renew_codes": _("重新生成备用验证码"),
    "townships.second_factor.replace": _("更换动态验证码"),
    "townships.second_factor.reset": _("重置动态验证码"),
    "townships.second_factor.use_recovery_code": _("使用备用验证码"),
    "townships.tenure.begin": _("任职"),
    "townships.tenure.end": _("离任"),
    "townships.unit.set_up": _("建立组织和职务"),
}
FACTS = {"file": _("文件摘要"), "created": _("新增"), "changed": _("变更")}
