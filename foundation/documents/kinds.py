"""The kinds of paper that every township writes. Their content: `contents.py`; their pages: `templates/documents/`."""

from foundation.documents.papers import PaperKind, register

MINUTES = PaperKind("minutes", "会议纪要", "纪要", "documents/minutes.html")
RECORD = PaperKind("record", "会议记录", "记录", "documents/record.html")
PUBLIC_NOTICE = PaperKind("public_notice", "公示", "公示", "documents/public_notice.html")
CIRCULAR = PaperKind("circular", "通知", "通知", "documents/circular.html")
OPINION = PaperKind("opinion", "意见书", "意见书", "documents/opinion.html")
LETTER = PaperKind("letter", "函", "函", "documents/letter.html")
TABLE = PaperKind("table", "表", "表", "documents/table.html")

KINDS = (MINUTES, RECORD, PUBLIC_NOTICE, CIRCULAR, OPINION, LETTER, TABLE)


def declare() -> None:
    for kind in KINDS:
        register(kind)
