"""What a citizen runs at home: true for what is true, false for everything else, and never a traceback."""

import ast
import hashlib
import json
import shutil
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger import trees
from tests.ledger.published import PROGRAMS, Ledger, base64, canonical, publication, signing_key, sunlit_verify

TOWN = "320831101"
SUITES = pytest.mark.parametrize("name", ["sha256", "sm3"])


@pytest.fixture
def ledger() -> Ledger:
    """A county with three entries and a town with five; the town's third is a publication."""
    made = Ledger()
    for _number in range(3):
        made.add("320831")
    for number in range(1, 6):
        made.add(TOWN, *([publication()] if number == 3 else []))
    return made


@pytest.fixture(autouse=True)
def each_signature_once(monkeypatch):
    """The same question gets the same answer; a thousand changed proofs have one note."""
    monkeypatch.setattr(sunlit_verify, "signature_holds", cache(sunlit_verify.signature_holds))


def fault(proof: bytes, note: bytes, keys: str | None = None) -> str:
    """Why it is refused, or nothing."""
    try:
        sunlit_verify.verify(proof, note, None if keys is None else sunlit_verify.read_keys(keys))
    except sunlit_verify.Untrue as untrue:
        return str(untrue)
    return ""


# Proofs ------------------------------------------------------------------------------------------


@SUITES
def test_every_entry_of_a_ledger_is_true(name):
    ledger = Ledger()
    for number in range(1, 8):
        ledger.add(TOWN, publication(f"第 {number} 号"), name=name)
    note = ledger.note()
    for number in range(1, 8):
        told = sunlit_verify.verify(ledger.proof(TOWN, number), note, sunlit_verify.read_keys(ledger.vkeys))
        assert f"    标题：第 {number} 号" in told and not any(line.startswith("注意") for line in told)


def test_what_is_proven_is_said(ledger):
    told = sunlit_verify.verify(ledger.proof(TOWN, 3), ledger.note())
    key = hashlib.sha256(signing_key(1).public_key().public_bytes_raw()).hexdigest()
    assert told == [
        "日志：sunlit.example/ledger，日志流 320831101，第 3 条",
        "时间：2026-11-21T08:00:00.000000Z（世界时，北京时间加 8 小时）",
        "行为：disclosure.publication.publish",
        "对象：disclosure.publication:k7",
        "操作人：甲一",
        "数据行：disclosure_publication k7",
        "    标题：关于修路的公示",
        f"    内容摘要（请与网页核对）：{publication()['columns']['digest']}",
        "存证点：2026-11-22T00:00:00Z（世界时），签名时该日志流共 5 条",
        "公钥指纹：" + " ".join(key[place : place + 4] for place in range(0, 64, 4)),
        "注意：公钥取自证明文件本身。请把指纹与县里另行公布的核对，不同就不能相信。",
    ]


def test_lines_may_be_left_out(ledger):
    told = sunlit_verify.verify(ledger.proof(TOWN, 3, lines={}), ledger.note())
    assert not any(line.startswith(("操作人", "数据行", "    ")) for line in told)


def test_a_row_without_content_is_named_only(ledger):
    number = ledger.add(TOWN, {"table": "townships_post", "key": "4", "columns": {"title": "书记"}})
    assert "数据行：townships_post 4" in sunlit_verify.verify(ledger.proof(TOWN, number), ledger.note())


def test_content_that_is_text_is_digested_as_text(ledger):
    row = publication()
    row["columns"] |= {"content": '{"号":1}', "digest": hashlib.sha256('{"号":1}'.encode()).hexdigest()}
    number = ledger.add(TOWN, row)
    assert not fault(ledger.proof(TOWN, number), ledger.note())


