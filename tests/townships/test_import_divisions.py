"""Division codes from a file: all of them or none, twice the same as once, every bad line named."""

import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.ledger.models import LedgerEntry
from foundation.scope import INSTALLATION
from foundation.townships.models import Division
from foundation.townships.services import ImportReport, import_divisions
from foundation.townships.services.divisions import BadFile
from tests.foundation.wording import words
from tests.ledger.acts import NOW

pytestmark = pytest.mark.django_db

PROVINCE = "990000000000,某省,province"
PREFECTURE = "990100000000,某市,prefecture"
COUNTY = "990101000000,某县,county"
TOWN = "990101101000,某镇,township"
VILLAGE = "990101101201,某村,village"
ALL = [PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE]


def take(*lines: str) -> ImportReport:
    return import_divisions(data="\n".join(["code,name,level", *lines]).encode(), actor="甲一", now=NOW)


def division(code: str) -> Division:
    return Division.objects.get(code=code.split(",")[0])


def parents() -> dict[str, str | None]:
    rows = Division.objects.filter(code__startswith="99").values_list("name", "parent__name")
    return dict(rows)


def entries() -> list[LedgerEntry]:
    found = LedgerEntry.objects.filter(stream=INSTALLATION, act="townships.divisions.import", actor="甲一")
    return list(found.order_by("number"))


# What is taken -----------------------------------------------------------------------------------


def test_every_level_hangs_on_the_one_above():
    assert take(*ALL) == ImportReport(created=5, changed=0, same=0)
    assert parents() == {"某省": None, "某市": "某省", "某县": "某市", "某镇": "某县", "某村": "某镇"}
    town = division(TOWN)
    assert (town.level, town.unit_type, town.county, town.township) == ("township", "town", "990101", "990101101")
    village = division(VILLAGE)
    assert (village.unit_type, village.county, village.township) == ("village", "990101", "990101101")
    county, province = division(COUNTY), division(PROVINCE)
    assert (county.unit_type, county.county, county.township) == ("", "990101", "")
    assert (province.county, province.township) == ("", "")


def test_the_order_of_the_lines_does_not_matter():
    take(*reversed(ALL))
    assert parents() == {"某省": None, "某市": "某省", "某县": "某市", "某镇": "某县", "某村": "某镇"}


def test_the_second_time_nothing_changes_and_no_entry_is_left():
    take(*ALL)
    before = list(Division.objects.order_by("pk").values_list())
    assert take(*ALL) == ImportReport(created=0, changed=0, same=5)
    assert list(Division.objects.order_by("pk").values_list()) == before
    assert len(entries()) == 1


def test_an_import_is_one_entry_with_digest_count_and_root():
    data = "\n".join(["code,name,level", *ALL]).encode()
    import_divisions(data=data, actor="甲一", now=NOW)
    (entry,) = entries()
    said = json.loads(bytes(entry.body))
    assert said["facts"] == {"file": hashlib.sha256(data).hexdigest(), "created": 5, "changed": 0}
    assert (said["rows"], said["batches"][0]["count"]) == ([], 5)


def test_missing_parents_are_skipped():
    take(PROVINCE, TOWN, "990101101202,另村,village")
    assert parents() == {"某省": None, "某镇": "某省", "另村": "某镇"}
    take("980101101000,孤镇,township")
    assert Division.objects.get(name="孤镇").parent is None


def test_a_row_of_another_level_is_no_parent():
    """A prefecture without counties whose code looks like a county's."""
    take("990100000000,某市,prefecture", "990100101000,直管镇,township")
    assert parents()["直管镇"] == "某市"


def test_a_parent_that_arrives_later_adopts_those_in_its_file():
    take(PROVINCE, TOWN, VILLAGE)
    assert take(PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE) == ImportReport(created=2, changed=1, same=2)
    assert parents()["某镇"] == "某县"


def test_a_parent_that_arrives_later_adopts_those_of_earlier_files():
    take(PROVINCE, TOWN, VILLAGE, "990101102000,另镇,township", "990201101000,外镇,township")
    assert take(COUNTY) == ImportReport(created=1, changed=2, same=0)
    assert parents() == {
        "某省": None,
        "某县": "某省",
        "某镇": "某县",
        "另镇": "某县",
        "某村": "某镇",
        "外镇": "某省",
    }
    assert json.loads(bytes(entries()[-1].body))["batches"][0]["count"] == 3
    assert take(PREFECTURE) == ImportReport(created=1, changed=1, same=0)
    assert (parents()["某县"], parents()["某镇"], parents()["外镇"]) == ("某市", "某县", "某省")
    assert take(PREFECTURE, COUNTY) == ImportReport(created=0, changed=0, same=2)


