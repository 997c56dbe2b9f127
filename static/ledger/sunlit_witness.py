#!/usr/bin/env python3
"""见证：定时取县里的存证点，核对存证日志只增加、没有改，并把看到的存证点保存下来。

用法：python3 sunlit_witness.py 网址 目录 [--key 公钥文件]

与 sunlit_verify.py 放在一起，只用 Python 3.8 以上自带的库。目录里有：
    checkpoint.txt  上次接受的存证点，下次与它核对
    key.txt         所认定的公钥：用 --key 给的；没有给的，第一次使用时取网站上的，以后不变
    notes/          每一份接受过的存证点
    refused/        不接受的存证点和理由，即证据

结果：0 “一致”；1 “不一致：哪个日志流，为什么”；2 “无法核对：……”（网络或者文件的问题）。
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import sys
import urllib.error
import urllib.request
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict

import sunlit_verify
from sunlit_verify import Head, Key, Note, Untrue, Unusable, say

TIMEOUT = 30
#: 存证点这么久没有更新就提醒：可能停了，也可能有人只给见证方看旧的。
STALE_DAYS = 3
CONSISTENCY = {"format": str, "stream": str, "hash": str, "old": int, "new": int, "path": list}

#: 取来的文件，名称和内容；不一致时都是证据。
Evidence = Dict[str, bytes]


# 网络和文件。


class NotThere(Exception):
    """网站回答：没有这个文件。"""


def fetch(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache"})  # noqa: S310 - 见 main
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            data: bytes = answer.read(sunlit_verify.LARGEST_FILE)
            return data
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (404, 410):
            raise NotThere(address) from None
        raise Unusable(f"{address} 取不到（HTTP {error.code}）") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unusable(f"{address} 取不到（{error}）") from None


def write(path: Path, data: bytes) -> None:
    """要么全部写好，要么还是原来的：半途停电、被终止也一样。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def keep_note(folder: Path, note: Note, data: bytes) -> None:
    """文件名是存证点的时间。同一秒有两份不同的，都留下。"""
    name = note.at.replace(":", "")
    path = folder / "notes" / f"{name}.txt"
    if path.exists() and path.read_bytes() != data:
        path = path.with_name(f"{name}-{hashlib.sha256(data).hexdigest()[:8]}.txt")
    write(path, data)


def keep_evidence(folder: Path, reason: str, evidence: Evidence, now: datetime) -> Path:
    """每一种不一致留一份，定时重复运行不会把磁盘写满。"""
    mark = hashlib.sha256(b"".join([reason.encode("utf-8", "replace"), *evidence.values()])).hexdigest()[:8]
    known = sorted((folder / "refused").glob(f"*-{mark}"))
    place = known[0] if known else folder / "refused" / f"{now:%Y-%m-%dT%H%M%SZ}-{mark}"
    for name, data in {**evidence, "reason.txt": f"{reason}\n".encode("utf-8", "replace")}.items():
        write(place / name, data)
    return place


# 核对。


def compare(old: Note, new: Note, site: str, evidence: Evidence) -> None:
    """新存证点是不是只在旧存证点之后增加。不是的，抛出 Untrue；取来的证明放进 evidence。"""
    if new.origin != old.origin:
        raise Untrue(f"存证点：名称由 {old.origin} 变成了 {new.origin}")
    for stream, head in old.heads.items():
        if stream not in new.heads:
            raise Untrue(f"日志流 {stream}：不见了")
        compare_heads(stream, head, new.heads[stream], site, evidence)
    if new.at < old.at:
        raise Untrue(f"存证点：时间倒退，由 {old.at} 到了 {new.at}")


def compare_heads(stream: str, old: Head, new: Head, site: str, evidence: Evidence) -> None:
    where = f"日志流 {stream}"
    if new.hash != old.hash:
        raise Untrue(f"{where}：散列算法由 {old.hash} 变成了 {new.hash}")
    if new.size < old.size:
        raise Untrue(f"{where}：由 {old.size} 条变成了 {new.size} 条，少了")
    if new.size == old.size:
        if new.root != old.root:
            raise Untrue(f"{where}：还是 {old.size} 条，内容却变了")
        return
    name = f"{stream}/{old.size}/{new.size}.json"
    try:
        data = fetch(f"{site}/ledger/consistency/{name}")
    except NotThere:
        raise Untrue(f"{where}：由 {old.size} 条增加到 {new.size} 条，网站却拿不出一致性证明") from None
    evidence[f"consistency-{stream}.json"] = data
    proof = sunlit_verify.read_json(data, f"{where}的一致性证明")
    sunlit_verify.check_shape(proof, CONSISTENCY, f"{where}的一致性证明")
    path = sunlit_verify.read_path(proof.pop("path"))
    wanted = {"format": "sunlit-consistency/1", "stream": stream, "hash": old.hash, "old": old.size, "new": new.size}
    if proof != wanted:
        raise Untrue(f"{where}：一致性证明说的是别的日志流或者别的条数")
    if not is_consistent(old.hash, old.size, old.root, new.size, new.root, path):
        raise Untrue(f"{where}：前 {old.size} 条被改过，现在的日志不是由原来的增加而成")


