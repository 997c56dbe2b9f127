"""One backup or drill at a time in one house; a process that dies leaves no lock behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from foundation.upkeep.trouble import Busy

NAME = "upkeep.lock"


@contextmanager
def alone() -> Iterator[None]:
    """Raises `Busy` at once when another process has the lock: nobody waits."""
    # Read only: whoever made the file first, root by hand or the program, keeps nobody out.
    handle = os.open(settings.VAR_DIR / NAME, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("备份与演练：另一次正在进行。请等它结束以后再运行。") from None
        yield
    finally:
        os.close(handle)
