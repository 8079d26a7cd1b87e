"""Sessions by week and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from meantime.clinic.care.models.sessions import STATES
from meantime.clinic.design.moments import date_words, day_words
from meantime.clinic.figures import drawing, reading
from meantime.clinic.figures.months import Span
from meantime.clinic.figures.reading import Many
from meantime.clinic.figures.telling.figure import Column, Figure, kept
from meantime.clinic.tenancy.models import Clinic

_WORDS: dict[str, Any] = dict(STATES)
# From the foot of a column to its top.
_SHADES = {
    "done": "fine",
    "treating": "warm",
    "arrived": "brand",
    "booked": "cool",
    "missed": "stop",
    "cancelled": "plain",
}


def weeks(clinic: Clinic, span: Span, least: int) -> Figure:
    """Sessions of each week, by state."""
    found = reading.weeks(clinic, span)
    counts = {
        week.day.isoformat(): [kept(week.states.get(state, Many()), least) for state in _SHADES]
        for week in found
    }
    words = drawing.Words(
        "weeks",
        _("Sessions by week"),
        _("One column a week, in parts by how far its sessions are."),
    )
    columns = [_column(day, many) for day, many in counts.items()]
    return Figure(
        name=words.name,
        title=words.title,
        how=(
            _("By the day for which a session stands now. A week begins on Monday."),
            _("In the first and the last week only the days of the chosen months count."),
        ),
        columns=(
            Column("week_from", _("Week from"), _said),
            *(Column(state, _WORDS[state]) for state in _SHADES),
        ),
        rows=[(day, *many) for day, many in counts.items()],
        plots=[drawing.columns(words, columns)] if found else [],
        legend=tuple((shade, _WORDS[state]) for state, shade in reversed(_SHADES.items())),
    )


def _said(day: str) -> str:
    return day_words(date.fromisoformat(day))


def _column(day: str, counts: Sequence[int | None]) -> drawing.Bar:
    parts = [
        drawing.Segment(many or 0, shade, f"{_said(day)}, {_WORDS[state]}: {many}")
        for many, (state, shade) in zip(counts, _SHADES.items(), strict=True)
    ]
    return drawing.Bar(date_words(date.fromisoformat(day)), parts)
