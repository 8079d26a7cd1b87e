"""Microneedling screening written by hand in SQL, for DuckDB: what meantime is measured against.

Exact for every row, clock changes and peel dates included: local days come from a joined table.
The cohort is in the wide layout, its sessions instants (`start` and `earlier` with a zone).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import duckdb
import pyarrow as pa

from tests.bench.population import bits
from tests.bench.population.local_days import LocalDays
from tests.bench.population.screening_sql import screening_sql


class InDuckDB:
    """A cohort loaded into DuckDB, ready to be screened any number of times.

    The zones that occur become an enumeration, and their local days a table, while loading.
    """

    def __init__(self, table: pa.Table, threads: int) -> None:
        self._days = LocalDays.of(table)
        self._database = duckdb.connect(config={"threads": threads})
        self._enumerate("zone", self._days.zones)
        self._enumerate("status", bits.STATUSES)
        self._enumerate("rule", bits.RULES)
        self._load("people", table, _columns(table))
        self._load("calendar", self._days.table(), "*")
        self._query = screening_sql(self._days, table)

    def run(self, at: datetime | None) -> pa.Table:
        """The screening as it is asked for at a moment, one row a person.

        In no order, as SQL gives it: a join keeps none, and sorting takes longer than the join.
        """
        days = self._days.today(at)
        today = pa.table({"zone": range(len(days)), "today": pa.array(days, pa.date32())})
        self._load("asked", today, "calendar.*, today", "JOIN calendar USING (zone)")
        return self._database.sql(self._query).to_arrow_table()

    def _enumerate(self, name: str, values: Iterable[str]) -> None:
        listed = ", ".join(f"'{value}'" for value in values)
        self._database.execute(f"CREATE TYPE {name} AS ENUM ({listed})")

    def _load(self, name: str, table: pa.Table, columns: str, joined: str = "") -> None:
        self._database.register("given", table)
        self._database.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT {columns} FROM given {joined}"
        )
        self._database.unregister("given")


def duckdb_screen(table: pa.Table, at: datetime | None, threads: int) -> pa.Table:
    """Load a cohort and screen it: person, status, earliest, governing, findings, missing.

    The rows come in no order.
    """
    return InDuckDB(table, threads).run(at)


def _columns(table: pa.Table) -> str:
    """The wide layout as the query reads it: what a cohort leaves out is unknown, or the first."""
    given = set(table.column_names)

    def column(name: str, otherwise: str) -> str:
        return f'"{name}"' if name in given else otherwise

    return ", ".join(
        [
            "person, make_timestamp(epoch_us(start)) AS start, zone::zone AS zone",
            f"coalesce({column('session', '1')}, 1)::INT AS session",
            f"{column('anchor.peel', 'NULL')}::DATE AS peel",
            *(["earlier"] if "earlier" in given else []),
            *(f'{column(name, "NULL")}::BOOLEAN AS "{name}"' for name in bits.YES_NO),
            *(
                f"coalesce({column(name, 'NULL')}, DATE '{bits.UNKNOWN}')::DATE AS \"{name}\""
                for name in bits.DATES
            ),
        ]
    )
