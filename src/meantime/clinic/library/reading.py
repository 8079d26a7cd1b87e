"""From the stored documents of a version to the protocol they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import meantime as mt
from meantime.clinic.library.models import Version
from meantime.literate.cases import CASES, WorkedCase, load_cases
from meantime.literate.protocols import SHIPPED
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol

VOCABULARY = "vocabulary"
_ENDINGS = (".md", ".yaml")


def shipped() -> tuple[str, ...]:
    """The names of the protocols that come with Meantime."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/protocol.md")))


def files_of(folder: Path) -> dict[str, str]:
    """The documents of a protocol's folder by name; the vocabulary's as `vocabulary/NAME`.

    A folder without a vocabulary gets the shipped one: what a version means must not change with
    the next release.
    """
    words = folder / VOCABULARY if (folder / VOCABULARY).is_dir() else SHIPPED / VOCABULARY
    found = {path.name: path for path in sorted(folder.iterdir()) if path.suffix in _ENDINGS}
    own = {name: path.read_text(encoding="utf-8") for name, path in found.items()}
    return own | vocabulary(words)


def vocabulary(folder: Path = SHIPPED / VOCABULARY) -> dict[str, str]:
    """The documents of a vocabulary by name, as `vocabulary/NAME`; without a folder the shipped."""
    found = {f"{VOCABULARY}/{path.name}": path for path in sorted(folder.glob("*.yaml"))}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items()}


def digest_of(files: Mapping[str, str]) -> str:
    """The SHA-256, in hex, of documents by name."""
    found = sha256()
    for name in sorted(files):
        for part in (name, files[name]):
            found.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return found.hexdigest()


def read(files: Mapping[str, str]) -> Protocol:
    """The protocol of documents, read anew. Raises ProtocolError with every problem at its place.

    Drafts are read so, with every key that is struck; they would push out what is kept.
    """
    with TemporaryDirectory() as folder:
        _write(Path(folder), files.items())
        return mt.load(folder)


def protocol_of(version: Version) -> Protocol:
    """The protocol of a version, read once in this process: only then are its documents fetched.

    Raises MeantimeError where they are not those that the version was made with.
    """
    return _kept(_Documents(version.digest, version))


def cases_of(version: Version) -> tuple[WorkedCase, ...]:
    """Its worked cases. Raises ProtocolError with every problem at its place."""
    return cases_in(version.files)


def cases_in(files: Mapping[str, str]) -> tuple[WorkedCase, ...]:
    """The worked cases among documents. Raises ProtocolError with every problem at its place."""
    with TemporaryDirectory() as folder:
        _write(Path(folder), [(name, text) for name, text in files.items() if name == CASES])
        return load_cases(Path(folder))


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents of a version, known by their digest."""

    digest: str
    version: Version = field(compare=False)


@lru_cache(maxsize=32)
def _kept(documents: _Documents) -> Protocol:
    files = documents.version.files
    if digest_of(files) != documents.digest:
        raise MeantimeError(f"The documents of {documents.version} were changed from outside.")
    return read(files)


def _write(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    (folder / VOCABULARY).mkdir()
    for name, text in files:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()) or file.suffix not in _ENDINGS:
            raise MeantimeError(f"`{name}` is no document of a protocol.")
        file.write_text(text, encoding="utf-8")
