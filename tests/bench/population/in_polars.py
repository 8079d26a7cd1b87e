"""Microneedling screening written by hand in Polars: what meantime is measured against.

Exact for every row, clock changes and peel dates included: local days are looked up in a table.
The cohort is in the wide layout, its sessions instants (`start` and `earlier` with a zone).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import polars as pl
import pyarrow as pa
from polars import col

from tests.bench.population import bits
from tests.bench.population.local_days import LocalDays
from tests.bench.population.polars_rules import DAY, found, gathered, number, said, weighed

_DAY_US = 86_400_000_000


class InPolars:
    """A cohort loaded into Polars, ready to be screened any number of times.

    The zones that occur become an enumeration, and their local days a table, while loading. A day
    becomes a number, so that a rule compares whole numbers. Polars takes its number of threads
    from the environment when it is imported.
    """

    def __init__(self, cohort: pl.DataFrame | pa.Table) -> None:
        table = cohort if isinstance(cohort, pa.Table) else cohort.to_arrow()
        self._days = LocalDays.of(table)
        self._people = _loaded(cast("pl.DataFrame", pl.from_arrow(table)), self._days)
        steps = cast("pl.DataFrame", pl.from_arrow(self._days.table()))
        self._calendar = steps.with_columns(
            col("day", "close").cast(DAY), col("day_turn", "close_turn").cast(pl.Int64)
        )
        self._doubled = _doubled(self._days, self._people)
        self._later = _six_months_later()

    def run(self, at: datetime | None) -> pl.DataFrame:
        """The screening as it is asked for at a moment, one row a person in the order given."""
        today = pl.Series(self._days.today(at), dtype=pl.Date).cast(DAY)
        placed = self._people.lazy().with_columns(
            day=self._step("day", col("start")),
            close=self._step("close", col("start")),
            today=pl.lit(today).gather(col("zone").to_physical()),
            free_of_isotretinoin=pl.lit(self._later).gather(
                col("isotretinoin") - number(bits.NEVER)
            ),
            previous=self._previous(),
        )
        # With the streaming engine a stretch of rows stays in the cache from rule to rule.
        return said(weighed(found(gathered(placed, self._doubled)))).collect(engine="streaming")

    def _step(self, name: str, moment: pl.Expr) -> pl.Expr:
        utc = (moment // _DAY_US).cast(DAY) - number(self._days.first)
        key = col("zone").to_physical().cast(DAY) * self._days.span + utc
        step, turn = (pl.lit(self._calendar[part]).gather(key) for part in (name, f"{name}_turn"))
        return step + (moment >= turn).cast(DAY)

    def _previous(self) -> pl.Expr:
        """The later of the last session told of and the earlier ones; "never" cannot be later."""
        told = col("previous-session")
        doubted = (col("session") > 1) & (told == number(bits.NEVER))
        previous = pl.when(doubted).then(pl.lit(number(bits.UNKNOWN), DAY)).otherwise(told)
        if "earlier" not in self._people.columns:
            return previous
        visit = col("earlier").list.eval(pl.element().struct.field("start")).list.max()
        day = self._step("day", visit.cast(pl.Int64))
        return pl.when(day.is_null()).then(previous).otherwise(pl.max_horizontal(day, told))


def polars_screen(frame: pl.DataFrame | pa.Table, at: datetime | None) -> pl.DataFrame:
    """Load a cohort and screen it: person, status, earliest, governing, findings, missing."""
    return InPolars(frame).run(at)


def _loaded(people: pl.DataFrame, days: LocalDays) -> pl.DataFrame:
    """The wide layout as the rules read it: what a cohort leaves out is unknown, or the first."""
    left_out = [pl.lit(None, pl.Boolean).alias(name) for name in bits.YES_NO]
    left_out += [pl.lit(None, pl.Date).alias(name) for name in ("anchor.peel", *bits.DATES)]
    left_out += [pl.lit(1).alias("session")]
    given = set(people.columns)
    people = people.with_columns(item for item in left_out if item.meta.output_name() not in given)
    return people.select(
        "person",
        col("start").dt.cast_time_unit("us").cast(pl.Int64),
        col("zone").cast(pl.String).cast(pl.Enum(days.zones)),
        col("session").fill_null(1).cast(pl.Int32),
        col("anchor.peel").cast(DAY).alias("peel"),
        *(["earlier"] if "earlier" in given else []),
        *bits.YES_NO,
        *(col(name).fill_null(bits.UNKNOWN).cast(DAY) for name in bits.DATES),
    )


def _doubled(days: LocalDays, people: pl.DataFrame) -> list[tuple[str, int]]:
    """The zones and days of a peel whose window opens at a 00:00 that comes twice."""
    first, last = people["peel"].min(), people["peel"].max()
    if not isinstance(first, int) or not isinstance(last, int):
        return []
    epoch = date(1970, 1, 1).toordinal() - 4
    found = days.doubled_midnights(date.fromordinal(epoch + first), date.fromordinal(epoch + last))
    return [(zone, number(day) + 4) for zone, day in found]


def _six_months_later() -> pl.Series:
    """For every day from "never" to "ongoing", the day six months on.

    A day that the sixth month does not have is the first of the next month.
    """
    days = pl.date_range(bits.NEVER, bits.ONGOING, eager=True)
    later = days.dt.offset_by("6mo")
    return later.cast(DAY) + (later.dt.day() != days.dt.day()).cast(DAY)