def old_entry(ledger: Ledger, row: bytes) -> int:
    """As the house wrote them at first: nothing salted, the actor in plain text, always SHA-256."""
    fields = {"table": "disclosure_publication", "key": "k7", "columns": ["content", "digest", "title"]}
    rows = [{**fields, "digest": trees.leaf("sha256", row).hex()}]
    body = {
        **{"v": 1, "stream": TOWN, "number": len(ledger.streams[TOWN].bodies) + 1, "at": "2026-01-01", "actor": "乙二"},
        **{"act": "disclosure.publication.publish", "ref": "", "facts": {}, "rows": rows, "batches": []},
    }
    return ledger.add_body(TOWN, canonical(body), {"1": f" {row.decode()}"})


def test_an_entry_of_the_first_form_is_true_too(ledger):
    number = old_entry(ledger, canonical(publication("旧公示")))
    told = sunlit_verify.verify(ledger.proof(TOWN, number), ledger.note())
    assert {"操作人：乙二", "    标题：旧公示"} <= set(told)
    line = ledger.streams[TOWN].details[-1]["1"]
    assert "没有这一行" in fault(ledger.proof(TOWN, number, lines={"0": " 乙二"}), ledger.note())
    assert "格式不对" in fault(ledger.proof(TOWN, number, lines={"1": "00" * 16 + line}), ledger.note())


def test_two_keys_may_sign_and_either_is_enough(ledger):
    old = ledger.vkeys
    ledger.keys.append(signing_key(2))
    both = ledger.vkeys
    note, proof = ledger.note(), ledger.proof(TOWN, 3)
    new = both.split("\n")[0] + "\n"
    assert new not in old and not any(fault(proof, note, keys) for keys in (old, new, both))
    assert "签名不对" in fault(proof, note.replace(b"T00:", b"T01:"), old)
    # A wrong signature of a known key refuses, also beside a right one.
    ledger.keys[0], real = signing_key(9), ledger.keys[0]
    lines = note.decode().split("\n")
    lines[-2] = f"— {ledger.origin} {base64(ledger.key_id(real) + signing_key(9).sign(b'x'))}"
    broken = "\n".join(lines).encode()
    assert "签名不对" in fault(proof, broken, both) and not fault(proof, broken, new)


def test_signatures_of_others_are_not_looked_at(ledger):
    other = f"— witness.example {base64(bytes(76))}\n".encode()
    assert not fault(ledger.proof(TOWN, 3), ledger.note() + other)
    assert "没有所认公钥" in fault(ledger.proof(TOWN, 3), ledger.note().rpartition("—".encode())[0] + other)
    assert "签名行格式不对" in fault(ledger.proof(TOWN, 3), ledger.note() + other * 20)


def test_another_key_does_not_vouch_for_it(ledger):
    forged = Ledger()
    forged.keys = [signing_key(7)]
    forged.streams = ledger.streams
    assert not fault(forged.proof(TOWN, 3), forged.note())
    assert "没有所认公钥" in fault(forged.proof(TOWN, 3), forged.note(), ledger.vkeys)
    # The same name does not help, nor does the same key under the name of another house.
    forged = Ledger("other.example/ledger")
    forged.streams = ledger.streams
    assert "没有所认公钥" in fault(forged.proof(TOWN, 3), forged.note(), ledger.vkeys)
    note = forged.signed(ledger.note().decode().partition("\n\n")[0] + "\n")
    assert "签名不对" in fault(ledger.proof(TOWN, 3), note, forged.vkeys)


def other_entry(ledger: Ledger) -> str:
    return ledger.streams[TOWN].bodies[1].decode()


