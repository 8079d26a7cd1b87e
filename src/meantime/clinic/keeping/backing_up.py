"""A backup: everything of a deployment as it is at one moment, in one file, while others work."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pysqlite3
from django.conf import settings
from django.db import connection
from django.utils import timezone

import meantime as mt
from meantime.clinic.audit.chain import record
from meantime.clinic.keeping import archives, postgres
from meantime.clinic.keeping.archives import DUMP, SQLITE
from meantime.clinic.keeping.folder import KEYS, SECRET
from meantime.clinic.sealing.keys import ring
from meantime.model.problem import MeantimeError

VERB = "back up"


def back_up(file: Path, with_keys: bool) -> archives.Manifest:
    """Write a backup, whole or not at all, and note it in the audit.

    with_keys: put the key ring and the secret into it too; then whoever has the file reads
    everything. Raises MeantimeError where the file is there already or cannot be written, or the
    database is damaged.
    """
    if file.exists():
        raise MeantimeError(f"{file} is there already. Choose another name.")
    if not file.parent.is_dir():
        raise MeantimeError(f"There is no folder {file.parent}.")
    ring()  # with the first backup there are keys, if nothing was sealed yet
    at = timezone.now().isoformat(timespec="seconds")
    try:
        with TemporaryDirectory(prefix=".meantime-backup-", dir=file.parent) as folder:
            files = _copied(Path(folder))
            if with_keys:
                files |= {KEYS: settings.KEYS_FILE, SECRET: settings.DATA / SECRET}
            manifest = archives.write(file, connection.vendor, at, mt.__version__, files)
    except OSError as error:
        raise MeantimeError(f"{file} cannot be written: {error.strerror}.") from None
    record(None, VERB, with_keys=with_keys)
    return manifest


def _copied(folder: Path) -> dict[str, Path]:
    if connection.vendor == "postgresql":
        postgres.dump(folder / DUMP)
        return {DUMP: folder / DUMP}
    _copy(folder / SQLITE)
    return {SQLITE: folder / SQLITE}


def _copy(file: Path) -> None:
    """Copy the database in one step: it is as it was at that moment, whatever is written since."""
    connection.ensure_connection()
    copy = pysqlite3.connect(str(file))
    try:
        connection.connection.backup(copy)
        # A copy in one file, without a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        whole(copy, "The database")
    finally:
        copy.close()


def whole(database: pysqlite3.Connection, which: str) -> None:
    """Raises MeantimeError where a database of SQLite is damaged."""
    try:
        said = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except pysqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise MeantimeError(f"{which} is damaged ({said}). Keep it, and restore an older backup.")
