"""The kinds of paper that every township writes. Their content: `contents.py`; their pages: `templates/documents/`."""

from foundation.documents.contents import Correction, Minutes, Table, Text
from foundation.documents.papers import PaperKind, register

MINUTES = PaperKind("minutes", "会议纪要", "纪要", "documents/minutes.html", Minutes)
RECORD = PaperKind("record", "会议记录", "记录", "documents/record.html", Minutes)
PUBLIC_NOTICE = PaperKind("public_notice", "公示", "公示", "documents/public_notice.html", Text, free=True)
CIRCULAR = PaperKind("circular", "通知", "通知", "documents/circular.html", Text, free=True)
OPINION = PaperKind("opinion", "意见书", "意见书", "documents/opinion.html", Text, free=True)
LETTER = PaperKind("letter", "函", "函", "documents/letter.html", Text, free=True)
TABLE = PaperKind("table", "表", "表", "documents/table.html", Table, free=True)
CORRECTION = PaperKind("correction", "更正", "更正", "documents/correction.html", Correction)

KINDS = (MINUTES, RECORD, PUBLIC_NOTICE, CIRCULAR, OPINION, LETTER, TABLE, CORRECTION)


def declare() -> None:
    for kind in KINDS:
        register(kind)