WRONG = {
    "another format": (lambda _ledger: {"format": "sunlit-proof/2"}, "格式"),
    "something more": (lambda _ledger: {"more": 1}, "格式"),
    "another stream": (lambda _ledger: {"stream": "320831"}, "条数、算法与证明不同"),
    "no such stream": (lambda _ledger: {"stream": "999"}, "没有 999 这个日志流"),
    "another hash": (lambda _ledger: {"hash": "sm3"}, "条数、算法与证明不同"),
    "no such hash": (lambda _ledger: {"hash": "md5"}, "条数、算法与证明不同"),
    "another number": (lambda _ledger: {"number": 4}, "不在所签的日志里"),
    "number nought": (lambda _ledger: {"number": 0}, "不在所签的日志里"),
    "a number below": (lambda _ledger: {"number": -3}, "不在所签的日志里"),
    "a huge number": (lambda _ledger: {"number": 10**39}, "不在所签的日志里"),
    "a number too long": (lambda _ledger: {"number": 10**60}, "不是规范的 JSON"),
    "a fraction": (lambda _ledger: {"number": 3.5}, "不是规范的 JSON"),
    "no number": (lambda _ledger: {"number": float("nan")}, "不是规范的 JSON"),
    "yes as a number": (lambda _ledger: {"number": True}, "类型不对"),
    "another size": (lambda _ledger: {"size": 4}, "条数、算法与证明不同"),
    "no path": (lambda _ledger: {"path": []}, "不在所签的日志里"),
    "a path of numbers": (lambda _ledger: {"path": [1]}, "路径第 1 项"),
    "a path of short hashes": (lambda _ledger: {"path": ["AAAA"]}, "路径第 1 项"),
    "another entry": (lambda ledger: {"entry": other_entry(ledger)}, "不在所签的日志里"),
    "no entry": (lambda _ledger: {"entry": None}, "类型不对"),
    "no key": (lambda _ledger: {"key": ""}, "公钥"),
    "a key without an id": (lambda ledger: {"key": ledger.vkeys.replace("+", " ")}, "公钥"),
    "another line": (lambda ledger: {"lines": {"1": ledger.streams[TOWN].details[2]["0"]}}, "摘要不符"),
    "an erased line": (lambda _ledger: {"lines": {"1": "-"}}, "格式不对"),
    "a line too many": (lambda _ledger: {"lines": {"2": "x"}}, "没有这一行"),
    "a line with a strange number": (lambda ledger: {"lines": {"01": "x"}}, "没有这一行"),
    "a line that is no text": (lambda _ledger: {"lines": {"1": 1}}, "没有这一行"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(ledger, change, said):
    assert said in fault(ledger.proof(TOWN, 3, **change(ledger)), ledger.note())


def test_a_part_that_is_missing_is_refused(ledger):
    parts = ledger.proof_parts(TOWN, 3)
    for name in parts:
        assert "缺少内容" in fault(
            canonical({key: value for key, value in parts.items() if key != name}), ledger.note()
        )


def test_a_signed_entry_that_tells_another_place_is_refused(ledger):
    """Not even whoever holds the key can let an entry pass for another one."""
    for changes in ({"number": 77}, {"stream": "320831"}, {"hash": "sm3"}, {"v": 3}, {"v": 1.5}):
        number = ledger.add(TOWN, publication(), **changes)
        assert fault(ledger.proof(TOWN, number), ledger.note())


def test_a_signed_row_that_is_not_the_noted_one_is_refused(ledger):
    noted = {"table": "disclosure_publication", "key": "k7", "columns": ["content", "digest", "title"]}
    for change in ({"table": "t"}, {"key": "k8"}, {"columns": ["title"]}, {"columns": [1]}):
        number = ledger.add(TOWN, publication())
        entry = json.loads(ledger.streams[TOWN].bodies.pop())
        entry["rows"] = [{**noted, "digest": entry["rows"][0]["digest"], **change}]
        ledger.add_body(TOWN, canonical(entry), ledger.streams[TOWN].details.pop())
        assert "列名与记录不同" in fault(ledger.proof(TOWN, number), ledger.note())


@pytest.mark.parametrize("columns", [{"content": "00"}, {"content": "zz"}, {"content": None}, {"digest": 1}])
def test_a_content_with_another_digest_is_refused(ledger, columns):
    row = publication()
    row["columns"] |= columns
    number = ledger.add(TOWN, row)
    assert "不是内容的 SHA-256" in fault(ledger.proof(TOWN, number), ledger.note())


def flipped(data: bytes, *bits: int):
    """Each byte changed in each of these bits: the place, and the whole."""
    for place in range(len(data)):
        for bit in bits:
            yield place, data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def test_every_byte_of_a_proof_counts(ledger):
    proof, note = ledger.proof(TOWN, 3), ledger.note()
    # Where the note lies is an address and no claim: it is neither signed nor shown.
    start = proof.index(b'"checkpoint":') + len(b'"checkpoint":')
    assert proof[start : start + 2] == b"3,"
    passed = {place for place, wrong in flipped(proof, *(1 << bit for bit in range(8))) if not fault(wrong, note)}
    assert passed == {start}


@SUITES
def test_every_byte_of_a_note_counts(name):
    ledger = Ledger()
    ledger.add(TOWN, publication(), name=name)
    proof, note = ledger.proof(TOWN, 1), ledger.note()
    assert not fault(proof, note)
    for keys in (None, ledger.vkeys):
        assert [place for place, wrong in flipped(note, 0x01, 0x20, 0x80) if not fault(proof, wrong, keys)] == []


def test_json_has_one_spelling(ledger):
    parts, note = ledger.proof_parts(TOWN, 3), ledger.note()
    proof = canonical(parts)
    spellings = [
        json.dumps(parts, ensure_ascii=False, sort_keys=True).encode(),
        json.dumps(parts, sort_keys=True, separators=(",", ":")).encode(),
        json.dumps(dict(reversed(parts.items())), ensure_ascii=False, separators=(",", ":")).encode(),
        b"\xef\xbb\xbf" + proof,
        proof + b"\n",
        proof.decode().encode("utf-16"),
        proof[:-1] + b',"size":5}',
        proof.replace(b'"size":5', b'"size":5.0'),
        b"[" * 100_000,
        b'"\\ud800"',
        b"",
    ]
    assert {fault(each, note) for each in spellings} == {"证明文件：不是规范的 JSON"}


NOTES = {
    "nothing": lambda _note: "",
    "no empty line": lambda note: note.replace("\n\n", "\n"),
    "no signature": lambda note: note.partition("\n\n")[0] + "\n\n",
    "another form": lambda note: note.replace("heads/1", "heads/2"),
    "no such day": lambda note: note.replace("11-22", "13-22"),
    "a short day": lambda note: note.replace("2026-11-22", "2026-11-2"),
    "a short line": lambda note: note.replace(" sha256 ", " "),
    "an unknown hash": lambda note: note.replace("sha256", "md5"),
    "size nought": lambda note: note.replace(" 5 ", " 0 "),
    "another spelling of a size": lambda note: note.replace(" 5 ", " 05 "),
    "Indian digits": lambda note: note.replace(" 5 ", " ५ "),
    "a stream twice": lambda note: note.replace("320831 ", "320831101 "),
    "another order": lambda note: note.replace("320831 ", "9 "),
    "a root too short": lambda note: note.replace("=\n\n", "\n\n"),
    "an open end": lambda note: note[:-1],
    "a hyphen for a dash": lambda note: note.replace("—", "-"),
    "bytes that are no text": lambda note: note.encode().replace(b"320831 ", b"\xff"),
}


@pytest.mark.parametrize("change", NOTES.values(), ids=NOTES)
def test_a_note_of_another_form_is_refused_even_when_signed(ledger, change):
    wrong = change(ledger.note().decode())
    data = wrong if isinstance(wrong, bytes) else wrong.encode()
    assert fault(ledger.proof(TOWN, 3), data)
    if b"\n\n" in data and isinstance(wrong, str):
        signed = ledger.signed(wrong.partition("\n\n")[0] + "\n")
        assert signed == ledger.note() or fault(ledger.proof(TOWN, 3), signed)


# Never a traceback -------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda parts: st.lists(parts) | st.dictionaries(st.sampled_from("01aé"), parts),
    max_leaves=6,
)
raw = st.binary(max_size=80) | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode)


