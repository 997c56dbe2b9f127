"""What stands against giving out a proof."""

from django.utils.translation import gettext as _

from foundation.violations import RuleViolation


def covered(proof: bytes | None) -> RuleViolation | None:
    """Without a checkpoint over it, an entry stands in no tree that anybody outside knows."""
    if proof is None:
        return RuleViolation(
            "ledger.not_covered",
            _("证明文件：还没有存证点覆盖这条记录，因此不能生成证明。请等下一个存证点签发以后再下载。"),
        )
    return None
