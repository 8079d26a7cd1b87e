"""The bits of `screening.sql`: a hundred conditions that differ in a name and a number only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tests.bench.population import bits
from tests.bench.population.bits import findings_mask, missing_mask
from tests.bench.population.local_days import LocalDays

_SQL = Path(__file__).with_name("screening.sql").read_text(encoding="utf-8")

# By rule, when the last use of a feature lies in the window before the session.
_USED = {
    "isotretinoin-6-months": "free_of_isotretinoin > day",
    "light-7-days": '"{}" >= day - 7',
    "hair-removal-5-to-7-days": '"{}" >= day - 7',
    "actives-4-days-with-peel": '"{}" >= peel_window',
    "actives-3-days": '"{}" >= day - 3',
    "sunburn-3-days": '"{}" >= day - 3',
    "actives-24-hours-without-peel": '"{}" >= last_day',
    "no-shaving-on-the-day": '"{}" >= day',
}
_BARRED = {
    "cold-sore-history-needs-plan": "plan_needed",
    "interval-4-weeks": "previous > day - 28",
    "healed-before-the-next": "previous > DATE '1800-01-02' AND NOT \"skin-calm\"",
    "review-fourth-session": "previous > DATE '1800-01-02' AND session >= 4",
}
_IN_DOUBT = {
    "cold-sore-history": '"cold-sore-history" IS NULL AND "antiviral-plan" IS NOT TRUE',
    "antiviral-plan": '"antiviral-plan" IS NULL AND "cold-sore-history" IS NOT FALSE',
    "skin-calm": "\"skin-calm\" IS NULL AND previous <> DATE '1800-01-01'",
    "previous-session": "previous = DATE '1800-01-02'",
}
_PREVIOUS = """CASE WHEN session > 1 AND "previous-session" = DATE '1800-01-01'
  THEN DATE '1800-01-02' ELSE "previous-session" END"""
_VISIT = "list_max(list_transform(people.earlier, lambda visit: visit.start))"
_DAY = timedelta(days=1)
_LATER = bits.FEATURES.index(bits.HISTORY[0])


def screening_sql(days: LocalDays, table: pa.Table) -> str:
    """The query for the zones and the columns of a cohort."""
    previous, visits = _visited(days) if "earlier" in table.column_names else (_PREVIOUS, "")
    return _SQL.format(
        key=_key(days, "people.start"),
        previous=previous,
        visits=visits,
        doubled=_doubled(days, table),
        used=_sum(_USED[rule].format(feature) for rule, feature in bits.WASHOUTS),
        unknown=_sum(f"\"{feature}\" = DATE '1800-01-02'" for feature in bits.USED),
        first_used=bits.FEATURES.index(bits.USED[0]),
        skin=_answers(bits.SKIN, 0),
        skin_findings=_mask(bits.SKIN),
        skin_missing=missing_mask(*bits.SKIN),
        history=_answers(bits.HISTORY, _LATER),
        history_findings=_mask(bits.HISTORY),
        history_missing=missing_mask(*bits.HISTORY) >> _LATER,
        first_history=_LATER,
        barred=_cases({findings_mask(rule): so for rule, so in _BARRED.items()}),
        in_doubt=_cases({missing_mask(name): so for name, so in _IN_DOUBT.items()}),
        refused=findings_mask("bar-pregnancy"),
        reviewed=findings_mask(*bits.REVIEWED),
        undated=findings_mask(*bits.UNDATED, "healed-before-the-next"),
        dateless=findings_mask(*bits.REVIEWED, "bar-pregnancy"),
        could_refuse=missing_mask("pregnant"),
        could_defer=missing_mask(*bits.DEFERRING),
        each_bar=_each(bits.UNDATED),
        each_review=_each(bits.REVIEWED),
    )


def _visited(days: LocalDays) -> tuple[str, str]:
    """The later of the last earlier session's local day and of what the person says."""
    begun = f"make_timestamp(epoch_us({_VISIT}))"
    day = f"visit.day + ({begun} >= visit.day_turn)::INT"
    return (
        f'CASE WHEN {day} IS NULL THEN {_PREVIOUS} ELSE greatest({day}, "previous-session") END',
        f"LEFT JOIN calendar AS visit ON visit.key = {_key(days, begun)}",
    )


def _key(days: LocalDays, moment: str) -> str:
    return f"enum_code(people.zone)::INT * {days.span} + ({moment}::DATE - DATE '{days.first}')"


def _doubled(days: LocalDays, table: pa.Table) -> str:
    """Where 00:00 comes twice, a use on the day before lasts to the second, past the window."""
    if "anchor.peel" not in table.column_names:
        return ""
    peels = pc.min_max(table["anchor.peel"]).as_py()
    if peels["min"] is None:
        return ""
    found = days.doubled_midnights(peels["min"] - 4 * _DAY, peels["max"] - 4 * _DAY)
    return "".join(f" - (zone = '{zone}' AND peel - 4 = DATE '{day}')::INT" for zone, day in found)


def _sum(conditions: Iterable[str]) -> str:
    """Bit by bit from 0 on: as floats half the time of a CASE each, and exact up to bit 23."""
    terms = (f"({so})::FLOAT * {1 << bit}::FLOAT" for bit, so in enumerate(conditions))
    return f"({' + '.join(terms)})::UINTEGER::UBIGINT"


def _answers(features: Iterable[str], later: int) -> str:
    """Of each question the bit of its finding, or that of no answer, `later` bits lower."""
    return " | ".join(
        f'(CASE WHEN "{name}" = FALSE THEN 0::UBIGINT WHEN "{name}" '
        f"THEN {1 << bits.finding_bit(name)}::UBIGINT "
        f"ELSE {1 << bits.FEATURES.index(name) - later}::UBIGINT END)"
        for name in features
    )


def _cases(conditions: Mapping[int, str]) -> str:
    return " | ".join(
        f"(CASE WHEN {so} THEN {mask}::UBIGINT ELSE 0::UBIGINT END)"
        for mask, so in conditions.items()
    )


def _mask(features: Iterable[str]) -> int:
    return sum(1 << bits.finding_bit(name) for name in features)


def _each(rules: Iterable[str]) -> str:
    return "\n".join(
        f"WHEN findings & {findings_mask(rule)} <> 0 THEN '{rule}'::rule" for rule in rules
    )