@given(proof=raw | anything.map(canonical), note=raw, keys=st.none() | st.text())
def test_rubbish_is_refused_in_words(proof, note, keys):
    with pytest.raises(sunlit_verify.Untrue):
        sunlit_verify.verify(proof, note, sunlit_verify.read_keys(keys) if keys is not None else None)


FULL = Ledger()
FULL.add(TOWN, publication())
FULL_NOTE = FULL.note()


@given(name=st.sampled_from(sorted(FULL.proof_parts(TOWN, 1))), value=anything)
def test_a_proof_with_anything_in_a_place_is_refused_in_words(name, value):
    if value != FULL.proof_parts(TOWN, 1)[name] and name not in ("checkpoint", "lines"):
        assert fault(FULL.proof(TOWN, 1, **{name: value}), FULL_NOTE)
    else:
        fault(FULL.proof(TOWN, 1, **{name: value}), FULL_NOTE)


@settings(max_examples=150)
@given(name=st.sampled_from(["v", "hash", "stream", "number", "at", "actor", "act", "ref", "rows"]), value=anything)
def test_a_signed_entry_with_anything_in_it_is_refused_in_words(name, value):
    """A house that went mad, or bad: all is signed and in the tree."""
    ledger = Ledger()
    number = ledger.add(TOWN, publication(), **{name: value})
    fault(ledger.proof(TOWN, number), ledger.note())
    entry = json.loads(ledger.streams[TOWN].bodies[0])
    ledger.streams[TOWN].bodies[0] = canonical(value)
    assert fault(ledger.proof(TOWN, number), ledger.note())
    ledger.streams[TOWN].bodies[0] = canonical({**entry, "rows": [value]})
    fault(ledger.proof(TOWN, number), ledger.note())


