"""The file of a backup: a zip with a database, perhaps its keys, and a manifest of both."""

from __future__ import annotations

import json
import lzma
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from meantime.model.problem import MeantimeError

MANIFEST, SQLITE, DUMP = "manifest.json", "database.sqlite3", "database.dump"
_FORMAT = 1
_MOST = 1 << 20  # bytes of a manifest
_PART = 1 << 20
# What reading a zip raises where a byte of it is another one.
_BROKEN = (
    *(BadZipFile, zlib.error, struct.error, lzma.LZMAError, OSError, EOFError, RuntimeError),
    *(KeyError, ValueError, TypeError, AttributeError, OverflowError),
)


class Manifest(NamedTuple):
    """What an archive holds. database: `sqlite` or `postgresql`. files: SHA-256 by name."""

    database: str
    made: str
    release: str
    files: Mapping[str, str]


def write(
    file: Path, database: str, made: str, release: str, files: Mapping[str, Path]
) -> Manifest:
    """Write an archive, whole or not at all. Raises MeantimeError where it cannot be written."""
    digests = {name: _digest_of(path) for name, path in files.items()}
    manifest = Manifest(database, made, release, digests)
    part = file.with_name(f".{file.name}.part")
    try:
        with _private(part) as stream:
            with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(MANIFEST, json.dumps({"format": _FORMAT} | manifest._asdict()))
                for name, path in files.items():
                    archive.write(path, name)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        raise MeantimeError(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner reads."""
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w+b") as stream:
        yield stream


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


@contextmanager
def opened(file: Path) -> Iterator[tuple[Manifest, ZipFile]]:
    """An archive, every file of which is what its manifest says.

    Raises MeantimeError for anything else.
    """
    try:
        stream = file.open("rb")
    except OSError as error:
        raise MeantimeError(f"{file} cannot be read: {error.strerror}.") from None
    with stream:
        try:
            archive = ZipFile(stream)
            manifest = _manifest(archive)
            _check(archive, manifest)
        except MeantimeError:
            raise
        except _BROKEN:
            raise _damaged(file) from None
        with archive:
            yield manifest, archive


def _damaged(file: Path) -> MeantimeError:
    return MeantimeError(f"{file} is damaged, or no backup of Meantime. Take another one.")


def _check(archive: ZipFile, manifest: Manifest) -> None:
    for name, digest in manifest.files.items():
        found = sha256()
        with archive.open(name) as stream:
            while part := stream.read(_PART):
                found.update(part)
        if found.hexdigest() != digest:
            raise BadZipFile


def _manifest(archive: ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > _MOST:
        raise BadZipFile
    told: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if told.pop("format") != _FORMAT:
        raise MeantimeError("This backup was made by a newer Meantime. Install that one first.")
    found = Manifest(**told)
    if {*archive.namelist()} != {MANIFEST, *found.files}:
        raise BadZipFile
    if {SQLITE, DUMP} & {*found.files} != {DUMP if found.database == "postgresql" else SQLITE}:
        raise BadZipFile
    return found


def unpack(archive: ZipFile, name: str, path: Path) -> None:
    """Put a file of an archive somewhere, for its owner only."""
    with archive.open(name) as stream, _private(path) as written:
        while part := stream.read(_PART):
            written.write(part)
        written.flush()
        os.fsync(written.fileno())
