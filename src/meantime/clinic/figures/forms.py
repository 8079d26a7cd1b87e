"""What can be asked of the numbers: a span of months, and whether small numbers are held back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.figures.months import MOST, Span, apart, usual
from meantime.clinic.figures.telling import ALL, FEW
from meantime.clinic.tenancy.models import Clinic


class Month(forms.DateField):
    """A month, typed as `2026-12`; the value is its first day."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    input_formats = ("%Y-%m",)
    default_error_messages = {"invalid": lazy("Write year and month, such as 2026-12.")}


class MonthsForm(forms.Form):
    """The months, from the first to the last; the usual ones where nothing is asked."""

    since = Month(label=lazy("From"), help_text=lazy("Year and month, such as 2026-12."))
    until = Month(label=lazy("To"), help_text=lazy("At most 24 months in all."))
    few = forms.BooleanField(
        label=lazy("Hold back numbers about fewer than 5 people"), required=False
    )

    def __init__(self, clinic: Clinic, asked: QueryDict, at: datetime) -> None:
        span = usual(clinic, at)
        told: dict[str, Any] = {"since": f"{span.since:%Y-%m}", "until": f"{span.until:%Y-%m}"}
        super().__init__(told | asked.dict())
        self.zone = span.zone

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a span that runs backwards, is too long or lies far off."""
        told: dict[str, Any] = super().clean()
        since, until = told.get("since"), told.get("until")
        if since and until:
            self._check(since, until)
        return told

    def _check(self, since: date, until: date) -> None:
        if not 2000 <= since.year <= until.year < 2200:
            self.add_error("since", _("Choose years between 2000 and 2199, the earlier first."))
        elif apart(since, until) < 0:
            self.add_error("until", _("The last month comes before the first. Change one of them."))
        elif apart(since, until) >= MOST:
            self.add_error("until", _("That is more than 24 months. Choose fewer."))

    def span(self) -> Span:
        """The months that were asked for."""
        return Span(self.cleaned_data["since"], self.cleaned_data["until"], self.zone)

    def least(self) -> int:
        """The fewest people that a number may be about."""
        return FEW if self.cleaned_data["few"] else ALL

    def asked(self) -> dict[str, str]:
        """What was asked, for an address."""
        span = self.span()
        few = {"few": "on"} if self.cleaned_data["few"] else {}
        return {"since": f"{span.since:%Y-%m}", "until": f"{span.until:%Y-%m}", **few}
