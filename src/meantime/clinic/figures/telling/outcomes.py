"""How series turn out, session by session."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.care.models import Outcome
from meantime.clinic.figures import drawing, reading
from meantime.clinic.figures.months import Span
from meantime.clinic.figures.quartiles import Quartiles
from meantime.clinic.figures.telling.figure import QUARTILES, Column, Figure, cells, few, short
from meantime.clinic.tenancy.models import Clinic

_NAMES = dict(Outcome.SCALES)
# The ends of each scale, and which of them is good.
_ENDS = {
    Outcome.Scale.GOODMAN_BARON.value: (1, 4, lazy("4 is the most severe scarring.")),
    Outcome.Scale.GAIS.value: (1, 5, lazy("1 is very much improved, 5 is worse.")),
    Outcome.Scale.SATISFACTION.value: (0, 10, lazy("10 is the most satisfied.")),
}
# A value of a session, or None where it is held back.
_Told = tuple[reading.Result, Quartiles | None]


def outcomes(clinic: Clinic, span: Span, least: int) -> Figure:
    """Medians on each scale by the number of the session in its series."""
    found: list[_Told] = [
        (one, None if one.people < least else one.values) for one in reading.outcomes(clinic, span)
    ]
    plots = [_plot(scale, [told for told in found if told[0].scale == scale]) for scale in _ENDS]
    return Figure(
        name="outcomes",
        title=_("How series turn out"),
        how=(
            _(
                "What was noted at a session, by its number in the series. A dot is the median, a "
                "thin line goes from the lower to the upper quartile."
            ),
            _("Whoever stops early is not in the later sessions, so they are of other people."),
        ),
        columns=(
            Column("scale", _("Scale"), _NAMES.__getitem__),
            Column("session", _("Session")),
            *QUARTILES,
        ),
        rows=[(one.scale, one.number, *cells(values)) for one, values in found],
        plots=[plot for plot in plots if plot],
    )


def _plot(scale: str, found: Sequence[_Told]) -> drawing.Plot | None:
    if not found:
        return None
    least, most, good = _ENDS[scale]
    told = _("Median by the number of the session in its series. %(good)s") % {"good": good}
    words = drawing.Words(f"outcomes-{scale}", _NAMES[scale], told)
    return drawing.lines(words, [_point(*told) for told in found], least, most)


def _point(one: reading.Result, values: Quartiles | None) -> drawing.Spread:
    if values is None:
        return drawing.Spread(_("%(nth)d: %(few)s") % {"nth": one.number, "few": few()}, None, "")
    told = {"nth": one.number, "n": values.many, "median": short(values.median)}
    title = _("Session %(nth)d: median %(median)s of %(n)d") % told
    return drawing.Spread(_("%(nth)d (n = %(n)d)") % told, values[:3], title)
