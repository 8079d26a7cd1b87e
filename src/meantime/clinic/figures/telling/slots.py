"""Slots that came free in time for somebody else, and those that did not."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from meantime.clinic.figures import drawing, reading
from meantime.clinic.figures.months import Span
from meantime.clinic.figures.telling.figure import Column, Figure, few, kept
from meantime.clinic.tenancy.models import Clinic

_VERDICTS = {
    "contraindicated": lazy("Not treated"),
    "deferred": lazy("Later"),
    "review": lazy("A clinician decides"),
    "incomplete": lazy("Questions open"),
}
# With questions open nothing was found out: whoever leaves then is no slot saved by a verdict.
_COUNTED = ("contraindicated", "deferred", "review")
_PARTS = (
    ("fine", lazy("Moved in time")),
    ("cool", lazy("Cancelled in time")),
    ("stop", lazy("Lost")),
)


def slots(clinic: Clinic, span: Span, least: int) -> Figure:
    """Slots saved and lost, by the verdict that held: see `reading.slots`."""
    found = reading.slots(clinic, span)
    counts = {one.status: [kept(many, least) for many in one[1:]] for one in found}
    words = drawing.Words(
        "slots", _("Slots saved"), _("One bar a verdict: slots left before their day, and on it.")
    )
    bars = [_bar(status, many) for status, many in counts.items()]
    return Figure(
        name=words.name,
        title=words.title,
        how=(
            _(
                "A slot is saved when its session was moved to another day, or cancelled, on a day "
                "before its own while the verdict in force was not “eligible”: somebody else could "
                "have it. It is lost when that happened on its day or later."
            ),
            _("With questions open nothing was found out, so those are shown but not counted."),
            _(
                "Nobody notes why a session was moved: this counts what stood against it. Moves "
                "within a day and people who did not come are left out."
            ),
        ),
        columns=(
            Column("verdict", _("Verdict"), _VERDICTS.__getitem__),
            Column("moved_before", _("Moved before its day")),
            Column("cancelled_before", _("Cancelled before its day")),
            Column("lost", _("Left on its day")),
        ),
        rows=[(status, *many) for status, many in counts.items()],
        plots=[drawing.bars(words, bars)] if any(map(any, _all(found))) else [],
        legend=_PARTS,
        said=_saved([counts[status] for status in _COUNTED]),
    )


def _all(found: Sequence[reading.Slot]) -> list[list[int]]:
    return [[many.sessions for many in one[1:]] for one in found]


def _bar(status: str, counts: Sequence[int | None]) -> drawing.Bar:
    label = str(_VERDICTS[status])
    parts = [
        drawing.Segment(many or 0, shade, f"{label}, {word}: {many}")
        for many, (shade, word) in zip(counts, _PARTS, strict=True)
    ]
    total = str(sum(many or 0 for many in counts))
    return drawing.Bar(label, parts, few() if None in counts else total)


def _saved(rows: Sequence[Sequence[int | None]]) -> str:
    """How many slots were saved of how many; nothing where one of the parts is held back."""
    moved, cancelled, lost = (
        [many for many in part if many is not None] for part in zip(*rows, strict=True)
    )
    if any(None in row for row in rows):
        return ""
    saved = sum(moved) + sum(cancelled)
    told = {"n": saved, "all": saved + sum(lost)}
    words = ngettext(
        "%(n)d slot saved, of %(all)d that were left.",
        "%(n)d slots saved, of %(all)d that were left.",
        saved,
    )
    return str(words % told)
