"""How long people wait from booking to session."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from meantime.clinic.design.moments import month_words
from meantime.clinic.figures import drawing, reading
from meantime.clinic.figures.months import Span
from meantime.clinic.figures.quartiles import Quartiles
from meantime.clinic.figures.telling.figure import QUARTILES, Column, Figure, cells, few, short
from meantime.clinic.tenancy.models import Clinic

_ALL = "all"


def lead_times(clinic: Clinic, span: Span, least: int) -> Figure:
    """Quartiles of the days from booking to session, month by month and in all."""
    found = reading.lead_times(clinic, span)
    days = [None if one.people < least else one.days for one in found]
    if None in days:
        days[-1] = None  # else a month that is held back could be worked out from all
    months = [f"{one.month:%Y-%m}" if one.month else _ALL for one in found]
    words = drawing.Words(
        "lead-times",
        _("Days from booking to session"),
        _("One row a month: a box from the lower to the upper quartile, a mark at the median."),
    )
    spreads = [_spread(*told) for told in zip(months, days, strict=True)]
    return Figure(
        name=words.name,
        title=words.title,
        how=(
            _(
                "From the day of booking to the day for which the session stands now. Cancelled "
                "sessions are left out."
            ),
            _("Half of the sessions lie in the box. One entered afterwards waited 0 days."),
        ),
        columns=(Column("month", _("Month"), _month), *QUARTILES),
        rows=[(month, *cells(spread)) for month, spread in zip(months, days, strict=True)],
        plots=[drawing.spreads(words, spreads)] if found else [],
        said=_median(days[-1]) if days else "",
    )


def _month(told: str) -> str:
    return _("All months") if told == _ALL else month_words(date.fromisoformat(f"{told}-01"))


def _spread(month: str, days: Quartiles | None) -> drawing.Spread:
    label = _month(month)
    if days is None:
        return drawing.Spread(f"{label}: {few()}", None, "")
    told = {
        "month": label,
        "low": short(days.low),
        "median": short(days.median),
        "high": short(days.high),
        "n": days.many,
    }
    return drawing.Spread(
        _("%(month)s: %(median)s days (n = %(n)d)") % told,
        days[:3],
        _("Half of %(n)d sessions: %(low)s to %(high)s days") % told,
    )


def _median(days: Quartiles | None) -> str:
    if days is None:
        return ""
    said = _("Half of the sessions were booked that many days ahead or more: %(median)s.")
    return str(said % {"median": short(days.median)})