def test_a_parent_adopts_nobody_who_has_a_nearer_one():
    take(COUNTY, TOWN)
    assert take(PROVINCE) == ImportReport(created=1, changed=1, same=0)
    assert (parents()["某县"], parents()["某镇"]) == ("某省", "某县")


def test_a_new_row_of_another_level_adopts_nobody():
    """A prefecture whose code a county's children could begin with."""
    take(PROVINCE, "990100101000,直管镇,township")
    assert take("990100000000,某市,prefecture") == ImportReport(created=1, changed=1, same=0)
    assert parents()["直管镇"] == "某市"
    assert take("990200000000,另市,prefecture", VILLAGE) == ImportReport(created=2, changed=0, same=0)


def test_divisions_that_the_file_lacks_are_left_alone():
    take(*ALL)
    assert take("990101102000,新乡,township") == ImportReport(created=1, changed=0, same=0)
    assert Division.objects.filter(code__startswith="99").count() == 6
    assert parents()["新乡"] == "某县"


def test_a_renamed_unit_keeps_its_row_and_its_edited_type():
    take(*ALL)
    town = division(TOWN)
    Division.objects.filter(pk=town.pk).update(unit_type="subdistrict")
    assert take("990101101000,新名镇,township") == ImportReport(created=0, changed=1, same=0)
    renamed = division(TOWN)
    assert (renamed.pk, renamed.name, renamed.unit_type) == (town.pk, "新名镇", "subdistrict")
    assert json.loads(bytes(entries()[-1].body))["facts"]["changed"] == 1


def test_bom_crlf_blank_lines_quotes_and_spaces_round_names_are_no_matter():
    text = '\ufeffcode,name,level\r\n\r\n990000000000," 某省 ",province\r\n990101000000,"某,县",county\r\n'
    report = import_divisions(data=text.encode(), actor="甲一", now=NOW)
    assert report == ImportReport(created=2, changed=0, same=0)
    assert parents() == {"某省": None, "某,县": "某省"}
    assert import_divisions(data=text.encode(), actor="甲一", now=NOW).same == 2


def test_the_number_of_queries_hardly_grows_with_the_rows():
    def queries(count: int, prefix: str) -> int:
        lines = [f"{prefix}{number:05d}000,镇{number},township" for number in range(100, 100 + count)]
        with CaptureQueriesContext(connection) as captured:
            assert take(*lines).created == count
        with CaptureQueriesContext(connection) as again:
            assert take(*lines).same == count
        assert len(again) <= 4
        return len(captured)

    small, big = queries(10, "9901"), queries(1000, "9902")
    assert small <= 12
    assert big - small <= 12


def test_the_number_of_queries_hardly_grows_with_the_renamed_rows():
    lines = [f"9901{number:05d}000,镇{number},township" for number in range(100, 700)]
    take(*lines)
    with CaptureQueriesContext(connection) as captured:
        assert take(*(line.replace("镇", "乡") for line in lines)).changed == 600
    assert len(captured) <= 14


# What is refused ---------------------------------------------------------------------------------


def refusal(data: bytes) -> list[str]:
    """The lines of the refusal; nothing of the file remains, nor an entry."""
    before = Division.objects.count()
    with pytest.raises(BadFile) as refused:
        import_divisions(data=data, actor="甲一", now=NOW)
    assert Division.objects.count() == before
    assert entries() == []
    assert refused.value.code == "townships.bad_file"
    return words(refused.value.message).splitlines()


