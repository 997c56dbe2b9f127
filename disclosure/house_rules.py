"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from disclosure.rules import OBJECTIONS, PRIVACY
from foundation.house_rules import Severity, Shape, by_person, declare, flag, refusal


def declare_rules() -> None:
    declare(
        refusal("disclosure.division", _("只有县、乡镇和村在这里公开")),
        refusal("disclosure.kind", _("公开内容有规定的类别")),
        refusal("disclosure.how_to_object", _("写明怎样提出异议"), OBJECTIONS),
        refusal("disclosure.empty", _("公开稿各项填写完整")),
        refusal("disclosure.too_long", _("公开稿各项不过长")),
        refusal("disclosure.too_many_sections", _("正文不过碎")),
        refusal("disclosure.not_plain", _("公开稿不含看不见的控制字符")),
        refusal("disclosure.personal_number", _("不公开证件、银行卡和手机号码"), PRIVACY),
        refusal("disclosure.amount", _("金额写法规范")),
        refusal("disclosure.decided_later", _("先决定、后拟制")),
        refusal("disclosure.until_before_decision", _("异议截止在决定之后")),
        refusal("disclosure.take_down_early", _("撤下在异议截止之后")),
        refusal("disclosure.source_taken", _("一件事一份公开稿")),
        refusal("disclosure.replaces_standing", _("只重新拟制被退回的稿")),
        refusal("disclosure.replaced_already", _("退回的稿只重新拟制一次")),
        refusal("disclosure.replaces_other", _("重新拟制的稿说的是同一件事")),
        refusal("disclosure.reviewed_already", _("一份稿只复核一次")),
        refusal("disclosure.until_has_passed", _("公开时异议期还没有过"), OBJECTIONS),
        refusal("disclosure.take_down_has_passed", _("公开时撤下日期还没有到")),
        refusal("disclosure.no_reason", _("退回写明理由")),
        refusal("disclosure.reason_too_long", _("退回理由不过长")),
        flag(
            "disclosure.review_missed",
            _("公开稿到异议截止日还没有复核"),
            OBJECTIONS,
            Severity.ORANGE,
            machine="disclosure.breaches.reviews_missed",
            rows=_("待复核的公开稿，写明的异议截止日期已过。"),
            says=_("公开稿“%(title)s”%(day)s送复核，写明的异议截止日期是%(until)s，到%(seen)s仍没有复核。"),
            shapes={"title": Shape.TEXT, "day": Shape.DAY, "until": Shape.DAY, "seen": Shape.DAY},
        ),
        by_person("disclosure.untrue", _("公开内容与实际不符"), OBJECTIONS, Severity.ORANGE),
    )
