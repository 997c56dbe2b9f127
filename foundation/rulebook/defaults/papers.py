"""How long official papers are kept, and when they go to the county's archive."""

from foundation.rulebook.defaults.table import line
from foundation.rulebook.states import Stricter, Unit

MORE, NONE = Stricter.MORE, Stricter.NONE
_KEPT = "文书档案保管期限的规定（县档案馆审定的归档范围和保管期限表）"
_RETENTION = Unit.RETENTION

DEFAULTS = (
    line("papers.retention_minutes", "会议纪要的保管期限", "永久", _RETENTION, MORE, _KEPT),
    line("papers.retention_record", "会议记录的保管期限", "永久", _RETENTION, MORE, _KEPT),
    line("papers.retention_public_notice", "公示的保管期限", "30年", _RETENTION, MORE, _KEPT),
    line("papers.retention_circular", "通知的保管期限", "30年", _RETENTION, MORE, _KEPT),
    line("papers.retention_opinion", "意见书的保管期限", "30年", _RETENTION, MORE, _KEPT),
    line("papers.retention_letter", "函的保管期限", "10年", _RETENTION, MORE, _KEPT),
    line("papers.retention_table", "表的保管期限", "10年", _RETENTION, MORE, _KEPT),
    line("papers.retention_other", "其他公文的保管期限", "30年", _RETENTION, MORE, _KEPT),
    line(
        "papers.transfer_months",
        "公文移交县档案馆的期限",
        "120",
        Unit.MONTHS,
        NONE,
        "《中华人民共和国档案法实施条例》第二十条",
    ),
)
