"""What can go wrong while the house is kept, in words."""

from subprocess import SubprocessError

from django.db import DatabaseError

from foundation.keys.trouble import KeyTrouble
from foundation.ledger.verification import NotOurNote
from foundation.ledger.verification.findings import UNREADABLE


class UpkeepTrouble(Exception):
    """Says in Chinese what, why, and what to do. In plain Chinese and not translated: it is said to operators."""


class Busy(UpkeepTrouble):
    """Another backup or drill is going on."""


#: What a disk, a database or a file that somebody has changed may raise; whatever else is a mistake of ours.
TROUBLES = (UpkeepTrouble, KeyTrouble, DatabaseError, OSError, SubprocessError, *UNREADABLE)


def words(error: BaseException) -> str:
    """One line, without a traceback."""
    if isinstance(error, UpkeepTrouble | KeyTrouble | NotOurNote):
        return str(error)
    if isinstance(error, OSError):
        return f"不能读写 {error.filename}（{error.strerror}）。请核对磁盘空间和目录权限。"
    said = " ".join(str(error).split())
    return f"没有完成（{type(error).__name__}：{said[:300]}）。请把这一行交给维护人员。"
