"""The minutes of a meeting as PDF, against WeasyPrint on the same HTML in the same faces."""

import json

import weasyprint

from bench.cases import Case, register
from bench.county import seed
from foundation.documents import fonts, printing
from foundation.documents.models import Paper
from foundation.ledger.canonical import canonical_bytes


@register
class Minutes(Case):
    """What our printing adds to the library: reading the content, the template, the codes at the foot."""

    name = "会议纪要 PDF"
    goal_ratio = 1.2
    goal_seconds = 0.12
    rounds = 15

    def setup(self) -> None:
        seed()
        fonts.prepare()
        self.paper = self.chosen()
        self.html = printing.html_of(self.paper)
        self.config = printing.font_config(tuple(fonts.cut_faces()))

    def chosen(self) -> Paper:
        return Paper.objects.all()[0]

    def ours(self) -> object:
        return printing.pdf_of(self.paper)

    def bare(self) -> object:
        return weasyprint.HTML(string=self.html).write_pdf(font_config=self.config)


@register
class LongMinutes(Minutes):
    """A long day: the same items over and over."""

    name = "55页的会议纪要 PDF"
    goal_seconds = 3
    rounds = 5
    pages = 55

    def chosen(self) -> Paper:
        paper = Paper.objects.all()[0]
        content = json.loads(paper.content)
        item = {**content["items"][0], "discussion": ["丁一：" + "同意，建议尽快实施，按规定公开。" * 12] * 6}
        copies = 0
        while True:
            copies += 1
            paper.content = canonical_bytes({**content, "items": [item] * copies}).decode()
            if len(weasyprint.HTML(string=printing.html_of(paper)).render().pages) >= self.pages:
                return paper