def is_consistent(name: str, old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """有 new 条的日志，前 old 条是不是原来那 old 条（1 ≤ old < new）。步骤见 RFC 9162 第 2.1.4.2 节。"""
    if not (1 <= old < new and path):
        return False
    if old & (old - 1) == 0:
        path = [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = sunlit_verify.node_hash(name, other + before), sunlit_verify.node_hash(name, other + after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = sunlit_verify.node_hash(name, after + other)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def pinned_keys(site: str, folder: Path, given: str | None) -> tuple[list[Key], bool]:
    """认定的公钥，以及是不是这一次才认定的。"""
    path = folder / "key.txt"
    known = sunlit_verify.given_keys(str(path)) if path.exists() else []
    if given is not None:
        keys = sunlit_verify.given_keys(given)
        return keys, keys != known
    if known:
        return known, False
    try:
        return sunlit_verify.read_keys(fetch(f"{site}/ledger/key.txt").decode("utf-8", "replace")), True
    except (Untrue, NotThere) as fault:
        raise Unusable(f"网站上没有可用的公钥：{fault}") from None


def accepted_note(folder: Path) -> Note | None:
    path = folder / "checkpoint.txt"
    if not path.exists():
        return None
    try:
        return sunlit_verify.read_note(sunlit_verify.read_file(str(path)))
    except Untrue:
        raise Unusable(f"文件 {path} 已损坏，请把 notes 目录里最新的一份复制过来") from None


def witness(site: str, folder: Path, given: str | None, now: datetime) -> None:
    """核对一次。一致就保存并返回；不一致抛出 Untrue，证据已保存。"""
    keys, fresh = pinned_keys(site, folder, given)
    old = accepted_note(folder)
    try:
        data = fetch(f"{site}/ledger/checkpoint.txt")
    except NotThere as fault:
        raise Unusable(f"网站上没有存证点：{fault}") from None
    evidence = {"note.txt": data, "key.txt": text_of(keys)}
    try:
        note = sunlit_verify.read_note(data)
        sunlit_verify.check_signature(note, keys)
        if old is not None:
            evidence["accepted.txt"] = sunlit_verify.read_file(str(folder / "checkpoint.txt"))
            compare(old, note, site, evidence)
    except Untrue as fault:
        place = keep_evidence(folder, str(fault), evidence, now)
        raise Untrue(f"{fault}（证据在 {place}）") from None
    if fresh:
        write(folder / "key.txt", text_of(keys))
    if old is None or note.signed != old.signed:
        keep_note(folder, note, data)
        # 最后写这一份：在这以前被终止，下次仍与原来的存证点核对。
        write(folder / "checkpoint.txt", data)
    report(note, old, keys, fresh, now)


def text_of(keys: list[Key]) -> bytes:
    return "".join(f"{key.text}\n" for key in keys).encode()


def report(note: Note, old: Note | None, keys: list[Key], fresh: bool, now: datetime) -> None:
    news = "第一份存证点" if old is None else "没有新的存证点" if note.signed == old.signed else "新的存证点，已保存"
    total = sum(head.size for head in note.heads.values())
    say(f"一致：{note.origin}，{note.at}（世界时），{len(note.heads)} 个日志流，共 {total} 条；{news}。")
    for key in keys if fresh else []:
        say(f"注意：这一次认定了公钥，指纹 {key.fingerprint}。请与县里另行公布的核对，不同就不能相信。")
    known = {(key.name, key.id) for key in keys}
    for name, key_id, _signature in note.signatures:
        if (name, key_id) not in known:
            say(f"注意：存证点上还有一把没有认定的公钥（编号 {key_id.hex()}）的签名，可能正在更换公钥，请向县里核实。")
    at = datetime.strptime(note.at, sunlit_verify.TIME).replace(tzinfo=timezone.utc)
    if (now - at).days >= STALE_DAYS:
        say(f"注意：存证点已有 {(now - at).days} 天没有更新，请向县里核实。")


def main(arguments: list[str], now: datetime) -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(prog="sunlit_witness.py", description="核对存证日志只增加、没有改")
    parser.add_argument("site", metavar="网址", help="例如 https://sunlit.example.gov.cn")
    parser.add_argument("folder", metavar="目录", type=Path, help="保存存证点和证据的目录")
    parser.add_argument("--key", metavar="公钥文件", help="县里另行交来的公钥")
    chosen = parser.parse_args(arguments)
    try:
        if not chosen.site.startswith(("https://", "http://")):
            raise Unusable(f"“{chosen.site}”不是网址，应以 https:// 开头")
        chosen.folder.mkdir(parents=True, exist_ok=True)
        witness(chosen.site.rstrip("/"), chosen.folder, chosen.key, now)
    except Untrue as fault:
        say(f"不一致：{fault}")
        return 1
    except (Unusable, OSError) as fault:
        say(f"无法核对：{fault}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], datetime.now(timezone.utc)))