@settings(max_examples=150)
@given(value=anything, columns=st.dictionaries(st.sampled_from(["content", "digest", "title", "key"]), anything))
def test_a_signed_row_with_anything_in_it_is_refused_in_words(value, columns):
    for row in (value, {**publication(), "columns": columns}, {**publication(), "key": value}):
        ledger = Ledger()
        text = canonical(row)
        rows = [{"table": "disclosure_publication", "key": "k7", "columns": sorted(columns)}]
        rows[0]["digest"] = trees.leaf("sha256", bytes(16) + text).hex()
        number = ledger.add(TOWN, publication(), rows=rows)
        fault(ledger.proof(TOWN, number, lines={"1": f"{'00' * 16} {text.decode()}"}), ledger.note())


# The program -------------------------------------------------------------------------------------


@pytest.fixture
def alone(tmp_path, ledger):
    """An empty folder with the program, a proof and a note; `alone("proof.json", …)` → exit code and lines."""
    shutil.copy(PROGRAMS / "sunlit_verify.py", tmp_path)
    (tmp_path / "proof.json").write_bytes(ledger.proof(TOWN, 3))
    (tmp_path / "note.txt").write_bytes(ledger.note())
    (tmp_path / "key.txt").write_text(ledger.vkeys)

    def run(*arguments: str) -> tuple[int, list[str]]:
        command = [sys.executable, "-I", "sunlit_verify.py", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=False, timeout=60)
        assert done.stderr == b""
        return done.returncode, done.stdout.decode().splitlines()

    run.folder = tmp_path
    return run


def test_alone_in_an_empty_folder_it_says_true(alone):
    code, lines = alone("proof.json", "note.txt", "key.txt")
    assert (code, lines[-1]) == (0, "属实：这条记录在所签的存证日志里，一字未改。")
    code, lines = alone("proof.json", "note.txt")
    assert code == 0 and lines[-1].startswith("属实") and lines[-2].startswith("注意")


@pytest.mark.parametrize(("name", "part"), [("proof.json", "公示"), ("note.txt", "320831 "), ("note.txt", "— ")])
def test_alone_it_says_false_for_a_changed_byte(alone, name, part):
    path = alone.folder / name
    data = bytearray(path.read_bytes())
    data[data.index(part.encode()) + len(part.encode()) - 1] ^= 1
    path.write_bytes(data)
    code, lines = alone("proof.json", "note.txt", "key.txt")
    assert code == 1 and len(lines) == 1 and lines[0].startswith("不属实：")


def test_alone_it_says_how_to_use_it(alone):
    for arguments in ((), ("proof.json",), ("a", "b", "c", "d")):
        assert alone(*arguments) == (2, ["无法核对：用法：python3 sunlit_verify.py 证明文件 存证点 [公钥文件]"])


