"""Which programs and libraries of the system are needed, how to see that one is missing, and apt where it may be used.

Runs before the virtual environment exists: standard library only.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
#: Where fonts go that are taken out of a package.
OWN_FONTS = Path("/usr/local/share/fonts/sunlit")
#: 仿宋 and 楷体 that may be given away. The package has 49 MB, and would bring the whole of TeX.
FANDOL = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A failed installation is not tried again at every start: the second start must be quick.
RETRY_SECONDS = 3600


@dataclass(frozen=True)
class Package:
    """A Debian package and the question whether what we want of it is there already.

    `files`: of a package that brings much more than we want, only these are taken, as fonts; it is not installed.
    """

    name: str
    present: Callable[[], bool]
    files: tuple[str, ...] = ()


def has_library(soname: str) -> Callable[[], bool]:
    def check() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return check


def has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def has_chinese_font() -> bool:
    return any(next(folder.rglob("Noto*CJK*"), None) for folder in FONT_FOLDERS)


def has_fandol() -> bool:
    return any(next(folder.rglob(FANDOL[0]), None) for folder in FONT_FOLDERS)


def has_venv() -> bool:
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


def postgres_folder() -> Path | None:
    """Where initdb and postgres are: on PATH, or in the newest of Debian's versioned folders."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres", path=str(Path(on_path).parent)):
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


def chromium() -> str | None:
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


VENV = Package("python3-venv", has_venv)
GETTEXT = Package("gettext", has_program("msgfmt"))
RUN = (
    Package("libpango-1.0-0", has_library("libpango-1.0.so.0")),
    Package("libpangoft2-1.0-0", has_library("libpangoft2-1.0.so.0")),
    Package("libharfbuzz-subset0", has_library("libharfbuzz-subset.so.0")),
    Package("fonts-noto-cjk", has_chinese_font),
    Package("texlive-lang-chinese", has_fandol, FANDOL),
    Package("graphviz", has_program("dot")),
    # Small pictures of attached PDFs; the tests read printed ones with it.
    Package("poppler-utils", has_program("pdftoppm")),
    GETTEXT,
)
POSTGRES = Package("postgresql", lambda: postgres_folder() is not None)
REDIS = Package("redis-server", has_program("redis-server"))
#: A word processor, which opens every .docx of ours in the drill.
WRITER = Package("libreoffice-writer", has_program("soffice", "libreoffice"))
CHROMIUM = Package("chromium", lambda: chromium() is not None)


def missing(packages: tuple[Package, ...]) -> list[str]:
    return [package.name for package in packages if not package.present()]


def ensure(packages: tuple[Package, ...], required: tuple[Package, ...], mark: Path) -> None:
    """Install what is missing where that is allowed; end with one line when something required stays missing."""
    lacking = missing(packages)
    absent = tuple(package for package in packages if package.name in lacking)
    if lacking and not _tried_lately(mark, lacking) and not _install(absent):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(" ".join(lacking))
    lacking = missing(packages)
    needed = [package.name for package in required if package.name in lacking]
    if needed:
        raise SystemExit(f"缺少系统软件：{'、'.join(needed)}。请先安装，例如 apt-get install {' '.join(lacking)}")
    if whole := [package.name for package in packages if package.name in lacking and not package.files]:
        print(f"提示：尚未安装 {'、'.join(whole)}，相应功能暂不可用（apt-get install {' '.join(whole)}）。", flush=True)
    if files := [name for package in packages if package.name in lacking for name in package.files]:
        print(f"提示：尚未安装字体 {'、'.join(files)}，公文以别的字体代替（见 docs/guides/运维人员.md）。", flush=True)


def _tried_lately(mark: Path, lacking: list[str]) -> bool:
    try:
        return mark.read_text() == " ".join(lacking) and time.time() - mark.stat().st_mtime < RETRY_SECONDS
    except FileNotFoundError:
        return False


def _install(packages: tuple[Package, ...]) -> bool:
    prefix = _root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return False
    print(f"正在安装系统软件：{'、'.join(package.name for package in packages)}……", flush=True)
    whole = [package.name for package in packages if not package.files]
    install = ["install", "--yes", "--no-install-recommends", *whole]
    commands = (["update"], install) if whole else (["update"],)
    done = all(_apt([*prefix, "apt-get", "-qq", *arguments]) for arguments in commands)
    return all([done, *(_take(package, prefix) for package in packages if package.files)])


def _take(package: Package, prefix: list[str]) -> bool:
    """Fetch a package and take its files out of it."""
    with tempfile.TemporaryDirectory() as folder:
        # Its own user fetches, where there is one.
        os.chmod(folder, 0o755)  # noqa: S103 - nothing in it is secret
        if not _apt(["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package.name], folder):
            return False
        (archive,) = Path(folder).glob("*.deb")
        if not _apt(["dpkg-deb", "--extract", str(archive), f"{folder}/all"]):
            return False
        found = [str(path) for name in package.files for path in Path(folder).rglob(name)]
        return bool(found) and _apt([*prefix, "install", "-D", "-m", "644", "-t", str(OWN_FONTS), *found])


def _root_prefix() -> list[str] | None:
    """What to write before a command to run it as root; None when that is not allowed without a question."""
    if os.geteuid() == 0:
        return []
    asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked and asked.returncode == 0 else None


def _apt(command: list[str], folder: str | None = None) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment, check=False
    )
    return result.returncode == 0
