"""Cut a face to the letters of GB 2312, by the library that the printing library cuts with (HarfBuzz).

A second a face; the same in Python takes twenty. Called by `prepare_fonts`, in a process of its own.
"""

import ctypes
import struct
from ctypes import POINTER, byref, c_char_p, c_uint, c_void_p, string_at
from functools import lru_cache
from pathlib import Path
from typing import Any

LIBRARY = "libharfbuzz-subset.so.0"
#: Beside GB 2312: Latin, general punctuation, numbers in circles, CJK punctuation with 〇, full-width forms.
RANGES = ((0x20, 0x17F), (0x2010, 0x205E), (0x2160, 0x217F), (0x2460, 0x249B), (0x3000, 0x303F), (0xFF01, 0xFFEE))
#: Keeps the box that stands for what is missing.
NOTDEF_OUTLINE = 0x40
#: Above and below the line, of Noto Serif CJK.
HEIGHTS = (1.151, 0.286)
#: Which set names the features of layout: without them the other forms of letters (Japanese, upright) are left out.
FEATURES = 6


class NoCutter(Exception):
    """The library is not there, or could not cut this file. Says what to install."""


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Every character of GB 2312, and what papers need beside it."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    standard = {ord(letter) for pair in rows for letter in pair.decode("gb2312", errors="ignore")}
    return frozenset(standard.union(*(range(first, last + 1) for first, last in RANGES)))


def cut(path: Path, index: int, without: range = range(0)) -> bytes:
    """The face of that file with these letters only, and without some of them. Raises `NoCutter`."""
    harfbuzz = _library()
    blob = harfbuzz.hb_blob_create_from_file(str(path).encode())
    face = harfbuzz.hb_face_create(blob, index)
    wanted = harfbuzz.hb_subset_input_create_or_fail()
    harfbuzz.hb_subset_input_set_flags(wanted, NOTDEF_OUTLINE)
    harfbuzz.hb_set_clear(harfbuzz.hb_subset_input_set(wanted, FEATURES))
    unicodes = harfbuzz.hb_subset_input_unicode_set(wanted)
    for letter in letters().difference(without):
        harfbuzz.hb_set_add(unicodes, letter)
    # Of a file that is no face it makes an empty one.
    made = harfbuzz.hb_subset_or_fail(face, wanted) if harfbuzz.hb_face_get_glyph_count(face) else None
    try:
        if not made:
            raise NoCutter(f"字体文件 {path} 不能裁剪，可能已经损坏。请重新安装它，再执行 manage.py prepare_fonts。")
        return _levelled(_bytes_of(harfbuzz, made))
    finally:
        harfbuzz.hb_face_destroy(made)
        harfbuzz.hb_subset_input_destroy(wanted)
        harfbuzz.hb_face_destroy(face)
        harfbuzz.hb_blob_destroy(blob)


def _bytes_of(harfbuzz: Any, face: int) -> bytes:
    blob, length = harfbuzz.hb_face_reference_blob(face), c_uint()
    try:
        return string_at(harfbuzz.hb_blob_get_data(blob, byref(length)), length.value)
    finally:
        harfbuzz.hb_blob_destroy(blob)


def _levelled(face: bytes) -> bytes:
    """The face with the heights of the one that fills in for all: else each line in which two of them meet is taller,
    and a page has no longer 22 lines."""
    levelled = bytearray(face)
    (count,) = struct.unpack_from(">H", face, 4)
    entries = (struct.unpack_from(">4s4xI4x", face, 12 + 16 * at) for at in range(count))
    starts = {tag: start for tag, start in entries}
    (units,) = struct.unpack_from(">H", face, starts[b"head"] + 18)
    above, below = (round(height * units) for height in HEIGHTS)
    struct.pack_into(">hhh", levelled, starts[b"hhea"] + 4, above, -below, 0)
    struct.pack_into(">hhhHH", levelled, starts[b"OS/2"] + 68, above, -below, 0, above, below)
    return bytes(levelled)


def _library() -> Any:
    """With the types of the functions that are used. It stands on the library of shapes, and finds that by itself."""
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise NoCutter(
            f"缺少裁剪字体的系统库 {LIBRARY}（{error}）。请安装 libharfbuzz-subset0，再执行 manage.py prepare_fonts。"
        ) from error
    for name, answer, arguments in (
        ("hb_blob_create_from_file", c_void_p, [c_char_p]),
        ("hb_blob_get_data", c_void_p, [c_void_p, POINTER(c_uint)]),
        ("hb_blob_destroy", None, [c_void_p]),
        ("hb_face_create", c_void_p, [c_void_p, c_uint]),
        ("hb_face_get_glyph_count", c_uint, [c_void_p]),
        ("hb_face_reference_blob", c_void_p, [c_void_p]),
        ("hb_face_destroy", None, [c_void_p]),
        ("hb_subset_input_create_or_fail", c_void_p, []),
        ("hb_subset_input_set_flags", None, [c_void_p, c_uint]),
        ("hb_subset_input_unicode_set", c_void_p, [c_void_p]),
        ("hb_subset_input_destroy", None, [c_void_p]),
        ("hb_subset_or_fail", c_void_p, [c_void_p, c_void_p]),
        ("hb_subset_input_set", c_void_p, [c_void_p, c_uint]),
        ("hb_set_clear", None, [c_void_p]),
        ("hb_set_add", None, [c_void_p, c_uint]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = answer, arguments
    return library
