"""Prints a page whose template is not ours, in a process of its own that cannot take the machine with it.

`python -m foundation.documents.press`: JSON with `html` and `faces` (CSS) comes in, a PDF goes out. It knows neither
the settings nor the database.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

SECONDS, MEMORY = 30, 3 * 1024 * 1024 * 1024
_PROJECT = Path(__file__).resolve().parents[2]


class TooLong(Exception):
    """It took more time or memory than a paper needs, or broke."""


def printed(html: str, faces: str) -> bytes:
    """The page as PDF. Raises `TooLong`."""
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours
            [sys.executable, "-m", __name__],
            input=json.dumps({"html": html, "faces": faces}).encode(),
            capture_output=True,
            check=True,
            cwd=_PROJECT,
            timeout=2 * SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise TooLong(type(error).__name__) from error
    return done.stdout


def work(received: BinaryIO, out: BinaryIO) -> None:
    """What the process does."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    given = json.load(received)
    config = FontConfiguration()
    CSS(string=given["faces"], font_config=config, url_fetcher=URLFetcher(allowed_protocols=("file",)))
    # A paper is made of its own content: nothing is fetched, from the network or from the disk.
    pages = HTML(string=given["html"], url_fetcher=URLFetcher(allowed_protocols=()))
    out.write(pages.write_pdf(font_config=config))


if __name__ == "__main__":  # pragma: no cover - in the other process
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    work(sys.stdin.buffer, sys.stdout.buffer)
