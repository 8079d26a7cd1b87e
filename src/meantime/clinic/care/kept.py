"""Queries whose SQL is made once: making it, as Django does each time, takes longer than asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

_FIELDS = {UUID: models.UUIDField(), datetime: models.DateTimeField()}


class Kept:
    """A query of keys (UUID) and moments, asked again and again with others of them.

    make: builds the query for such values; it may not look at them, only hand them on. shape: their
    types, in that order.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any]], *shape: type) -> None:
        self._make, self._shape = make, shape
        self._sql = cache(self._compile)

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers, as it answers: nothing is converted."""
        sql, places = self._sql(connection.vendor)
        adapted = [_adapted(value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, [adapted[at] if at is not None else own for at, own in places])
            return list(cursor.fetchall())

    def _compile(self, _vendor: str) -> tuple[str, list[tuple[int | None, Any]]]:
        """The SQL, and for each of its parameters the place of the value, or a value of its own."""
        marks = [_mark(kind, number) for number, kind in enumerate(self._shape)]
        sql, parameters = self._make(*marks).query.sql_with_params()
        found = {_adapted(mark): number for number, mark in enumerate(marks)}
        assert set(found) <= set(parameters), "a value of the query is not handed on"
        return sql, [(found.get(parameter), parameter) for parameter in parameters]


def _mark(kind: type, number: int) -> Any:
    """A value that no query has of its own."""
    if kind is UUID:
        return UUID(int=number)
    return datetime(1901, 1, 1, tzinfo=UTC) + timedelta(days=number)


def _adapted(value: Any) -> Any:
    """A value as this database takes it."""
    return _FIELDS[type(value)].get_db_prep_value(value, connection)
