"""The links of a patient: given, given anew, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.reading import patient_of
from meantime.clinic.portal import reading
from meantime.clinic.portal.actions import links as actions
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed

_BIRTHDAY, _CODE, _NOTHING = "birthday", "code", "nothing"


class LinkForm(forms.Form):
    """Whom a link is for, and what it asks."""

    holder = forms.CharField(
        label=_("For somebody who cares for the patient"),
        required=False,
        max_length=120,
        help_text=_("Their name. Leave it empty for the patient."),
    )
    asks = forms.ChoiceField(
        label=_("Before it opens, ask for"),
        choices=[
            (_BIRTHDAY, _("The date of birth of the patient")),
            (_CODE, _("A code of six digits, which you tell them by phone or on paper")),
            (_NOTHING, _("Nothing")),
        ],
        initial=_BIRTHDAY,
        widget=forms.RadioSelect,
    )


@allowed("book", "GET", "HEAD", "POST")
def links(request: HttpRequest, patient: Any) -> HttpResponse:
    """The links of a patient; give one. It is shown this once."""
    found, at = patient_of(request.clinic, patient), timezone.now()
    record(request.member, "read", found)
    form, refused, status = LinkForm(request.POST or None), None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = form.cleaned_data
            try:
                code = actions.new_code() if told["asks"] == _CODE else ""
                asked = told["holder"], told["asks"] == _BIRTHDAY, at, code
                made, token = actions.give(request.member, found, *asked)
                where = request.build_absolute_uri(reverse("portal-open", args=[token]))
                context = {"patient": found, "made": made, "address": where, "code": code}
                return render(request, "portal/given.html", context)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"patient": found, "links": actions.links_of(found, at), "form": form}
    return render(request, "portal/links.html", context | {"refused": refused}, status=status)


@allowed("book", "POST")
def take_back(request: HttpRequest, patient: Any, link: Any) -> HttpResponse:
    """A link opens nothing any more."""
    found = patient_of(request.clinic, patient)
    actions.take_back(request.member, reading.link_of(found, link), timezone.now())
    return redirect("patient-links", clinic=request.clinic.slug, patient=found.pk)
