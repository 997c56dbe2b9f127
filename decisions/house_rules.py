"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from decisions.rules.bases import COLLECTIVE, LAST_WORD
from foundation.house_rules import Severity, Shape, by_person, declare, flag, refusal


def declare_rules() -> None:
    declare(
        # Before the meeting
        refusal("decisions.right_body", _("人事事项由党组织决定"), COLLECTIVE),
        refusal("decisions.past_day", _("会议和计划不往回登记")),
        refusal("decisions.meeting_has_opened", _("开会后议程和日期不再改")),
        refusal("decisions.topic_taken", _("一个议题同时只上一个会")),
        refusal("decisions.topic_decided", _("作出决定后，议题的附件不再增减")),
        refusal("decisions.other_body", _("议题只上提请决定的组织的会"), COLLECTIVE),
        refusal("decisions.empty_agenda", _("没有议题不开会")),
        refusal("decisions.delivery", _("议题和材料提前送达"), parameter="decisions.delivery_days"),
        refusal("decisions.other_unit", _("汇报人和记录人是本单位人员")),
        refusal("decisions.not_given", _("内容和原因须写明"), COLLECTIVE),
        # In the meeting
        refusal("decisions.other_day", _("会议在定好的那一天开"), COLLECTIVE),
        refusal("decisions.chair_absent", _("主持人须到会并有表决权")),
        refusal("decisions.meeting_open", _("开会之后、散会之前录入"), COLLECTIVE),
        refusal("decisions.one_item_at_a_time", _("逐项议决"), COLLECTIVE),
        refusal("decisions.items_open", _("议题都有结果才散会")),
        refusal("decisions.present_already", _("到会只登记一次")),
        refusal("decisions.phase", _("汇报、讨论、表态、表决依次进行"), COLLECTIVE),
        refusal("decisions.move", _("环节只按规定的顺序走"), COLLECTIVE),
        refusal("decisions.may_not_speak", _("未到会或已回避的不发言"), COLLECTIVE),
        refusal("decisions.closed", _("已结束的议题不再改"), COLLECTIVE),
        # Statement and vote
        refusal("decisions.quorum", _("到会人数够才议决"), parameter="decisions.quorum"),
        refusal("decisions.quorate", _("人数够的不作“人数不足”处理")),
        refusal("decisions.no_voice", _("列席、缺席、回避和迟到的不表决"), COLLECTIVE),
        refusal("decisions.last_word", _("末位表态"), LAST_WORD),
        refusal("decisions.once", _("一人一项只表一次态、投一次票"), COLLECTIVE),
        refusal("decisions.everyone_has_voted", _("到会成员全部表决才宣布结果"), COLLECTIVE),
        refusal("decisions.outcome", _("通过与否由表决产生"), COLLECTIVE),
        refusal("decisions.vote_begun", _("开始表决后不再暂缓或撤回"), COLLECTIVE),
        # Corrections and recusal
        refusal("decisions.void_too_late", _("后面的人表态后不再作废"), LAST_WORD),
        refusal("decisions.void_already", _("一条记录只作废一次"), COLLECTIVE),
        refusal("decisions.recusal_too_late", _("表态前回避"), COLLECTIVE),
        refusal("decisions.recusal_after_vote_began", _("表决前回避"), COLLECTIVE),
        refusal("decisions.recused_already", _("每名成员每项只回避一次"), COLLECTIVE),
        # Afterwards
        refusal("decisions.meeting_not_closed", _("散会后才印发纪要"), COLLECTIVE),
        refusal("decisions.minutes_issued", _("一次会议一份纪要、一个编号"), COLLECTIVE),
        refusal("decisions.personnel_stays_inside", _("人事事项不在公开站公开"), COLLECTIVE),
        refusal("decisions.notice_recounted", _("放假安排录入后公示期仍够长"), parameter="disclosure.notice_days"),
    )
    _declare_findings()


def _declare_findings() -> None:
    declare(
        flag(
            "decisions.meeting_not_held",
            _("会议到期没有召开"),
            COLLECTIVE,
            Severity.YELLOW,
            machine="decisions.breaches.meetings_not_held",
            rows=_("已召集的会议，会议日期已过，系统中没有开会登记，也没有改期。"),
            says=_("%(body)s定于%(day)s召开的会议，到%(seen)s系统中没有开会登记，也没有改期。"),
            shapes={"body": Shape.TEXT, "day": Shape.DAY, "seen": Shape.DAY},
            parameter="decisions.plan_overdue_days",
        ),
        flag(
            "decisions.minutes_late",
            _("散会后没有按期印发纪要"),
            COLLECTIVE,
            Severity.YELLOW,
            machine="decisions.breaches.minutes_late",
            rows=_("已散会的会议，到期没有编号的会议纪要。"),
            says=_("%(body)s%(day)s的会议已经散会，纪要最迟应在%(due)s印发，到%(seen)s系统中没有纪要编号。"),
            shapes={"body": Shape.TEXT, "day": Shape.DAY, "due": Shape.DAY, "seen": Shape.DAY},
            parameter="decisions.minutes_days",
        ),
        flag(
            "decisions.not_published",
            _("应公开的决定没有按期公开"),
            None,
            Severity.ORANGE,
            machine="decisions.breaches.not_published",
            rows=_("已通过的决定（人事事项除外），到期没有公开。"),
            says=_("“%(title)s”%(day)s作出决定，最迟应在%(due)s公开，到%(seen)s还没有公开。"),
            shapes={"title": Shape.TEXT, "day": Shape.DAY, "due": Shape.DAY, "seen": Shape.DAY},
            parameter="disclosure.proactive_days",
        ),
        flag(
            "decisions.notice_cut_short",
            _("公示期因放假安排变短"),
            None,
            Severity.YELLOW,
            machine="decisions.breaches.notices_cut_short",
            rows=_("已公开的决定，异议截止日期按暂定的日历计算，放假安排录入后重新计算更晚。"),
            says=_("“%(title)s”公开时写明异议截止到%(until)s，放假安排录入后重新计算应到%(due)s。"),
            shapes={"title": Shape.TEXT, "until": Shape.DAY, "due": Shape.DAY},
            parameter="disclosure.notice_days",
        ),
        by_person("decisions.not_put_to_meeting", _("应当集体决定的事项没有上会"), COLLECTIVE, Severity.RED),
        by_person("decisions.record_untrue", _("会议记录与实际不符"), COLLECTIVE, Severity.RED),
    )
