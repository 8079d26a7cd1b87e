"""An unpacked backup made the database of this deployment, if it is whole."""

from __future__ import annotations

from pathlib import Path

import pysqlite3
from django.db import connection, connections
from django.utils import timezone

from meantime.clinic.audit.chain import verify
from meantime.clinic.keeping import postgres
from meantime.clinic.keeping.backing_up import whole
from meantime.clinic.keeping.folder import DATABASE
from meantime.clinic.reminders.actions.delivering import unsure
from meantime.clinic.reminders.models import Delivery
from meantime.model.problem import MeantimeError


def put_in_place(part: Path) -> list[str]:
    """Make it the database; says every place at which its audit does not hold.

    Raises MeantimeError where it is damaged, or the database of this deployment is not empty.
    """
    return _into_postgres(part) if connection.vendor == "postgresql" else _into_folder(part)


def _into_postgres(part: Path) -> list[str]:
    if connection.introspection.table_names():
        raise MeantimeError("The database is not empty. A backup is restored into an empty one.")
    postgres.restore(part)
    return _breaks("default")


def _into_folder(part: Path) -> list[str]:
    copy = pysqlite3.connect(str(part))
    try:
        whole(copy, "The database in this backup")
    finally:
        copy.close()
    connections.databases["restored"] = connections.databases["default"] | {"NAME": str(part)}
    try:
        found = _breaks("restored")
    finally:
        connections["restored"].close()
    part.replace(part.with_name(DATABASE))
    return found


def hold_back() -> int:
    """What came due after the backup may have been sent: people decide. How many there are."""
    if Delivery._meta.db_table not in connection.introspection.table_names():
        return 0  # a backup from before there were any
    return unsure(timezone.now())


def _breaks(using: str) -> list[str]:
    return [f"{one.chain} {one.number}: {one.what}" for one in verify(using)]
