"""A backup unpacked into an empty data folder, before Django is there and makes it less empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from meantime.clinic.keeping import archives
from meantime.clinic.keeping.archives import DUMP, SQLITE
from meantime.clinic.keeping.folder import (
    DATABASE,
    KEYS,
    SECRET,
    data_folder,
    database_address,
    keys_file,
)
from meantime.model.problem import MeantimeError


@contextmanager
def unpacked(file: Path) -> Iterator[Path]:
    """The database of a backup, in the data folder under another name; keys where they belong.

    It comes before Django, which would make keys of its own. Whatever goes wrong until the end of
    the block, the folder is as it was. Raises MeantimeError for a damaged archive, one of another
    kind of database, and a folder in which something is.
    """
    with archives.opened(file) as (manifest, archive):
        _must_be_empty(KEYS in manifest.files)
        kind, name = ("postgresql", DUMP) if database_address() else ("sqlite", SQLITE)
        if manifest.database != kind:
            raise MeantimeError(
                f"This backup is of {manifest.database}, and MEANTIME_DATABASE says {kind}. Set it "
                "to where the backup belongs."
            )
        with _taken_back() as made:
            folder = data_folder()
            if not folder.exists():
                folder.mkdir(parents=True, mode=0o700)
            part = folder / f"{DATABASE}.restored"
            made += [part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))]
            archives.unpack(archive, name, part)
            _put_keys(archive, manifest, made)
            yield part
            part.unlink(missing_ok=True)


def _must_be_empty(with_keys: bool) -> None:
    folder, keys = data_folder(), keys_file()
    allowed = set() if with_keys else {KEYS, SECRET}
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if there - allowed:
        raise MeantimeError(
            f"{folder} is not empty. A backup is restored into an empty folder: set MEANTIME_DATA "
            "to another one."
        )
    if with_keys and keys.exists():
        raise MeantimeError(f"There are keys already: {keys}. This backup brings its own.")
    if not with_keys and not keys.exists():
        raise MeantimeError(
            "This backup has no keys, and without them nobody can read it. Put your copy of the "
            f"key ring at {keys}, for its owner only, and try again."
        )


def _put_keys(archive: ZipFile, manifest: archives.Manifest, made: list[Path]) -> None:
    for name, path in ((KEYS, keys_file()), (SECRET, data_folder() / SECRET)):
        if name in manifest.files:
            made.append(path)
            archives.unpack(archive, name, path)


@contextmanager
def _taken_back() -> Iterator[list[Path]]:
    """Files that are gone again if what is done with them fails."""
    made: list[Path] = []
    secret = data_folder() / SECRET
    had_secret = secret.exists()
    try:
        yield made
    except BaseException:
        for path in [*made, *([] if had_secret else [secret])]:
            path.unlink(missing_ok=True)
        raise
