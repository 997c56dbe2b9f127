"""归档包: one ZIP with a paper in every form, what is known about it, what was done, and the means to check it all.

Written piece by piece into a stream: memory does not grow with attachments. Names are plain letters, days are fixed,
members have one order: the same state gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation.documents.fields import written
from foundation.documents.models import Attachment, Paper
from foundation.documents.papers import kind_of
from foundation.documents.selectors_archive import Kept, attachments_with, kept, process_of
from foundation.documents.word.packing import member
from foundation.files.storage import PIECE
from foundation.ledger import labels, notes, proofs
from foundation.ledger.canonical import canonical_bytes
from foundation.ledger.models import LedgerEntry
from foundation.refs import Ref

#: What checks a proof on anybody's machine, and knows nothing of this house.
VERIFIER = Path("static/ledger/sunlit_verify.py")
#: The rows whose lines are given along: they say what the paper is, and nothing of anybody.
_TOLD = {"documents_paper", "documents_paperfile", "documents_wordfile"}


@dataclass(frozen=True)
class Step:
    """A line of the process record. `proof` is the file that proves it, empty while no checkpoint covers it."""

    at: str
    act: str
    label: str
    about: str
    stream: str
    number: int
    proof: str


class Package:
    """The ZIP as it is written, and what it has to say of itself at the end."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.listed: dict[str, dict[str, Any]] = {}

    def add(self, name: str, data: bytes) -> None:
        self.archive.writestr(member(name), data)
        self.listed[name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}

    def add_file(self, name: str, path: str) -> None:
        """A file of the storage, in pieces. Raises `FileNotFoundError` when it is gone."""
        digest, size = hashlib.sha256(), 0
        info = member(name)
        info.compress_type = ZIP_STORED
        with default_storage.open(path) as source, self.archive.open(info, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
        self.listed[name] = {"sha256": digest.hexdigest(), "size": size}

    def finish(self) -> int:
        """The two manifests: for machines, and for `sha256sum -c`. Returns how many files there are."""
        lines = "".join(f"{told['sha256']}  {name}\n" for name, told in sorted(self.listed.items()))
        self.add("manifest.json", _json({"format": "sunlit-archive/1", "files": dict(sorted(self.listed.items()))}))
        self.add("manifest-sha256.txt", lines.encode())
        return len(self.listed)


def write(paper: Paper, stream: BinaryIO) -> int:
    """Pack all that is kept of a printed paper into a stream. Returns how many files are in it.

    Raises `FileNotFoundError` when a file of it is gone, `MissingParameter` before the defaults are loaded.
    """
    attachments = attachments_with(paper)
    with translation.override("zh-hans"), ZipFile(stream, "w") as zipped:
        package = Package(zipped)
        package.add_file("paper.pdf", paper.file.path)
        package.add_file("paper.docx", paper.word.path)
        package.add("content.json", paper.content.encode())
        steps = _process(package, paper, process_of(paper, attachments))
        files = _attachments(package, attachments)
        about = _about(paper, kept(paper))
        package.add("metadata.json", _json({"fields": about, "attachments": files}))
        package.add("process.json", _json({"steps": [vars(step) for step in steps]}))
        shown = {"paper": paper, "about": about, "attachments": files, "steps": steps}
        package.add("metadata.html", render_to_string("documents/package.html", shown).encode())
        package.add("sunlit_verify.py", (settings.BASE_DIR / VERIFIER).read_bytes())
        package.add("README.txt", render_to_string("documents/package.txt", shown).encode())
        return package.finish()


def _about(paper: Paper, of: Kept) -> dict[str, str]:
    """What an archive asks of a document (文书类电子文件元数据), by its Chinese names."""
    return {
        _("题名"): paper.title,
        _("文号"): paper.label,
        _("责任者"): str(paper.body),
        _("文种"): kind_of(paper.kind).name,
        _("成文日期"): written(paper.issued_on),
        _("密级"): _("无（本系统不处理涉密文件）"),
        _("保管期限"): of.retention.text,
        _("保管期限的依据"): str(of.retention.basis),
        _("归档年度"): str(paper.year),
        _("件号"): str(paper.number),
        _("移交县档案馆的年度"): str(of.transfer_year),
        _("单位代码"): paper.township or paper.county,
        _("内容摘要（SHA-256）"): paper.digest,
        _("PDF 摘要（SHA-256）"): paper.file.digest,
        _("Word 摘要（SHA-256）"): paper.word.digest,
    }


def _process(package: Package, paper: Paper, entries: Iterable[LedgerEntry]) -> list[Step]:
    """The acts with their proofs, all under one checkpoint, whose note and keys are given along."""
    prover, named = proofs.Prover(), labels.declared()
    about = {str(Ref.of(paper)): _("本公文"), paper.about: _("所办事项")}
    steps = []
    for entry in entries:
        proof = prover.inclusion(entry, _lines(entry))
        name = f"proofs/{entry.stream}-{entry.number}.json" if proof else ""
        if proof:
            package.add(name, proof)
        steps.append(
            Step(
                at=timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
                act=entry.act,
                label=str(named.get(entry.act, entry.act)),
                about=about.get(entry.ref, _("附件")),
                stream=entry.stream,
                number=entry.number,
                proof=name,
            )
        )
    if prover.checkpoint:
        package.add("checkpoint.txt", prover.checkpoint.note.encode())
        package.add("key.txt", notes.vkeys().encode())
    return steps


def _lines(entry: LedgerEntry) -> list[int]:
    """Of the paper and its files; nobody's name, and nothing of the thing that it is about."""
    body: dict[str, Any] = json.loads(bytes(entry.body))
    if body["v"] < proofs.FIRST_PROVABLE:
        return []
    return [index for index, row in enumerate(body["rows"], start=1) if row["table"] in _TOLD]


def _attachments(package: Package, attachments: Iterable[Attachment]) -> list[dict[str, str]]:
    """Those that stand, under numbers; voided ones are named with their reason."""
    told = []
    for count, row in enumerate(attachments, start=1):
        name = "" if row.voided_at else f"attachments/{count:03}{Path(row.name).suffix.lower()}"
        if name:
            package.add_file(name, row.path)
        told.append({"name": row.name, "file": name, "sha256": row.digest, "void": row.void_reason})
    return told


def _json(value: Any) -> bytes:
    return canonical_bytes(value) + b"\n"
