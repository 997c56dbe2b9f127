"""The check of the English catalogue sees each fault it is there for."""

import shutil
from pathlib import Path

import polib
import pytest

from script.check_messages import check, fault_of, incomplete, stale, uncompiled
from script.messages import CATALOGUE, compile_catalogue, extract

HOME = '{% load i18n %}<h1>{% translate "公开" %}</h1>{% blocktranslate %}共 {{ count }} 件{% endblocktranslate %}'
OPEN = "templates/disclosure/home.html"
DESK = '{% load i18n %}<h1>{% translate "我的工作" %}</h1>'


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    found = polib.POFile()
    found.extend(entries)
    return found


def sentence(msgid: str, msgstr: str = "", place: str = OPEN, **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[(place, "")], **more)


def test_a_sentence_the_catalogue_lacks_is_named() -> None:
    assert stale(catalogue(), catalogue(sentence("公开"))) == ["词条缺少（请运行 make messages）：公开"]


def test_a_sentence_nobody_uses_is_named() -> None:
    assert stale(catalogue(sentence("公开")), catalogue()) == ["词条已无处使用（请运行 make messages）：公开"]


def test_open_pages_must_be_in_english() -> None:
    entries = catalogue(sentence("公开"), sentence("我的工作", place="templates/web/desk.html"))
    assert incomplete(entries, entries) == ["没有英文：公开（templates/disclosure/home.html）"]


def test_where_a_sentence_is_used_comes_from_the_sources_not_from_the_catalogue() -> None:
    committed = catalogue(sentence("公开", place="templates/web/desk.html"))
    assert incomplete(catalogue(sentence("公开")), committed)


def test_a_guess_of_the_merge_is_no_translation() -> None:
    assert fault_of(sentence("公开", "Closed", flags=["fuzzy"]), required=True) == "英文待核对"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("共 %(count)s 件", "%(total)s items"), ("%s 号", "No."), ("{name} 同意", "agreed"), ("第 %d 页", "page %s")],
)
def test_placeholders_must_agree(chinese: str, english: str) -> None:
    assert fault_of(sentence(chinese, english), required=False) == "英文的占位符不同"
    assert fault_of(sentence(chinese, chinese), required=False) == ""


def test_a_singular_may_leave_the_number_out() -> None:
    plural = sentence("%(n)s 件", msgid_plural="%(n)s 件", msgstr_plural={0: "one item", 1: "%(n)s items"})
    assert fault_of(plural, required=True) == ""
    plural.msgstr_plural[1] = "%(m)s items"
    assert fault_of(plural, required=True) == "英文的占位符不同"
    plural.msgstr_plural[1] = ""
    assert fault_of(plural, required=True) == "没有英文"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose catalogue is in order."""
    for name, text in {"disclosure/home.html": HOME, "web/desk.html": DESK}.items():
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    extract(tmp_path)
    translate(tmp_path, 公开="Open", **{"共 %(count)s 件": "%(count)s items"})
    compile_catalogue(tmp_path)
    return tmp_path


def translate(project: Path, **sentences: str) -> None:
    english = polib.pofile(str(project / CATALOGUE))
    for chinese, text in sentences.items():
        english.find(chinese).msgstr = text
    english.save()


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="needs gettext")
def test_planted_faults_in_a_whole_project(project: Path) -> None:
    assert check(project) == []

    translate(project, 我的工作="My work")
    assert check(project) == [".mo 与 .po 不一致（请运行 make messages）：我的工作"]

    (project / "templates/web/desk.html").write_text(DESK.replace("我的工作", "待办"))
    compile_catalogue(project)
    assert check(project) == [
        "词条缺少（请运行 make messages）：待办",
        "词条已无处使用（请运行 make messages）：我的工作",
    ]


def test_a_missing_compiled_file_is_named(tmp_path: Path) -> None:
    assert uncompiled(catalogue(), tmp_path / "django.mo") == ["缺少 django.mo（请运行 make messages）"]
