"""The faces of papers: cut once, whole or not there, and never in the way."""

from io import StringIO

import pytest
from django.core.management import call_command

from foundation.documents import checks, cutting, fonts, signs
from foundation.signs import Light

HEI = next(face for face in fonts.FACES if face.name == "NotoSansCJKsc-Regular")


@pytest.fixture
def place(settings, tmp_path, monkeypatch):
    """A machine with one face, and a cutter that is quick."""
    settings.VAR_DIR = tmp_path
    source = tmp_path / "hei.ttc"
    source.write_bytes(b"a face")
    monkeypatch.setattr(fonts, "installed", lambda: {HEI.name: fonts.Source(source, 2)})
    monkeypatch.setattr(cutting, "cut", lambda path, index, without: b"cut " + path.read_bytes())
    fonts.can_cut.cache_clear()
    yield source
    fonts.can_cut.cache_clear()


def prepared() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("prepare_fonts", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_faces_are_cut_once_and_anew_when_another_is_installed(place):
    out, err = prepared()
    assert "新裁剪字体 1 个，已有 0 个" in out and "没有安装 FandolFang-Regular、" in err
    ((face, first),) = fonts.cut_faces()
    assert face == HEI and first.read_bytes() == b"cut a face"
    assert "新裁剪字体 0 个，已有 1 个" in prepared()[0]
    place.write_bytes(b"another face")
    assert "新裁剪字体 1 个" in prepared()[0]
    ((_face, second),) = fonts.cut_faces()
    assert second.read_bytes() == b"cut another face" and not first.exists()
    assert second.as_uri() in fonts.declared(fonts.cut_faces())


def test_a_machine_with_every_face_lacks_none(place, monkeypatch):
    monkeypatch.setattr(fonts, "installed", lambda: {face.name: fonts.Source(place, 0) for face in fonts.FACES})
    assert prepared() == ("新裁剪字体 5 个，已有 0 个。\n", "")
    assert signs.printed(None).light == Light.GREEN


def test_a_half_written_face_is_none(place, monkeypatch):
    monkeypatch.setattr(fonts.os, "replace", lambda *_paths: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        fonts.prepare()
    assert fonts.cut_faces() == []


def test_without_the_library_papers_are_slow_and_the_house_goes_on(place, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(cutting, "LIBRARY", "libnowhere.so.0")
    monkeypatch.setattr(fonts, "installed", lambda: {HEI.name: fonts.Source(place, 2)})
    out, err = prepared()
    assert out == "" and "请安装 libharfbuzz-subset0" in err
    (note,) = checks.check_cutter()
    # A warning would keep the production processes from starting.
    assert note.id == "documents.I001" and not note.is_serious()
    assert signs.printed(None).light == Light.AMBER and "十几秒" in signs.printed(None).words


def test_faces_that_are_missing_are_a_sign_and_no_fault(place):
    reading = signs.printed(None)
    assert reading.light == Light.AMBER and "FandolFang-Regular" in reading.words
    assert checks.check_cutter() == []


def test_a_system_that_cannot_list_its_faces_has_none(monkeypatch):
    assert "NotoSerifCJKsc-Regular" in fonts.installed()
    monkeypatch.setattr(fonts.subprocess, "run", lambda *_a, **_m: (_ for _ in ()).throw(FileNotFoundError("fc-list")))
    assert fonts.installed() == {}
    monkeypatch.undo()
    monkeypatch.setattr(fonts, "LIST", ("false",))
    assert fonts.installed() == {}


def test_a_cut_face_has_what_papers_need_and_leaves_the_rest(tmp_path):
    from fontTools.ttLib import TTFont

    source = fonts.installed()["NotoSansCJKsc-Regular"]
    path = tmp_path / "cut.otf"
    path.write_bytes(cutting.cut(source.path, source.index, range(0x30, 0x3A)))
    has = TTFont(path).getBestCmap()
    assert not [letter for letter in "中华镇〇〔〕“”—·①，。" if ord(letter) not in has]
    assert not [letter for letter in "喆堃昇珺7" if ord(letter) in has]


def test_a_broken_file_is_named(tmp_path):
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"no face")
    with pytest.raises(cutting.NoCutter, match=r"broken\.otf 不能裁剪"):
        cutting.cut(broken, 0)


def test_faces_are_named_with_those_whose_place_they_take():
    """The whole Song that filled in for rare letters is the same face to people as its cut form."""
    names = ["FangSong_GB2312", "Noto-Serif-CJK-SC", "Sunlit-Kai", "Sunlit-Song", "Sunlit-Song-Bold"]
    assert fonts.said(names) == [
        ("FandolKai", "楷体_GB2312"),
        ("FangSong_GB2312", ""),
        ("Noto Serif CJK SC", "宋体"),
        ("Noto Serif CJK SC Bold", "方正小标宋简体"),
    ]
