"""What Django itself says of a wrong field, in the words of this house."""

from pathlib import Path

import django
import polib
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from script.messages import CHINESE
from script.sandbox import PROJECT


class Paper(forms.Form):
    title = forms.CharField(max_length=3, min_length=2)
    day = forms.DateField(required=False)
    count = forms.IntegerField(required=False, min_value=1, max_value=9)
    kind = forms.ChoiceField(choices=[("a", "甲")], required=False)
    file = forms.FileField(required=False, max_length=8)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "没有填写。请补充后再提交。"),
        ("title", "太长太长", "有 4 个字，最多 3 个。请压缩后再提交。"),
        ("title", "短", "只有 1 个字，至少 2 个。请补充后再提交。"),
        ("title", "a\0b", "含有看不见的空字符。请删去后重新填写。"),
        ("day", "2026-02-30", "不是有效的日期。请按“2026-11-10”的样子填写。"),
        ("count", "五", "不是整数。请只填数字，例如 12。"),
        ("count", "10", "不能大于 9。请改小后再提交。"),
        ("count", "0", "不能小于 1。请改大后再提交。"),
        ("kind", "b", "“b”不在可选的范围内。请从列出的选项中选择。"),
        ("file", b"", "文件是空的。请选择有内容的文件。"),
        ("file", b"x", "文件名有 9 个字，最多 8 个。请把文件名改短后再提交。"),
    ],
)
def test_it_says_what_is_wrong_and_what_to_do(name, value, said):
    called = "文件名很长.doc" if value else "a.doc"
    files = {name: SimpleUploadedFile(called, value)} if isinstance(value, bytes) else None
    form = Paper({"title": "好好", **({} if files else {name: value})}, files)
    assert form.errors[name] == [said]


def test_every_sentence_is_one_of_djangos():
    """A sentence that another version of Django no longer says would stay behind unseen."""
    theirs = polib.pofile(str(Path(django.__file__).parent / "conf/locale/zh_Hans/LC_MESSAGES/django.po"))
    ours = polib.pofile(str(PROJECT / CHINESE))
    assert {(entry.msgid, entry.msgid_plural) for entry in ours} <= {
        (entry.msgid, entry.msgid_plural) for entry in theirs
    }
