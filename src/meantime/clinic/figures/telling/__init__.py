"""The figures of a clinic: each in words, as plots and as a table, from what `reading` counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from meantime.clinic.figures.months import Span
from meantime.clinic.figures.telling.deferrals import deferrals
from meantime.clinic.figures.telling.figure import ALL, FEW, Column, Figure
from meantime.clinic.figures.telling.lead_times import lead_times
from meantime.clinic.figures.telling.outcomes import outcomes
from meantime.clinic.figures.telling.slots import slots
from meantime.clinic.figures.telling.weeks import weeks
from meantime.clinic.tenancy.models import Clinic

__all__ = ["ALL", "FEW", "FIGURES", "Column", "Figure"]

# By the names that stand in addresses and files.
FIGURES: Mapping[str, Callable[[Clinic, Span, int], Figure]] = {
    "slots": slots,
    "deferrals": deferrals,
    "lead-times": lead_times,
    "outcomes": outcomes,
    "weeks": weeks,
}
