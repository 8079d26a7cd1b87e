"""The marks and bounds that columns of dates and moments are read with."""

from __future__ import annotations

from datetime import date

_EPOCH = date(1970, 1, 1)

# A date column holds no words. Two dates that no case can have stand for them; they sort as they
# should: never lies before every date, a use that goes on after every one.
NEVER_DATE, UNKNOWN_DATE, ONGOING_DATE = date(1800, 1, 1), date(1800, 1, 2), date(2200, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as a date column of Arrow counts them."""
    return (day - _EPOCH).days


NEVER, UNKNOWN, ONGOING = map(day_number, (NEVER_DATE, UNKNOWN_DATE, ONGOING_DATE))
# What a case may hold: see `meantime.model.case`.
FIRST_DAY, LAST_DAY = day_number(date(1900, 1, 1)), ONGOING - 1
FIRST_MOMENT = FIRST_DAY * 86_400 * 1_000_000
LAST_MOMENT = ONGOING * 86_400 * 1_000_000 - 1
# No day: what is not given, or has no end.
NO_DAY = 2**31 - 1
NO_MOMENT = -(2**63)
# The farthest that a window may reach from its session, in days: the clocks are known until 2299.
FARTHEST = 36_525
# The day of a row that is no case: so late that no use comes near it.
NOT_A_SESSION = 2**30
