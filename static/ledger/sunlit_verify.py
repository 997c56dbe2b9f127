#!/usr/bin/env python3
"""核对一份证明：某条存证记录确实在县里签过名的存证日志里，一字未改。

用法：python3 sunlit_verify.py 证明文件 存证点 [公钥文件]

单独一个文件，只用 Python 3.8 以上自带的库，不连网络，不写任何东西。结果：
    0  最后一行是“属实”
    1  “不属实：哪一处，为什么”
    2  “无法核对：……”（用法不对、文件读不了、本机缺算法）
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from datetime import datetime
from typing import Any, NamedTuple, Tuple

LARGEST_FILE = 16 * 1024 * 1024


class Untrue(Exception):
    """不属实：内容与签名、摘要不符，或者格式不对。"""


class Unusable(Exception):
    """无法核对：还没有核对成，不能说属实，也不能说不属实。"""


# 读取。同样的内容只许有一种写法：凡是能改一个字节而不改意思的地方，都不接受。


def read_file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise Unusable(f"文件 {path} 读不了（{error}）") from None
    if len(data) > LARGEST_FILE:
        raise Unusable(f"文件 {path} 太大，不会是存证文件")
    return data


def read_json(data: bytes, what: str) -> Any:
    """规范的 JSON：UTF-8，键排序，没有空格。小数和过长的整数写回去就不一样了，所以也不接受。"""
    try:
        value = json.loads(data.decode(), parse_int=lambda text: int(text[:40]), parse_float=str, parse_constant=str)
        if json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == data:
            return value
    except (ValueError, RecursionError):
        pass
    raise Untrue(f"{what}：不是规范的 JSON")


def check_shape(value: Any, shape: dict[str, type], what: str) -> None:
    if type(value) is not dict or any(type(value.get(name)) is not kind for name, kind in shape.items()):
        raise Untrue(f"{what}：缺少内容，或者类型不对")


def read_base64(text: Any, length: int | None, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        data = b""
    if len(data) != (length or len(data)) or base64.b64encode(data).decode() != text:
        raise Untrue(f"{what}：不是 base64，或者长度不对")
    return data


def read_path(texts: list[Any]) -> list[bytes]:
    return [read_base64(text, 32, f"路径第 {place} 项") for place, text in enumerate(texts, 1)]


# Ed25519 签名（RFC 8032 第 5.1 节）。点用扩展坐标 (X, Y, Z, T)：x = X/Z，y = Y/Z，xy = T/Z。

Point = Tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(factor: int, point: Point) -> Point:
    product = NEUTRAL
    while factor:
        if factor & 1:
            product = add(product, point)
        point = add(point, point)
        factor >>= 1
    return product


def equal(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 == (one[1] * other[2] - other[1] * one[2]) % P


def read_point(data: bytes) -> Point | None:
    """32 个字节所写的点；不在曲线上，或者不是规范写法的，是 None。"""
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_1 % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = read_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """公钥 32 字节，签名 64 字节。低阶的公钥谁都能替它“签名”，不接受。"""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r, s = read_point(public), read_point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER or equal(multiply(8, key), NEUTRAL):
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return equal(multiply(s, BASE), add(r, multiply(challenge, key)))


# 日志是一棵默克尔树（RFC 6962；验证步骤见 RFC 9162 第 2.1.3.2 节）。


def digest(name: str, data: bytes) -> bytes:
    try:
        return hashlib.new(name, data).digest()
    except ValueError:
        raise Unusable(f"本机的 Python 没有 {name}，请换一台装有 OpenSSL 3 的机器") from None


def leaf_hash(name: str, data: bytes) -> bytes:
    return digest(name, b"\x00" + data)


def node_hash(name: str, data: bytes) -> bytes:
    return digest(name, b"\x01" + data)


def is_included(name: str, leaf: bytes, number: int, size: int, path: list[bytes], root: bytes) -> bool:
    """第 number 条（从 1 数）的摘要是 leaf 时，size 条的日志的根是不是 root。"""
    if not 1 <= number <= size:
        return False
    place, last = number - 1, size - 1
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            leaf = node_hash(name, other + leaf)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            leaf = node_hash(name, leaf + other)
        place, last = place >> 1, last >> 1
    return last == 0 and leaf == root


# 公钥和存证点（C2SP signed-note）。

FORM = "sunlit-heads/1"
TIME = "%Y-%m-%dT%H:%M:%SZ"
HEAD_LINE = re.compile("([0-9]{1,12}(?:-sealed)?) (sha256|sm3) ([1-9][0-9]{0,17}) ([^ ]+)")
SIGNATURE_LINE = re.compile("— ([^ ]+) ([^ ]+)")


class Key(NamedTuple):
    """一把公钥，写作“名称+编号+base64”；编号由名称和公钥算出。"""

    name: str
    id: bytes
    public: bytes

    @property
    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([1]) + self.public).decode()}"

    @property
    def fingerprint(self) -> str:
        """公钥的 SHA-256，每四位一组，供人核对。"""
        return " ".join(re.findall("....", hashlib.sha256(self.public).hexdigest()))


def read_keys(text: str) -> list[Key]:
    """每行一把，至少一把。"""
    keys = []
    for line in text.split("\n")[: -1 if text.endswith("\n") else None]:
        name, _plus, rest = line.partition("+")
        public = read_base64(rest.partition("+")[2], 33, "公钥")[1:]
        key = Key(name, hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4], public)
        if key.text != line or not name.isprintable() or " " in name:
            raise Untrue("公钥：名称、编号和内容不相符")
        keys.append(key)
    return keys


class Head(NamedTuple):
    """一个日志流到哪里为止：散列算法、条数、树根。"""

    hash: str
    size: int
    root: bytes


class Note(NamedTuple):
    """一份存证点。signed 是签名所覆盖的字节。"""

    origin: str
    at: str
    heads: dict[str, Head]
    signed: bytes
    signatures: list[tuple[str, bytes, bytes]]


def read_note(data: bytes) -> Note:
    """一行名称，一行格式，一行时间，每个日志流一行，空行，每个签名一行。"""
    try:
        text, blank, endings = data.decode().rpartition("\n\n")
        origin, form, at, *lines = text.split("\n")
        if not origin or form != FORM or not blank or datetime.strptime(at, TIME).strftime(TIME) != at:
            raise ValueError
    except ValueError:
        raise Untrue("存证点：格式不对") from None
    heads: dict[str, Head] = {}
    stream = ""
    for line in lines:
        found = HEAD_LINE.fullmatch(line)
        if not found or found[1] <= stream:
            raise Untrue(f"存证点：这一行格式或者顺序不对：{line[:80]}")
        stream = found[1]
        heads[stream] = Head(found[2], int(found[3]), read_base64(found[4], 32, f"日志流 {stream} 的树根"))
    signatures: list[tuple[str, bytes, bytes]] = []
    for line in endings[:-1].split("\n"):
        found = SIGNATURE_LINE.fullmatch(line)
        if not found or not endings.endswith("\n") or len(signatures) > 16:
            raise Untrue("存证点：签名行格式不对")
        code = read_base64(found[2], None, "存证点的签名")
        signatures.append((found[1], code[:4], code[4:]))
    return Note(origin, at, heads, (text + "\n").encode(), signatures)


def check_signature(note: Note, keys: list[Key]) -> Key:
    """签了这份存证点的公钥。不认识的签名不理会；认识的有一个不对，就是不属实。"""
    signer = None
    for name, key_id, signature in note.signatures:
        for key in keys:
            if (key.name, key.id) == (name, key_id):
                if name != note.origin or not signature_holds(key.public, note.signed, signature):
                    raise Untrue("存证点：签名不对，存证点被改过，或者不是这把公钥签的")
                signer = signer or key
    if signer is None:
        raise Untrue("存证点：没有所认公钥的签名")
    return signer


# 证明。

PROOF = {
    **{"format": str, "stream": str, "hash": str, "number": int, "size": int, "path": list},
    **{"entry": str, "checkpoint": int, "key": str, "lines": dict},
}
ENTRY = {"v": int, "stream": str, "number": int, "at": str, "actor": str, "act": str, "ref": str, "rows": list}


def verify(proof_file: bytes, note_file: bytes, keys: list[Key] | None = None) -> list[str]:
    """所证明的事，一行一件；不属实时抛出 Untrue。没有给 keys 时用证明里写的公钥。"""
    proof = read_json(proof_file, "证明文件")
    check_shape(proof, PROOF, "证明文件")
    if proof["format"] != "sunlit-proof/1" or set(proof) != set(PROOF):
        raise Untrue("证明文件：不是这个程序认识的格式")
    named = read_keys(proof["key"])
    note = read_note(note_file)
    signer = check_signature(note, named if keys is None else keys)
    head = note.heads.get(proof["stream"])
    if head is None or (head.hash, head.size) != (proof["hash"], proof["size"]):
        raise Untrue(f"存证点：没有 {proof['stream']} 这个日志流，或者条数、算法与证明不同，请取证明所对应的存证点")
    leaf = leaf_hash(head.hash, proof["entry"].encode())
    if not is_included(head.hash, leaf, proof["number"], head.size, read_path(proof["path"]), head.root):
        raise Untrue("记录：按路径算出的树根与存证点不同，这条记录不在所签的日志里")
    entry = read_json(proof["entry"].encode(), "记录")
    check_shape(entry, ENTRY, "记录")
    if (entry["stream"], entry["number"]) != (proof["stream"], proof["number"]):
        raise Untrue("记录：日志流或者序号与证明文件不同")
    told = [
        f"日志：{note.origin}，日志流 {entry['stream']}，第 {entry['number']} 条",
        f"时间：{entry['at']}（世界时，北京时间加 8 小时）",
        f"行为：{entry['act']}",
        f"对象：{entry['ref']}",
        *check_lines(entry, proof["hash"], proof["lines"]),
        f"存证点：{note.at}（世界时），签名时该日志流共 {head.size} 条",
        f"公钥指纹：{signer.fingerprint}",
    ]
    if keys is None:
        told.append("注意：公钥取自证明文件本身。请把指纹与县里另行公布的核对，不同就不能相信。")
    return told


def check_lines(entry: dict[str, Any], tree_hash: str, lines: dict[str, Any]) -> list[str]:
    """第 0 行是操作人，第 k+1 行是第 k 个数据行，都是“盐 内容”。旧版（v 1）不加盐，操作人写在记录里。"""
    for row in entry["rows"]:
        check_shape(row, {"table": str, "key": str, "columns": list, "digest": str}, "记录里的数据行")
    wanted = {str(place): row["digest"] for place, row in enumerate(entry["rows"], 1)}
    if entry["v"] == 2 and entry.get("hash") == tree_hash:
        told, name, salted = [], tree_hash, "[0-9a-f]{32}"
        wanted["0"] = entry["actor"]
    elif entry["v"] == 1:
        told, name, salted = [f"操作人：{entry['actor']}"], "sha256", ""
    else:
        raise Untrue("记录：版本不认识，或者散列算法与证明文件不同")
    for index, line in lines.items():
        where = f"明细第 {index} 行"
        if index not in wanted or type(line) is not str:
            raise Untrue(f"{where}：记录里没有这一行")
        salt, _space, text = line.partition(" ")
        if not re.fullmatch(salted, salt):
            raise Untrue(f"{where}：格式不对")
        if leaf_hash(name, bytes.fromhex(salt) + text.encode()).hex() != wanted[index]:
            raise Untrue(f"{where}：与记录里的摘要不符")
        told += [f"操作人：{text}"] if index == "0" else check_row(entry["rows"][int(index) - 1], text, where)
    return told


def check_row(noted: dict[str, Any], text: str, where: str) -> list[str]:
    """数据行的内容；有 content（二进制写作十六进制）和 digest 的，后者应是前者的 SHA-256。"""
    row = read_json(text.encode(), where)
    check_shape(row, {"table": str, "key": str, "columns": dict}, where)
    columns = row["columns"]
    if [row["table"], row["key"], sorted(columns)] != [noted["table"], noted["key"], noted["columns"]]:
        raise Untrue(f"{where}：表名、主键或者列名与记录不同")
    told = [f"数据行：{row['table']} {row['key']}"]
    if not {"content", "digest"} <= set(columns):
        return told
    content = str(columns["content"])
    is_hex = re.fullmatch("(?:[0-9a-f]{2})*", content)
    if hashlib.sha256(bytes.fromhex(content) if is_hex else content.encode()).hexdigest() != columns["digest"]:
        raise Untrue(f"{where}：内容摘要不是内容的 SHA-256")
    return [*told, f"    标题：{columns.get('title', '')}", f"    内容摘要（请与网页核对）：{columns['digest']}"]


def say(text: str) -> None:
    """打印一行。文件里的控制字符不能改动屏幕，也不能另起一行冒充结论。"""
    print("".join(letter if letter.isprintable() else "�" for letter in text))


def given_keys(path: str) -> list[Key]:
    text = read_file(path).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    try:
        return read_keys(text.strip("\n"))
    except Untrue as fault:
        raise Unusable(f"公钥文件 {path}：{fault}") from None


def main(arguments: list[str]) -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if len(arguments) not in (2, 3):
            raise Unusable("用法：python3 sunlit_verify.py 证明文件 存证点 [公钥文件]")
        keys = given_keys(arguments[2]) if len(arguments) == 3 else None
        for line in verify(read_file(arguments[0]), read_file(arguments[1]), keys):
            say(line)
    except Untrue as fault:
        say(f"不属实：{fault}")
        return 1
    except Unusable as fault:
        say(f"无法核对：{fault}")
        return 2
    say("属实：这条记录在所签的存证日志里，一字未改。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
