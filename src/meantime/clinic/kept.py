"""Queries whose SQL is made once: making it, as Django does each time, takes longer than asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.db.models.query import get_related_populators

_FIELDS = {
    UUID: models.UUIDField(),
    datetime: models.DateTimeField(),
    str: models.CharField(),
}


class _Made(NamedTuple):
    """A query as SQL. parameters: for each the place of the value, or a value of its own."""

    compiler: Any
    sql: str
    parameters: list[tuple[int | None, Any]]


class Kept:
    """A query of keys (UUID), moments and words, asked again and again with others of them.

    make: builds the query for such values; it may not look at them, only hand them on. shape: their
    types, in that order.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any]], *shape: type) -> None:
        self._make, self._shape = make, shape
        self._made = cache(self._compile)

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers, as it answers: nothing is converted."""
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(*values))
            return list(cursor.fetchall())

    def _filled(self, *values: Any) -> tuple[str, list[Any]]:
        made = self._made(connection.vendor)
        adapted = [_adapted(value) for value in values]
        own = [adapted[at] if at is not None else value for at, value in made.parameters]
        return made.sql, own

    def objects(self, *values: Any) -> Iterator[Any]:
        """The rows as objects, with what the query joins (`select_related`) and annotates."""
        rows = self.rows(*values)
        compiler = self._made(connection.vendor).compiler
        told, using = compiler.klass_info, connection.alias
        fields = told["select_fields"]
        begin, end = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in compiler.select[begin:end]]
        joined = get_related_populators(told, compiler.select, using)
        for row in compiler.results_iter([rows]):
            found = told["model"].from_db(using, names, row[begin:end])
            for other in joined:
                other.populate(row, found)
            for name, place in compiler.annotation_col_map.items():
                setattr(found, name, row[place])
            yield found

    def one(self, *values: Any) -> Any:
        """The first of the objects; None where there is none."""
        return next(self.objects(*values), None)

    def _compile(self, _vendor: str) -> _Made:
        marks = [_mark(kind, number) for number, kind in enumerate(self._shape)]
        compiler = self._make(*marks).query.get_compiler(using=connection.alias)
        sql, parameters = compiler.as_sql()
        found = {_adapted(mark): number for number, mark in enumerate(marks)}
        assert set(found) <= set(parameters), "a value of the query is not handed on"
        return _Made(compiler, sql, [(found.get(each), each) for each in parameters])


def _mark(kind: type, number: int) -> Any:
    """A value that no query has of its own."""
    if kind is UUID:
        return UUID(int=number)
    if kind is str:
        return f"the word at {number}"
    return datetime(1901, 1, 1, tzinfo=UTC) + timedelta(days=number)


def _adapted(value: Any) -> Any:
    """A value as this database takes it."""
    return _FIELDS[type(value)].get_db_prep_value(value, connection)
