"""The rules of microneedling as Polars expressions, stage by stage.

Uses are numbers of days, and compared as they are: "never" and "unknown" lie before every window,
"ongoing" lies in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

import polars as pl
from polars import col

from tests.bench.population import bits
from tests.bench.population.bits import findings_mask, missing_mask

DAY = pl.Int32


def number(day: date) -> int:
    """The number of a day, counted from 1970."""
    return (day - date(1970, 1, 1)).days


_NEVER, _UNKNOWN, _ONGOING = map(number, (bits.NEVER, bits.UNKNOWN, bits.ONGOING))
_NO_WINDOW = pl.lit(_ONGOING + 1, DAY)
_ACTIVES = ("retinoid", "exfoliant", "hydroquinone", "benzoyl-peroxide")
_HAIR = ("waxing", "depilatory-cream", "electrolysis")
_HAD = col("previous") > _UNKNOWN

# By rule, the first day of use that lies in the window before the session.
_WINDOWS = {
    "light-7-days": col("day") - 7,
    "hair-removal-5-to-7-days": col("day") - 7,
    "actives-4-days-with-peel": col("peel_window"),
    "actives-3-days": col("day") - 3,
    "sunburn-3-days": col("day") - 3,
    "actives-24-hours-without-peel": col("last_day"),
    "no-shaving-on-the-day": col("day"),
}
# By rule, when there is a finding where that is neither a date in a window nor a plain yes.
_OTHERWISE = {
    "isotretinoin-6-months": col("free_of_isotretinoin") > col("day"),
    "cold-sore-history-needs-plan": col("plan_needed"),
    "interval-4-weeks": col("previous") > col("day") - 28,
    "healed-before-the-next": _HAD & ~col("skin-calm"),
    "review-fourth-session": _HAD & (col("session") >= 4),
}
# By rule, when a deferral has no date.
_STUCK = {
    "isotretinoin-6-months": col("isotretinoin") == _ONGOING,
    "light-7-days": col("ipl-laser") == _ONGOING,
    "hair-removal-5-to-7-days": col("hair") == _ONGOING,
    "actives-4-days-with-peel": (col("active") >= col("peel_window"))
    & (col("own_peel") | (col("active") == _ONGOING)),
    "actives-3-days": (col("active") == _ONGOING) | (col("topical-antibiotic") == _ONGOING),
    "sunburn-3-days": col("sunburn") == _ONGOING,
    "no-shaving-on-the-day": col("shaving") == _ONGOING,
    "cold-sore-history-needs-plan": col("plan_needed") & col("today").is_null(),
    "interval-4-weeks": col("previous") == _ONGOING,
}
# By rule, when it is the last to be over.
_LAST = {
    "isotretinoin-6-months": col("free_of_isotretinoin") == col("free"),
    "light-7-days": col("ipl-laser") + 8 == col("free"),
    "hair-removal-5-to-7-days": col("free_of_hair") == col("free"),
    "actives-4-days-with-peel": (col("free_of_active") == col("free"))
    & (col("active") + 5 == col("free")),
    "actives-3-days": (col("free_of_active") == col("free"))
    | (col("topical-antibiotic") + 4 == col("free")),
    "sunburn-3-days": col("sunburn") + 4 == col("free"),
    "no-shaving-on-the-day": col("shaving") + 1 == col("free"),
    "cold-sore-history-needs-plan": col("free_by_plan") == col("free"),
    "interval-4-weeks": col("previous") + 28 == col("free"),
}

_STATUS, _RULE = pl.Enum(bits.STATUSES), pl.Enum(bits.RULES)
_REFUSED, _REVIEWED = findings_mask("bar-pregnancy"), findings_mask(*bits.REVIEWED)
_PLAN = findings_mask("cold-sore-history-needs-plan")
# The rule of each bit; the 64th is no bit at all.
_RULE_OF_BIT = pl.Series(
    [rule for rule, _ in bits.PAIRS] + [None] * (65 - len(bits.PAIRS)), dtype=_RULE
)


def gathered(placed: pl.LazyFrame, doubled: Iterable[tuple[str, int]]) -> pl.LazyFrame:
    """What several rules ask for; `doubled` are days of a peel in zones where 00:00 comes twice."""
    window = col("peel") - 4
    for zone, day in doubled:
        window -= ((col("zone") == zone) & (col("peel") == day)).cast(DAY)
    own_peel = (col("peel") < col("day")).fill_null(False)
    return placed.with_columns(
        own_peel=own_peel,
        active=pl.max_horizontal(_ACTIVES),
        hair=pl.max_horizontal(_HAIR),
        plan_needed=(col("cold-sore-history") & ~col("antiviral-plan")).fill_null(False),
        last_day=pl.when("peel-planned").then(_NO_WINDOW).otherwise("close"),
        peel_window=pl.when(~col("peel-planned"))
        .then(_NO_WINDOW)
        .when(own_peel)
        .then(window)
        .otherwise(col("day") - 4),
    )


def found(people: pl.LazyFrame) -> pl.LazyFrame:
    """The two masks: a bit for each finding, and one for each answer that is missing."""
    cold, plan = col("cold-sore-history"), col("antiviral-plan")
    in_doubt = {
        "cold-sore-history": cold.is_null() & ~plan.fill_null(False),
        "antiviral-plan": plan.is_null() & cold.fill_null(True),
        "skin-calm": col("skin-calm").is_null() & (col("previous") != _NEVER),
        "previous-session": col("previous") == _UNKNOWN,
    }
    in_doubt |= {name: col(name) == _UNKNOWN for name in bits.USED}
    # Nobody is asked for the area of the eyes, or for a peel, before the session.
    asked = (name for name in bits.FEATURES if name not in ("eye-area", "peel-planned"))
    findings = ((1 << bit, _holds(*pair)) for bit, pair in enumerate(bits.PAIRS))
    missing = ((missing_mask(name), in_doubt.get(name, col(name).is_null())) for name in asked)
    return people.with_columns(findings=_mask(findings), missing=_mask(missing))


def _holds(rule: str, feature: str) -> pl.Expr:
    """Whether there is a finding; null counts as no."""
    if rule in _WINDOWS:
        return col(feature) >= _WINDOWS[rule]
    return _OTHERWISE.get(rule, col(feature))


def weighed(people: pl.LazyFrame) -> pl.LazyFrame:
    """When all that has a date is over (`free`), and the bits of what has none (`stuck`)."""
    late = pl.when(~col("peel-planned") | col("own_peel")).then(4).otherwise(5).cast(DAY)
    people = people.with_columns(
        free_of_active=col("active") + late,
        # A hair removal of six or seven days ago is for review only.
        free_of_hair=pl.when(col("hair") >= col("day") - 5).then(col("hair") + 8),
        free_by_plan=pl.when("plan_needed").then(col("today") + 2),
    )
    free = pl.max_horizontal(
        *("day", "free_of_isotretinoin", "free_of_active", "free_of_hair", "free_by_plan"),
        pl.max_horizontal("topical-antibiotic", "sunburn") + 4,
        *(col("ipl-laser") + 8, col("shaving") + 1, col("previous") + 28),
    )
    undated = findings_mask(*bits.UNDATED, "healed-before-the-next")
    stuck = _mask((_first(rule), so) for rule, so in _STUCK.items())
    return people.with_columns(free=free, stuck=stuck | (col("findings") & _word(undated)))


def said(people: pl.LazyFrame) -> pl.LazyFrame:
    """The answer, one row a person."""
    status = _status()
    dateless = _has("findings", _REVIEWED | _REFUSED) | (col("stuck") != 0)
    open_end = dateless | (col("status") == 4)
    return people.with_columns(status=status).select(
        "person",
        status=col("status").cat.to(_STATUS),
        earliest=pl.when(~open_end).then(pl.max_horizontal("free", col("hair") + 8)).cast(pl.Date),
        governing=pl.lit(_RULE_OF_BIT).gather(_governing().bitwise_trailing_zeros()),
        findings="findings",
        missing="missing",
    )


def _status() -> pl.Expr:
    """As the number of `bits.STATUSES`: incomplete where what is missing could be worse."""
    eligible, review, deferred, refused, incomplete = (pl.lit(code, pl.UInt8) for code in range(5))
    return (
        pl.when(_has("findings", _REFUSED))
        .then(refused)
        .when(_has("missing", missing_mask("pregnant")))
        .then(incomplete)
        .when(col("stuck") != 0)
        .then(deferred)
        .when(_has("missing", missing_mask(*bits.DEFERRING)))
        .then(incomplete)
        .when((col("free") > col("day")) | col("plan_needed"))
        .then(deferred)
        .when(_has("findings", _REVIEWED))
        .then(review)
        .when(col("missing") != 0)
        .then(incomplete)
        .when(col("findings") != 0)
        .then(review)
        .otherwise(eligible)
    )


def _governing() -> pl.Expr:
    """The bits of the worst findings; the lowest governs."""
    return (
        pl.when(_has("findings", _REFUSED))
        .then(_word(_REFUSED))
        .when(col("stuck") != 0)
        .then("stuck")
        .when(col("free") > col("day"))
        .then(_mask((_first(rule), so) for rule, so in _LAST.items()))
        .when("plan_needed")
        .then(_word(_PLAN))
        .when(_has("findings", _REVIEWED))
        .then(col("findings") & _word(_REVIEWED))
        .otherwise("findings")
    )


def _mask(conditions: Iterable[tuple[int, pl.Expr]]) -> pl.Expr:
    """The bits whose conditions hold: a choice of constants takes less time than a shift."""
    bits_set = (pl.when(so).then(_word(mask)).otherwise(_word(0)) for mask, so in conditions)
    return reduce(or_, bits_set)


def _has(word: str, mask: int) -> pl.Expr:
    return (col(word) & _word(mask)) != 0


def _word(mask: int) -> pl.Expr:
    return pl.lit(mask, pl.UInt64)


def _first(rule: str) -> int:
    """The lowest bit of a rule."""
    return findings_mask(rule) & -findings_mask(rule)
