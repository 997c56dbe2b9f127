"""Import of a whole country's divisions against a bulk insert of the same rows."""

from collections.abc import Iterator

from django.utils import timezone

from bench.cases import Case, register
from foundation.townships.models import Division
from foundation.townships.services import import_divisions

#: As many of each level as the country's table of 2023 has.
PROVINCES, PREFECTURES, COUNTIES, TOWNSHIPS = 31, 339, 2_978, 41_351
KINDS = ["镇", "乡", "街道", "街道办事处", "农场", "经济开发区", "民族乡"]


def lines() -> Iterator[str]:
    """A made-up country of 44,699 divisions; codes and names have the shape of the real ones."""
    yield "code,name,level"
    for province in range(PROVINCES):
        yield f"{province + 11:02}{'0' * 10},第{province}省,province"
    for number in range(PREFECTURES):
        yield f"{prefecture(number)}{'0' * 8},第{number}市,prefecture"
    for number in range(COUNTIES):
        yield f"{county(number)}{'0' * 6},第{number}县,county"
    for number in range(TOWNSHIPS):
        code = f"{county(number % COUNTIES)}{number // COUNTIES + 1:03}000"
        yield f"{code},第{number}{KINDS[number % len(KINDS)]},township"


def prefecture(number: int) -> str:
    return f"{number % PROVINCES + 11:02}{number // PROVINCES + 1:02}"


def county(number: int) -> str:
    return f"{prefecture(number % PREFECTURES)}{number // PREFECTURES + 1:02}"


@register
class ImportDivisions(Case):
    """Ours checks every line, finds parents and types, and seals the rows; the bare way writes the same rows."""

    name = "导入 44,699 个区划"
    goal_ratio = 2
    goal_seconds = 10
    rounds = 5
    undo = True

    def setup(self) -> None:
        self.data = "\n".join(lines()).encode()
        import_divisions(data=self.data, actor="bench", now=timezone.now())
        fields = Division._meta.concrete_fields
        self.rows = [
            {field.attname: getattr(row, field.attname) for field in fields} for row in Division.objects.order_by("pk")
        ]
        # Later rounds must find an empty table, whatever `undo` brings back.
        Division.objects.update(parent=None)
        Division.objects.all().delete()

    def ours(self) -> object:
        return import_divisions(data=self.data, actor="bench", now=timezone.now())

    def bare(self) -> object:
        return Division.objects.bulk_create([Division(**row) for row in self.rows])
