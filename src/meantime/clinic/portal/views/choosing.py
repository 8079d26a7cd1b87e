"""What somebody chooses for one browser: language, print, clocks, to close the plan there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care.models import Patient
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.actions import settings as actions
from meantime.clinic.portal.door import cookie_of, language_of, opened
from meantime.clinic.portal.page import page
from meantime.clinic.zones import BY_REGION, city_of
from meantime.model.protocol import SOURCE_LANGUAGE

# A language is called by its own name, and spoken as it.
_OWN = '<bdi lang="{}">{}</bdi>'


class _Places(forms.Select):
    """Zones by the names of their places, which stay in English in every language."""

    def create_option(self, name: str, value: Any, *args: Any, **named: Any) -> dict[str, Any]:
        """An option, marked as English unless the page says it in words of its own."""
        option = super().create_option(name, value, *args, **named)
        if option["label"] == city_of(str(value)):
            option["attrs"]["lang"] = SOURCE_LANGUAGE
        return option


class SettingsForm(forms.Form):
    """The language, the print, and by whose clocks times are shown."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, format_html(_OWN, code, name)) for code, name in LANGUAGES],
        widget=forms.RadioSelect,
    )
    large = forms.BooleanField(label=_("Large print"), required=False)
    zone = forms.ChoiceField(
        label=_("Show times by the clocks of"),
        help_text=_("For when you travel. Your plan and your sessions stay at the same moments."),
        required=False,
        widget=_Places,
    )

    def __init__(self, patient: Patient, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["zone"].choices = _clocks(patient)


def _clocks(patient: Patient) -> list[Any]:
    """The places to choose from: whose clocks it is as long as nobody chooses, then by region."""
    own, clinic = patient.zone, patient.clinic.zone
    clinics = gettext("The clinic (%(place)s)") % {"place": city_of(clinic)}
    if not own:
        return [("", clinics), *BY_REGION]
    yours = gettext("Your home (%(place)s)") % {"place": city_of(own)}
    return [("", yours), (clinic, clinics), *BY_REGION]


@opened("GET", "HEAD", "POST")
def settings(request: HttpRequest) -> HttpResponse:
    """See and change them."""
    opening = request.opening
    initial = {
        "language": language_of(opening),
        "large": opening.large,
        "zone": opening.zone,
    }
    form, status = SettingsForm(request.patient, request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            actions.choose(opening, **form.cleaned_data)
            return redirect("portal-now", link=opening.link_id)
    return page(request, "portal/settings.html", {"form": form}, status)


@opened("POST")
def close(request: HttpRequest) -> HttpResponse:
    """Close the plan in this browser."""
    links.close(request.opening, timezone.now())
    response = render(request, "portal/closed.html", {"link": request.opening.link})
    response.delete_cookie(cookie_of(request.opening.link_id))
    return response
