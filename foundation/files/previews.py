"""A small picture of a file: made by a job, kept under the digest of the file, made again when it is lost."""

import resource
import subprocess
import tempfile
from pathlib import Path

from django.core.files.storage import default_storage

from foundation.files import storage
from foundation.files.states import PICTURED, MediaType
from foundation.jobs.registry import JobProblem

SIDE = 320
#: Opened, a picture without packing takes four bytes for each.
_PIXELS_MOST = 25_000_000
_SECONDS, _MEMORY = 30, 1024 * 1024 * 1024
MADE, NONE = "已生成缩略图", "没有缩略图：文件太大或者读不出第一页，不影响下载"


def path_of(digest: str) -> str:
    """The name of the picture within the storage, whatever the file is."""
    return f"previews/{digest}.jpg"


def has_one(media_type: str) -> bool:
    return media_type in PICTURED


def make(*, path: str, media_type: str, digest: str) -> str:
    """Draw a file of the storage small. Returns what became of it in a sentence; what cannot be drawn is no failure.

    Raises `JobProblem` where the program that draws PDF is missing.
    """
    source = Path(default_storage.path(path))
    picture = _page(source) if media_type == MediaType.PDF else _shrunk(source)
    if picture is None:
        return NONE
    storage.place(path_of(digest), picture)
    return MADE


def _page(source: Path) -> bytes | None:
    """The first page, drawn by a process of its own that cannot take the machine with it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page"
        command = ["pdftoppm", "-q", "-jpeg", "-singlefile", "-f", "1", "-l", "1", "-scale-to", str(SIDE)]
        try:
            subprocess.run(  # noqa: S603 - the names are ours
                [*command, str(source), str(target)],
                check=True,
                capture_output=True,
                timeout=_SECONDS,
                preexec_fn=_within_limits,
            )
        except FileNotFoundError as error:
            raise JobProblem("没有 pdftoppm。请系统管理员安装 poppler-utils，然后在“运行状况”里重新开始。") from error
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        drawn = target.with_suffix(".jpg")
        return drawn.read_bytes() if drawn.exists() else None


def _within_limits() -> None:  # pragma: no cover - runs in the other process
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _shrunk(source: Path) -> bytes | None:
    # Loaded in the job and nowhere else.
    from io import BytesIO

    from PIL import Image, ImageOps

    try:
        with Image.open(source, formats=("JPEG", "PNG")) as picture:
            # A photo is read at an eighth of its size where that is enough.
            picture.draft("RGB", (SIDE, SIDE))
            if picture.width * picture.height > _PIXELS_MOST:
                return None
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            on_white = Image.new("RGB", upright.size, "white")
            with_alpha = upright.convert("RGBA")
            on_white.paste(with_alpha, mask=with_alpha)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    out = BytesIO()
    on_white.save(out, "JPEG", quality=80)
    return out.getvalue()
