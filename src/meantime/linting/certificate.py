"""What a clean run proves: for which files, by which engine, over how much, relative to what."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from meantime.model.protocol import Protocol

PROVED = (
    "No rule allows what another forbids, for any concept, moment and facts, unless a decision "
    "names both.",
    "No two waits for one thing differ unless a decision names both rules.",
    "Every topic that the protocol owes has an answer at every moment of its side.",
    "No window is never open, no condition is never met, no rule is without effect.",
    "Every sentence of the handout is a rule, a question, the series or an aside with its reason.",
    "Every sentence says the numbers, units and directions of its rule and not its opposite, and "
    "names what it is about, in every language.",
)
RELATIVE_TO = (
    "one session of at most 24 hours; windows of several sessions hold together and the strictest "
    "wins",
    "at most one change of the clocks near the session, of one hour, by day or at midnight",
    "the vocabulary as it is: a word that it puts under the wrong concept is not found, and in a "
    "language that it has no words for, what a sentence is about is not read",
    "the handout as the citations have it: that a rule means what its place says was read by "
    "people, not proved",
    "unsigned decisions, as far as there are any: they are assumptions until a clinician signs",
)


class Certificate(NamedTuple):
    """Proof of one exact set of files by one exact engine.

    protocol, vocabulary, engine: SHA-256 in hex of the protocol's own files, of the vocabulary's,
    and of the program's; libraries: what it counts and reads with. cells: how many were decided.
    unsigned: decisions that wait.
    """

    name: str
    version: str
    protocol: str
    vocabulary: str
    engine: str
    meantime: str
    libraries: dict[str, str]
    cells: int
    unsigned: tuple[str, ...]

    @property
    def seal(self) -> str:
        """The SHA-256 of everything that the certificate says."""
        return _digest(json.dumps(self._said(), sort_keys=True))

    def _said(self) -> dict[str, Any]:
        return {
            **self._asdict(),
            "unsigned": list(self.unsigned),
            "proved": list(PROVED),
            "relative_to": list(RELATIVE_TO),
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON, with the seal."""
        return {**self._said(), "seal": self.seal}


def certify(protocol: Protocol, cells: int) -> Certificate:
    """The certificate of a protocol that was just proved clean."""
    words = {name for name in protocol.documents if "/" in name}
    return Certificate(
        protocol.id,
        protocol.version,
        _digest(_digest_of(protocol, protocol.documents.keys() - words) + _content(protocol)),
        _digest_of(protocol, words),
        engine_digest(),
        version("meantime"),
        {name: version(name) for name in ("tzdata", "whenever", "PyYAML")},
        cells,
        tuple(item.id for item in protocol.decisions.values() if item.signed is None),
    )


def _digest_of(protocol: Protocol, names: set[str]) -> str:
    return _digest("".join(f"{name} {protocol.documents[name]}\n" for name in sorted(names)))


def _content(protocol: Protocol) -> str:
    """What was read from the files: a protocol changed in memory is another one."""
    return _digest(json.dumps(protocol.to_dict(), sort_keys=True))


def engine_digest() -> str:
    """The SHA-256 of the program's own files: a changed engine proves anew."""
    root = Path(str(files("meantime")))
    sources = sorted(root.rglob("*.py"))
    parts = (f"{path.relative_to(root).as_posix()} {_digest_file(path)}\n" for path in sources)
    return _digest("".join(parts))


def _digest_file(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
