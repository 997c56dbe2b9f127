"""The page that comes out: measures of GB/T 9704, every word of the content, no letter missing."""

import re
import subprocess
from itertools import pairwise

import pytest

from foundation.documents import printing
from tests.documents.samples import issue, minutes

MM = 72 / 25.4


@pytest.fixture
def paper(office):
    return issue(office)


@pytest.fixture
def printed(paper, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(printing.pdf_of(paper))
    return path


def poppler(tool: str, *arguments: object) -> str:
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def test_the_html_holds_every_word(paper):
    html = printing.html_of(paper)
    for item in minutes()["items"]:
        for words in [item["title"], item["summary"], item["counts"], item["resolution"], *item["discussion"]]:
            assert words in html
    assert "2026年3月5日，金南镇党委会在镇政府三楼会议室召开会议，丁一主持，丁十三记录" in html
    assert "会议研究了3项议题" in html and "丁九</span>（参加县委党校培训）" in html
    assert paper.digest[:8] in html


def test_what_is_empty_is_left_out(office):
    content = minutes()
    content["absent"], content["observers"] = [], []
    content["items"] = [{**content["items"][2], "summary": "", "resolution": ""}]
    html = printing.html_of(issue(office, content=content))
    for label in ("请假：", "列席：", "汇报：", "讨论：", "表决：", "决定：", "不同意见："):
        assert label not in html


def test_what_people_write_stays_text(office):
    content = minutes()
    content["place"] = "<b>三楼</b>&"
    assert "&lt;b&gt;三楼&lt;/b&gt;&amp;" in printing.html_of(issue(office, content=content))


def test_a_long_head_becomes_smaller(office):
    assert "font-size: 36pt" in printing.html_of(issue(office))
    zone = office.zone.bodies.first()
    type(zone).objects.filter(pk=zone.pk).update(name="党工委扩大会议暨经济运行分析调度工作")
    zone.refresh_from_db()
    size = int(re.search(r"font-size: (\d+)pt", printing.html_of(issue(office, body=zone)).split("h1 {")[1])[1])
    assert size < 25


def test_the_pdf_says_what_the_content_says(printed):
    text = re.sub(r"\s", "", poppler("pdftotext", "-layout", printed, "-"))
    for words in (
        "金南镇党委会纪要",
        "〔2026〕1号",
        "一、关于金南镇2026年农村道路维修工程立项的议题",
        "三、关于提前收回",
    ):
        assert words in text
    for name in ("丁喆", "丁堃", "丁昇珺"):
        assert name in text
    assert "—1—" in text and "—2—" in text


def test_no_letter_is_missing(printed):
    """Every face is embedded, and none but the ones of the stack was needed."""
    faces = poppler("pdffonts", printed).splitlines()[2:]
    assert faces and all("yes yes yes" in re.sub(r" +", " ", face) for face in faces)
    assert not [face for face in faces if "DejaVu" in face]


def test_the_measures_of_the_page(printed):
    """A4; the text stands within 156 × 225 mm, 37 mm from above and 28 mm from the left; the head 35 mm lower."""
    assert "595.276 x 841.89" in poppler("pdfinfo", printed)
    html = poppler("pdftotext", "-bbox-layout", printed, "-")
    box = r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">'
    first, second = html.split("<page ")[1:3]
    lines = [[float(number) / MM for number in found] for found in re.findall(box, first)]
    body = [line for line in lines if line[1] < 297 - 35]
    assert min(line[0] for line in body) == pytest.approx(28, abs=1)
    assert max(line[2] for line in body) <= 210 - 26 + 1
    assert min(line[1] for line in body) == pytest.approx(37 + 35, abs=3)
    tops = sorted(float(found[1]) / MM for found in re.findall(box, second))
    assert tops[0] == pytest.approx(37, abs=4)
    gaps = [below - above for above, below in pairwise(tops) if 9 < below - above < 11]
    assert len(gaps) > 10 and sum(gaps) / len(gaps) == pytest.approx(225 / 22, abs=0.05)


def test_the_same_content_gives_the_same_bytes(paper):
    assert printing.pdf_of(paper) == printing.pdf_of(paper)


def test_nothing_is_fetched(paper, monkeypatch, caplog):
    """Neither from the network nor from this machine, whatever a template may say one day."""
    outside = ("http://127.0.0.1:1/x.png", "file:///etc/hostname")
    monkeypatch.setattr(printing, "html_of", lambda _paper: "".join(f'<img src="{url}">' for url in outside))
    printing.pdf_of(paper)
    for url in outside:
        assert f"URI uses disallowed protocol: {url}" in caplog.text
