"""The minutes of a meeting as PDF, against WeasyPrint on the same HTML."""

import weasyprint

from bench.cases import Case, register
from bench.county import seed
from foundation.documents import printing
from foundation.documents.models import Paper


@register
class Minutes(Case):
    """What our printing adds to the library: reading the content, the template, the fonts that were chosen."""

    name = "会议纪要 PDF"
    goal_ratio = 1.2
    rounds = 9

    def setup(self) -> None:
        seed()
        self.paper = Paper.objects.all()[0]
        self.html = printing.html_of(self.paper)

    def ours(self) -> object:
        return printing.pdf_of(self.paper)

    def bare(self) -> object:
        return weasyprint.HTML(string=self.html).write_pdf()