def refused_lines(*lines: str) -> list[str]:
    return refusal("\n".join(["code,name,level", PROVINCE, *lines]).encode())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("990101", "应有 3 列,实有 1 列。"),
        ("990101000000,某县,county,x", "应有 3 列,实有 4 列。"),
        ("99010100000,某县,county", "代码“99010100000”不是 12 位数字。"),
        ("9901010000000,某县,county", "代码“9901010000000”不是 12 位数字。"),
        ("99010100000x,某县,county", "代码“99010100000x”不是 12 位数字。"),
        ("９90101000000,某县,county", "代码“９90101000000”不是 12 位数字。"),
        ("99010100000²,某县,county", "代码“99010100000²”不是 12 位数字。"),
        (" 990101000000,某县,county", "代码“ 990101000000”不是 12 位数字。"),
        (",某县,county", "代码“”不是 12 位数字。"),
        ("990101000000,某县,city", "层级“city”不认识,可写:province、prefecture、county、township、village。"),
        ("990101000000,某县,", "层级“”不认识,可写:province、prefecture、county、township、village。"),
        ("990101000000,某县,County", "层级“County”不认识,可写:province、prefecture、county、township、village。"),
        ("990101101000,某县,county", "代码 990101101000 与层级 county 不符:第 6 位以后应为 0。"),
        ("990101101201,某镇,township", "代码 990101101201 与层级 township 不符:第 9 位以后应为 0。"),
        ("990100000000,某省,province", "代码 990100000000 与层级 province 不符:第 2 位以后应为 0。"),
        ("990101000000,,county", "名称应为 1 至 100 个字。"),
        ("990101000000,  ,county", "名称应为 1 至 100 个字。"),
        (f"990101000000,{'县' * 101},county", "名称应为 1 至 100 个字。"),
        ("990101000000,某\0县,county", "名称中有换行等控制字符。"),
        ('990101000000,"某\x7f县",county', "名称中有换行等控制字符。"),
        (PROVINCE, "代码 990000000000 与第 2 行重复。"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(line, reason):
    assert refused_lines(line) == [f"第 3 行:{reason}"]


def test_a_name_of_a_hundred_signs_is_taken():
    assert take(f"990101000000,{'县' * 100},county").created == 1


def test_a_break_within_a_name_is_refused_and_the_lines_are_counted_right():
    assert refused_lines('990101000000,"某\n县",county', "x") == [
        "第 4 行:名称中有换行等控制字符。",
        "第 5 行:应有 3 列,实有 1 列。",
    ]


def test_all_bad_lines_are_named_at_once_but_no_more_than_fifty():
    assert len(refused_lines("x", "y")) == 2
    many = refused_lines(*(["x"] * 53))
    assert len(many) == 51
    assert many[-1] == "……另有 3 处错误未列出。"
    assert len(refused_lines(*(["x"] * 50))) == 50


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("name,code,level", "name,code,level"),
        ("code,name", "code,name"),
        ("代码,名称,层级", "代码,名称,层级"),
        ("Code,Name,Level", "Code,Name,Level"),
        ("code;name;level", "code;name;level"),
        ("", "空"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_bad_header_is_named(header, said):
    (line,) = refusal(f"{header}\n{PROVINCE}\n".encode())
    assert line == f"第 1 行:表头应为 code,name,level,实为 {said}。"


def test_an_empty_file_and_a_file_without_rows_are_refused():
    assert refusal(b"") == ["第 1 行:表头应为 code,name,level,实为 空。"]
    assert refusal(b"code,name,level\n\n") == ["文件没有数据行。请核对是否选错了文件。"]


@pytest.mark.parametrize(
    "data", ["代码,某某省".encode("gbk"), "code,name,level".encode("utf-16"), b"\x89PNG\r\n\x1a\n\0", b"PK\x03\x04\xff"]
)
def test_what_is_not_utf_8_is_refused(data):
    assert refusal(data) == ["文件不是 UTF-8 编码。请另存为“CSV UTF-8”后重试。"]


def test_an_unclosed_quote_is_refused():
    for line in ('990101101000,"某镇,township', '990101101000,某镇,"township', '990101101000,某镇,"township\n'):
        assert refused_lines(COUNTY, line)[0].startswith("第 4 行:不是有效的 CSV(")
    assert refused_lines('990101101000,"某"镇,township')[0].startswith("第 3 行:不是有效的 CSV(")


def test_a_field_without_end_is_refused():
    """Longer than the csv module reads at all."""
    (line,) = refusal(f"code,name,level\n{PROVINCE}\n990101000000,{'县' * 140_000},county".encode())
    assert line.startswith("第 3 行:不是有效的 CSV(")


def test_a_level_that_would_change_is_refused_with_all_else():
    take(PREFECTURE)
    LedgerEntry.objects.count()
    with pytest.raises(BadFile) as refused:
        take(TOWN, "990100000000,某市,county")
    assert words(refused.value) == "第 3 行:代码 990100000000 已登记为地级,不能改为县级。"
    assert not Division.objects.filter(code="990101101000").exists()
    assert len(entries()) == 1


# The command -------------------------------------------------------------------------------------


def run(path) -> str:
    out = io.StringIO()
    call_command("import_divisions", str(path), stdout=out)
    return words(out.getvalue())


def test_the_command_reports_what_it_did(tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text("\n".join(["code,name,level", *ALL]))
    assert run(path) == "新增 5 个,更新 0 个,不变 0 个。\n"
    assert run(path) == "新增 0 个,更新 0 个,不变 5 个。\n"


def test_the_command_names_bad_lines_and_a_missing_file(tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text("code,name,level\nx\n")
    with pytest.raises(CommandError) as failed:
        run(path)
    assert words(failed.value) == "没有导入任何区划。请改正后重试:\n第 2 行:应有 3 列,实有 1 列。"
    with pytest.raises(CommandError, match="不能读取文件"):
        run(tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match="不能读取文件"):
        run(tmp_path)
