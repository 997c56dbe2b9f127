"""Which numbers of the rulebook this room reads."""

from django.utils.translation import gettext as _

from foundation.documents.selectors_archive import TRANSFER
from foundation.rulebook.defaults import DEFAULTS

RETENTION = frozenset(code for code in DEFAULTS if code.startswith("papers.retention_"))


def readers(code: str) -> list[str]:
    """Subscriber of `rulebook.events.readers`."""
    if code == TRANSFER:
        return [_("归档：公文成文多久以后移交县档案馆")]
    return [_("归档：公文的保管期限，写在公文页面和归档包里")] if code in RETENTION else []
