"""Sealing everything anew with a new key, batch by batch; one that was stopped goes on."""

from __future__ import annotations

import fcntl
import os
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from meantime.clinic.refusing import Refused
from meantime.clinic.sealing.fields import Sealed, SealedBytes, SealedField
from meantime.clinic.sealing.keys import add_key, ring
from meantime.clinic.sealing.sealed import seal, unseal

_BATCH, _BATCH_OF_FILES = 500, 10
# What allauth keeps of a code app, and of the codes for an emergency.
_FACTOR_SECRETS = ("secret", "seed")


class Rotated(NamedTuple):
    """What a rotation did. key: the number that seals now. resumed: an earlier one was finished."""

    key: int
    rows: int
    resumed: bool


def sealed_models() -> list[tuple[Any, tuple[SealedField, ...]]]:
    """Every model with sealed fields, and those fields."""
    found = []
    for model in apps.get_models():
        fields = tuple(field for field in model._meta.fields if isinstance(field, SealedField))
        if fields:
            found.append((model, fields))
    return found


def rotate(told: Callable[[str, int], None] = lambda *_: None) -> Rotated:
    """Seal everything with a new key; or, where a rotation was stopped, bring that one to its end.

    The old keys stay on the ring: what another process seals meanwhile, and older backups, need
    them. told: hears a table and how many of its rows are done. Raises Refused while another
    rotation runs, Tampered at a value that does not open, with every batch before it done.
    """
    with _alone():
        resumed = any(True for _stale in _stale_batches()) or any(_stale_factors())
        key = ring().current if resumed else add_key()
        # Whoever began to write before the new key was there may still seal with the old one.
        rows, again = 0, 1
        while again:
            again = _pass(told) + sum(map(_reseal_factor, _stale_factors()))
            rows += again
    return Rotated(key, rows, resumed)


def _pass(told: Callable[[str, int], None]) -> int:
    done: dict[str, int] = {}
    for model, fields, keys in _stale_batches():
        table = model._meta.db_table
        done[table] = done.get(table, 0) + _reseal(model, fields, keys)
        told(table, done[table])
    return sum(done.values())


def _stale_batches() -> Iterator[tuple[Any, tuple[SealedField, ...], list[Any]]]:
    """Rows that an older key sealed, by their keys, some hundred at a time; of files some ten."""
    current = ring().current
    for model, fields in sealed_models():
        files = any(isinstance(field, SealedBytes) for field in fields)
        batch, last = _BATCH_OF_FILES if files else _BATCH, None
        while True:
            rows = model._default_manager.order_by("pk")
            rows = rows if last is None else rows.filter(pk__gt=last)
            found = list(rows.values_list("pk", *(field.attname for field in fields))[:batch])
            if not found:
                break
            last = found[-1][0]
            stale = [
                pk for pk, *values in found if any(_is_old(value, current) for value in values)
            ]
            if stale:
                yield model, fields, stale
            current = ring().current


def _is_old(value: Any, current: int) -> bool:
    return isinstance(value, Sealed) and value.bytes[:1] != bytes([current])


@transaction.atomic
def _reseal(model: Any, fields: tuple[SealedField, ...], keys: list[Any]) -> int:
    """Seal rows anew. They are held meanwhile, so that nobody's change is written over."""
    current = ring().current
    rows = model._default_manager.filter(pk__in=keys).select_for_update().order_by("pk")
    changes: dict[SealedField, list[tuple[Any, Any]]] = {field: [] for field in fields}
    for row in rows.only("pk", *(field.attname for field in fields)):
        for field in fields:
            value = row.__dict__[field.attname]
            if _is_old(value, current):
                where = field.where(row)
                fresh = Sealed(seal(unseal(value.bytes, where), where))
                changes[field].append((_stored(field, fresh), _stored(model._meta.pk, row.pk)))
    for field, written in changes.items():
        _write(model, field, written)
    return len(keys)


def _stored(field: models.Field, value: Any) -> Any:
    return field.get_db_prep_value(value, connection)


def _write(model: Any, field: SealedField, written: list[tuple[Any, Any]]) -> None:
    """By hand: Django writes a sealed value with its whole row only."""
    name = connection.ops.quote_name
    table, column, key = (name(part) for part in _names(model, field))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", written)


def _names(model: Any, field: SealedField) -> tuple[str, str, str]:
    return model._meta.db_table, field.column, model._meta.pk.column


def _stale_factors() -> list[Authenticator]:
    """Second factors that an older key sealed: their secrets stand in the rows of allauth."""
    current = ring().current
    rows = Authenticator.objects.order_by("pk")
    return [row for row in rows if any(_secrets(row, lambda text: _key_of(text) != current))]


def _secrets(row: Authenticator, wanted: Callable[[str], bool]) -> list[str]:
    found = [name for name in _FACTOR_SECRETS if isinstance(row.data.get(name), str)]
    return [name for name in found if wanted(row.data[name])]


def _key_of(text: str) -> int:
    return b64decode(text)[0]


@transaction.atomic
def _reseal_factor(stale: Authenticator) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=stale.pk).first()
    if row is not None:
        current, adapter = ring().current, get_adapter()
        for name in _secrets(row, lambda text: _key_of(text) != current):
            row.data[name] = adapter.encrypt(adapter.decrypt(row.data[name]))
        row.save(update_fields=["data"])
    return 1


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the ring's folder: a lock that is gone with the process that holds it."""
    folder = os.open(settings.KEYS_FILE.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused(
            _("Another rotation of the keys is running. Wait until it is done.")
        ) from None
    finally:
        os.close(folder)