def in_process(capsys, *arguments: str) -> tuple[int, str]:
    code = sunlit_verify.main(list(arguments))
    return code, capsys.readouterr().out


@pytest.fixture
def files(tmp_path, ledger):
    paths = [tmp_path / name for name in ("proof.json", "note.txt", "key.txt")]
    for path, data in zip(paths, (ledger.proof(TOWN, 3), ledger.note(), ledger.vkeys.encode()), strict=True):
        path.write_bytes(data)
    return [str(path) for path in paths]


def test_a_file_that_cannot_be_read_is_no_verdict(files, tmp_path, capsys, monkeypatch):
    for wrong in (str(tmp_path / "nothing"), str(tmp_path), "a\0b"):
        for place in range(3):
            code, said = in_process(capsys, *files[:place], wrong, *files[place + 1 :])
            assert code == 2 and said.startswith("无法核对：文件 ")
    monkeypatch.setattr(sunlit_verify, "LARGEST_FILE", 10)
    assert in_process(capsys, *files)[1].endswith("太大，不会是存证文件\n")


@pytest.mark.parametrize("text", ["", "\n\n", "nonsense", "a+b+c", "a+00000000+AQ==", "\u4e00+1+\u4e00", "\ufffd"])
def test_a_file_that_holds_no_key_is_no_verdict(files, capsys, text):
    with open(files[2], "w") as file:
        file.write(text)
    code, said = in_process(capsys, *files)
    assert code == 2 and said.startswith(f"无法核对：公钥文件 {files[2]}：公钥：")


@pytest.mark.parametrize("dress", ["{}", "\ufeff{}", "{}\n\n", "\n{}"])
def test_a_key_file_from_an_editor_is_read(files, ledger, capsys, dress):
    with open(files[2], "w", newline="\r\n", encoding="utf-8") as file:
        file.write(dress.format(ledger.vkeys))
    assert in_process(capsys, *files)[0] == 0


def test_a_machine_without_sm3_says_so(files, capsys, monkeypatch):
    ledger = Ledger()
    ledger.add(TOWN, name="sm3")
    for path, data in zip(files, (ledger.proof(TOWN, 1), ledger.note()), strict=False):
        with open(path, "wb") as file:
            file.write(data)
    real = hashlib.new

    def without(name: str, data: bytes):
        if name == "sm3":
            raise ValueError("unsupported hash type sm3")
        return real(name, data)

    monkeypatch.setattr(sunlit_verify.hashlib, "new", without)
    code, said = in_process(capsys, *files[:2])
    assert code == 2 and said.startswith("无法核对：本机的 Python 没有 sm3")


def test_no_text_can_pass_for_a_verdict_or_move_on_the_screen(files, ledger, capsys):
    number = ledger.add(TOWN, publication("好\n属实：假的\x1b[2J\u202e"))
    for path, data in zip(files, (ledger.proof(TOWN, number, lines={}), ledger.note()), strict=False):
        with open(path, "wb") as file:
            file.write(data)
    with open(files[0], "wb") as file:
        file.write(ledger.proof(TOWN, number))
    code, said = in_process(capsys, *files)
    assert code == 0 and "标题：好�属实：假的�[2J�" in said
    assert sum(line.startswith("属实") for line in said.splitlines()) == 1


def test_it_is_as_short_as_the_page_says():
    """“三百多行”: whoever is asked to read it first must not find it longer (templates/disclosure/proof.html)."""
    assert 300 < len((PROGRAMS / "sunlit_verify.py").read_text().splitlines()) < 400


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.py")), ids=lambda path: path.name)
def test_the_programs_need_python_3_8_and_nothing_else(path):
    tree = ast.parse(path.read_text(), feature_version=(3, 8))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names if isinstance(node, ast.Import)}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"sunlit_verify"}
    later = {"removeprefix", "removesuffix", "UTC", "bit_count", "pairwise", "public_bytes_raw", "file_digest"}
    assert later.isdisjoint(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
