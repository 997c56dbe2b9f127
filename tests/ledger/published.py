"""A county's ledger as others see it: notes, proofs and consistency files, made without the house."""

import hashlib
import json
import sys
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from script.sandbox import PROJECT
from tests.ledger import trees

PROGRAMS = PROJECT / "static" / "ledger"
if str(PROGRAMS) not in sys.path:
    # They lie beside each other and import by plain name, as on the machines of those who run them.
    sys.path.insert(0, str(PROGRAMS))

# What lies in this folder is published: no compiled leftovers of the tests.
_before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
import sunlit_verify  # noqa: E402
import sunlit_witness  # noqa: E402

sys.dont_write_bytecode = _before

__all__ = ["PROGRAMS", "Ledger", "base64", "canonical", "publication", "signing_key", "sunlit_verify", "sunlit_witness"]

ORIGIN = "sunlit.example/ledger"
AT = "2026-11-22T00:00:00Z"


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def signing_key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def publication(title: str = "关于修路的公示", content: bytes = b'{"v":1}') -> dict[str, Any]:
    """A row as the ledger writes it down."""
    columns = {"content": content.hex(), "digest": hashlib.sha256(content).hexdigest(), "title": title}
    return {"table": "disclosure_publication", "key": "k7", "columns": columns}


@dataclass
class Stream:
    hash: str
    bodies: list[bytes] = field(default_factory=list)
    details: list[dict[str, str]] = field(default_factory=list)


class Ledger:
    """Streams that grow, and keys that sign; the last key is the current one."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.keys = [signing_key(1)]
        self.streams: dict[str, Stream] = {}

    # What is done ---------------------------------------------------------------------------------

    def add(self, stream: str, /, *rows: dict[str, Any], name: str = "sha256", **changes: Any) -> int:
        """An entry as the house writes it, with anything in its body put differently. Returns its number."""
        kept = self.streams.setdefault(stream, Stream(name))
        number = len(kept.bodies) + 1
        texts = ["甲一", *(canonical(row).decode() for row in rows)]
        salts = [hashlib.sha256(f"{stream} {number} {place}".encode()).digest()[:16] for place in range(len(texts))]
        digests = [trees.leaf(kept.hash, salt + text.encode()).hex() for salt, text in zip(salts, texts, strict=True)]
        body = {
            **{"v": 2, "hash": kept.hash, "stream": stream, "number": number, "order": number, "batches": []},
            **{"at": "2026-11-21T08:00:00.000000Z", "actor": digests[0], "act": "disclosure.publication.publish"},
            **{"ref": "disclosure.publication:k7", "facts": {}},
            "rows": [
                {"table": row["table"], "key": row["key"], "columns": sorted(row["columns"]), "digest": digest}
                for row, digest in zip(rows, digests[1:], strict=True)
            ],
        }
        lines = {str(place): f"{salts[place].hex()} {text}" for place, text in enumerate(texts)}
        return self.add_body(stream, canonical({**body, **changes}), lines, name)

    def add_body(self, stream: str, body: bytes, lines: dict[str, str] | None = None, name: str = "sha256") -> int:
        kept = self.streams.setdefault(stream, Stream(name))
        kept.bodies.append(body)
        kept.details.append(lines or {})
        return len(kept.bodies)

    # What is published ----------------------------------------------------------------------------

    def key_id(self, key: Ed25519PrivateKey) -> bytes:
        public = key.public_key().public_bytes_raw()
        return hashlib.sha256(self.origin.encode() + b"\n\x01" + public).digest()[:4]

    @property
    def vkeys(self) -> str:
        lines = [
            f"{self.origin}+{self.key_id(key).hex()}+{base64(bytes([1]) + key.public_key().public_bytes_raw())}\n"
            for key in reversed(self.keys)
        ]
        return "".join(lines)

    def note(self, at: str = AT) -> bytes:
        heads = [
            f"{name} {kept.hash} {len(kept.bodies)} {base64(trees.root(kept.hash, kept.bodies))}"
            for name, kept in sorted(self.streams.items())
        ]
        return self.signed("\n".join([self.origin, "sunlit-heads/1", at, *heads]) + "\n")

    def signed(self, text: str) -> bytes:
        data = text.encode()
        endings = [f"— {self.origin} {base64(self.key_id(key) + key.sign(data))}\n" for key in reversed(self.keys)]
        return data + b"\n" + "".join(endings).encode()

    def proof(self, stream: str, number: int, /, **changes: Any) -> bytes:
        return canonical({**self.proof_parts(stream, number), **changes})

    def proof_parts(self, stream: str, number: int) -> dict[str, Any]:
        kept = self.streams[stream]
        return {
            **{"format": "sunlit-proof/1", "stream": stream, "hash": kept.hash, "number": number},
            **{"size": len(kept.bodies), "checkpoint": 3, "key": self.vkeys},
            "path": [base64(each) for each in trees.path(kept.hash, number - 1, kept.bodies)],
            "entry": kept.bodies[number - 1].decode(),
            "lines": kept.details[number - 1],
        }

    def consistency(self, stream: str, old: int, new: int, /, **changes: Any) -> bytes:
        kept = self.streams[stream]
        path = [base64(each) for each in trees.consistency(kept.hash, old, kept.bodies[:new])]
        parts = {"format": "sunlit-consistency/1", "stream": stream, "hash": kept.hash, "old": old, "new": new}
        return canonical({**parts, "path": path, **changes})
