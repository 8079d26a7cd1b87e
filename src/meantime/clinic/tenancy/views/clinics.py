"""The page of a clinic's settings."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused, revision_of, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.tenancy.actions import clinics as actions
from meantime.clinic.tenancy.models import Clinic
from meantime.clinic.zones import ZONES

_TIME = {"required": False, "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}


class ClinicForm(forms.Form):
    """What a clinic is."""

    name = forms.CharField(label=lazy("Name"), max_length=120)
    phone = forms.CharField(
        label=lazy("Phone"),
        max_length=30,
        help_text=lazy("Patients call it. Begin with + and the country."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    zone = forms.ChoiceField(label=lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    emergency = forms.CharField(
        label=lazy("In an emergency"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("What patients read beside the warning signs."),
    )
    languages = forms.MultipleChoiceField(
        label=lazy("Languages for patients"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day, name in WEEKDAYS.items():
            opens = lazy("%(day)s: opens") % {"day": name}
            closes = lazy("%(day)s: closes") % {"day": name}
            self.fields[f"opens_{day}"] = forms.TimeField(label=opens, **_TIME)
            self.fields[f"closes_{day}"] = forms.TimeField(label=closes, **_TIME)

    def days(self) -> list[tuple[Any, Any, Any]]:
        """For the page: a day's name and its two fields."""
        return [
            (name, self[f"opens_{day}"], self[f"closes_{day}"]) for day, name in WEEKDAYS.items()
        ]

    def told(self) -> actions.Told:
        """What was typed."""
        read = self.cleaned_data
        hours = {day: (read[f"opens_{day}"], read[f"closes_{day}"]) for day in WEEKDAYS}
        return actions.Told(
            read["name"], read["zone"], read["phone"], read["emergency"], read["languages"], hours
        )


def _initial(clinic: Clinic) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(clinic, name) for name in ("name", "phone", "zone", "emergency", "languages")
    }
    for day, (opens, closes) in clinic.hours.items():
        found[f"opens_{day}"] = time.fromisoformat(opens)
        found[f"closes_{day}"] = time.fromisoformat(closes)
    return found


@allowed("manage", "GET", "HEAD", "POST")
def settings(request: HttpRequest) -> HttpResponse:
    """See and change what the clinic is."""
    form = ClinicForm(request.POST or None, initial=_initial(request.clinic))
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.change_clinic(request.member, form.told(), revision_of(request))
                messages.success(request, _("Saved."))
                return redirect("clinic-settings", clinic=request.clinic.slug)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"form": form, "refused": refused}
    return render(request, "tenancy/settings.html", context, status=status)
