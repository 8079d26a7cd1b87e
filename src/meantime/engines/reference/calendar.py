"""Local dates and instants in one zone, from the pinned IANA data and never the machine's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import whenever
from whenever import Instant, PlainDateTime, SkippedTime, ZonedDateTime

from meantime.model.problem import CaseError, did_you_mean

# The zones of the `tzdata` package win over the machine's own, which may be years older: a clinic
# and its worker on another machine have to agree on every instant. See docs/adr/0004.
whenever.reset_tzpath([])

_DAY = timedelta(days=1)
_MIDNIGHT = time()
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


class Calendar:
    """The calendar of one IANA zone. Raises CaseError where the zone is unknown."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        try:
            Instant.from_utc(2026, 1, 1).to_tz(zone)
        except (whenever.TimeZoneNotFoundError, ValueError, TypeError):
            known = whenever.available_timezones()
            raise CaseError(
                f"zone: `{zone}` is unknown. {did_you_mean(str(zone), known)}"
            ) from None

    def day_of(self, moment: datetime) -> date:
        """The local date of a moment."""
        return Instant(moment).to_tz(self.zone).date().to_stdlib()

    def local(self, moment: datetime) -> datetime:
        """The moment with the zone's offset at that time."""
        return Instant(moment).to_tz(self.zone).to_fixed_offset().to_stdlib()

    def read(self, text: str) -> datetime:
        """A moment written as `2026-12-01 10:00`, in the zone's local time or with its own offset.

        Raises CaseError where it is not written so, does not exist, or occurs twice.
        """
        match = _MOMENT.fullmatch(text.strip())
        if match is None:
            raise CaseError(f"`{text}` is not a moment; write it as `2026-12-01 10:00`.")
        try:
            moment = datetime.fromisoformat(match[0].replace("Z", "+00:00"))
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
            zoned = _plain(moment.date(), moment.time()).assume_tz(
                self.zone, disambiguation="raise"
            )
        except SkippedTime:
            raise CaseError(
                f"`{text}` does not exist in {self.zone}: the clocks go forward over it. "
                "Choose a time before or after it."
            ) from None
        except whenever.RepeatedTime:
            first = self.local(self.at(moment.date(), moment.time(), later=False))
            raise CaseError(
                f"`{text}` occurs twice in {self.zone}, as the clocks go back. Add the offset from "
                f"UTC, such as `{text}{first:%z}`."
            ) from None
        except ValueError as error:
            raise CaseError(
                f"`{text}` is not a moment: {error}. Write it as `2026-12-01 10:00`."
            ) from None
        except OverflowError:
            raise CaseError(f"`{text}` is out of range; check the date.") from None
        return zoned.to_instant().to_stdlib()

    def midnight(self, day: date, *, later: bool) -> datetime:
        """00:00 at the beginning of a local day, in UTC.

        Where it does not exist, the first moment of the day; of two, `later` chooses.
        """
        return midnight(self.zone, day.toordinal(), later)

    def at(self, day: date, clock: time, *, later: bool) -> datetime:
        """A local clock time in UTC; in a gap the first moment after it, of two as `later` says."""
        return _instant(self.zone, day, clock, later)


@lru_cache(maxsize=16384)
def midnight(zone: str, ordinal: int, later: bool) -> datetime:
    """`Calendar.midnight` of the day with that proleptic ordinal; days are asked for again."""
    return _instant(zone, date.fromordinal(ordinal), _MIDNIGHT, later)


def _instant(zone: str, day: date, clock: time, later: bool) -> datetime:
    plain = _plain(day, clock)
    try:
        zoned = plain.assume_tz(zone, disambiguation="raise")
    except SkippedTime:
        zoned = _after_gap(plain.assume_tz(zone, disambiguation="earlier"))
    except whenever.RepeatedTime:
        zoned = plain.assume_tz(zone, disambiguation="later" if later else "earlier")
    return zoned.to_instant().to_stdlib()


def _plain(day: date, clock: time) -> PlainDateTime:
    return PlainDateTime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second)


def _after_gap(before: ZonedDateTime) -> ZonedDateTime:
    transition = before.next_transition()
    assert transition is not None  # a gap is a transition
    return transition


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months on; where it does not exist, the first of the next.

    So 31 August and six months is 1 March: never earlier than the months that were asked for.
    """
    year, month = _shifted(day, months)
    try:
        return date(year, month, day.day)
    except ValueError:
        year, month = _shifted(day, months + 1)
        return date(year, month, 1)


def months_before(day: date, months: int) -> date:
    """The last day from which `months_after` does not pass `day`.

    That is the same day of the month or, where it does not exist, the last of that month.
    """
    year, month = _shifted(day, -months)
    try:
        return date(year, month, day.day)
    except ValueError:
        year, month = _shifted(day, 1 - months)
        return date(year, month, 1) - _DAY


def _shifted(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return years, month + 1
