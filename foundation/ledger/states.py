"""Words of this room."""

from django.utils.translation import gettext_lazy as _

#: The act that empties lines beside entries; verification takes empty lines from nothing else.
ERASE = "ledger.detail.erase"

#: What the ledger calls the acts of this room → what people call them.
ACTS = {ERASE: _("依法删除存证明细")}
FACTS = {"reason": _("理由"), "table": _("数据表"), "key": _("主键"), "lines": _("删除的明细行")}
