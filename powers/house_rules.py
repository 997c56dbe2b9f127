"""The rules of this room by name."""

from django.utils.translation import gettext_lazy as _

from foundation.house_rules import declare, refusal
from powers.rules import DIRECTORY


def declare_rules() -> None:
    declare(
        refusal("powers.adopted", _("通过后的目录不再改"), DIRECTORY),
        refusal("powers.draft_exists", _("一个单位同时只起草一版目录"), DIRECTORY),
        refusal("powers.no_model", _("目录从县里的范本起草"), DIRECTORY),
        refusal("powers.move", _("目录依次起草、通过、报备"), DIRECTORY),
        refusal("powers.start", _("新一版目录不往回施行"), DIRECTORY),
        refusal("powers.not_said", _("目录中须写明的内容"), DIRECTORY),
        refusal("powers.bodies", _("每个事项写明依次决定的组织"), DIRECTORY),
        refusal("powers.personnel_body", _("人事事项只列党委会"), DIRECTORY),
        refusal("powers.threshold", _("设金额起点的，写明未达到时由谁办"), DIRECTORY),
        refusal("powers.reviews", _("会前程序从规定的程序中选"), DIRECTORY),
        refusal("powers.same_matter", _("同一件事不列两项"), DIRECTORY),
        refusal("powers.county_entry", _("县定事项不能删去"), DIRECTORY),
        refusal("powers.not_whole", _("目录不少于、不宽于县定要求"), DIRECTORY),
    )
