"""A calendar for the rivals: which local day a moment lies on, zone by zone.

DuckDB brings zone data of another release, and takes seven times as long with it as with a join;
Polars converts to one zone an expression. So both get what a warehouse would keep: a small table
with a row for each zone and UTC day, worked out while loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from meantime.engines.reference.calendar import Calendar

_DAY = timedelta(days=1)
_DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class LocalDays:
    """The zones of a cohort, and the UTC days (both included) on which its sessions start.

    Row `number of the zone * span + days since first` of the table belongs to a zone and UTC day.
    """

    zones: tuple[str, ...]
    first: date
    last: date

    @classmethod
    def of(cls, table: pa.Table) -> LocalDays:
        """What a cohort in the wide layout needs, its earlier sessions included.

        Raises ValueError where the sessions are not instants: the rivals read no local times.
        """
        if table["start"].type.tz is None:
            raise ValueError("column start: local times; give the rivals moments with a zone.")
        starts = [table["start"]]
        if "earlier" in table.column_names:
            visits = pc.list_flatten(table["earlier"].combine_chunks())
            starts.append(pc.struct_field(visits, "start"))
        ends = [pc.min_max(column).as_py() for column in starts if len(column)]
        return cls(
            tuple(sorted(pc.unique(table["zone"].cast(pa.string())).to_pylist())),
            min(end["min"] for end in ends).astimezone(UTC).date(),
            max(end["max"] for end in ends).astimezone(UTC).date(),
        )

    @property
    def span(self) -> int:
        """How many UTC days there are."""
        return (self.last - self.first).days + 1

    def table(self) -> pa.Table:
        """For every zone and UTC day two steps, and the moments (UTC) from which each is one on.

        `day` is the local day of a session that starts then; `close` the first day on which a use
        lies less than 24 hours before it. Raises ValueError where a zone is not that simple: where
        it has left out a day, as Samoa did in 2011.
        """
        parts = [self._of_zone(zone) for zone in self.zones]
        found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        keys = np.arange(len(self.zones) * self.span, dtype=np.int32)
        return pa.table(
            {
                "key": pa.array(keys),
                "zone": pa.array(keys // self.span),
                "day": pa.array(found["day"].astype(np.int32)).cast(pa.date32()),
                "day_turn": pa.array(found["day_turn"]).cast(pa.timestamp("us")),
                "close": pa.array(found["close"].astype(np.int32)).cast(pa.date32()),
                "close_turn": pa.array(found["close_turn"]).cast(pa.timestamp("us")),
            }
        )

    def _of_zone(self, zone: str) -> dict[str, npt.NDArray[np.int64]]:
        calendar, found = Calendar(zone), {}
        days = range(self.first.toordinal() - 3, self.last.toordinal() + 4)
        utc = np.arange(self.span) + self.first.toordinal() - _EPOCH_ORDINAL
        for name, begins in (("day", _begins), ("close", _far_enough)):
            moments = (begins(calendar, date.fromordinal(day)) - _EPOCH for day in days)
            steps = np.array([moment // timedelta(microseconds=1) for moment in moments])
            after = np.searchsorted(steps, utc * _DAY_US, side="right")
            if (steps[after + 1] < (utc + 1) * _DAY_US).any():
                raise ValueError(f"{zone} has two midnights within one UTC day; leave it out.")
            found[name] = np.array(days)[after - 1] - _EPOCH_ORDINAL
            found[f"{name}_turn"] = steps[after]
        return found

    def today(self, at: datetime | None) -> list[date | None]:
        """The local day of a moment in each zone."""
        return [None if at is None else Calendar(zone).day_of(at) for zone in self.zones]

    def doubled_midnights(self, first: date, last: date) -> Iterator[tuple[str, date]]:
        """The days whose 00:00 comes twice, as it does where clocks go back at one o'clock."""
        for zone in self.zones:
            calendar = Calendar(zone)
            for number in range((last - first).days + 1):
                day = first + number * _DAY
                if calendar.midnight(day, later=True) != calendar.midnight(day, later=False):
                    yield zone, day


def _begins(calendar: Calendar, day: date) -> datetime:
    return calendar.midnight(day, later=False)


def _far_enough(calendar: Calendar, day: date) -> datetime:
    """The first start of a session for which all of the day before lies 24 hours back.

    A clock time that comes twice is read as the earlier: a start in the second hour counts as one
    in the first, so that hour has to be over.
    """
    moment = calendar.midnight(day, later=True) + _DAY
    while calendar.at(calendar.day_of(moment), calendar.local(moment).time(), later=False) < moment:
        moment += timedelta(minutes=1)
    return moment
