"""The page of an owner on which a person's data is exported, or the person erased."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import Patient
from meantime.clinic.keeping import reading
from meantime.clinic.keeping.erasing import LEAST, MOST, erase_person
from meantime.clinic.keeping.exporting import export_person
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed, must_be_confirmed


class EraseForm(forms.Form):
    """Why, and whom: by the number of the record, so that nobody is erased by a slip."""

    why = forms.CharField(
        label=lazy("Why"),
        min_length=LEAST,
        max_length=MOST,
        help_text=lazy("In a sentence, without a name: it stays in the audit."),
    )
    number = forms.CharField(
        label=lazy("Number of the record"),
        max_length=12,
        help_text=lazy("Type it to confirm. It stands beside the name above."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, number: int, data: Any = None) -> None:
        super().__init__(data)
        self._number = str(number)

    def clean_number(self) -> str:
        """That of the record, with or without its sign."""
        typed: str = self.cleaned_data["number"].strip().removeprefix("#")
        if typed != self._number:
            raise forms.ValidationError(lazy("This is not the number of this record."))
        return typed


@allowed("erase")
def data(request: HttpRequest, patient: Any) -> HttpResponse:
    """What can be saved of a person, what goes when they are erased, and what stays."""
    found = reading.person_in(request.clinic, patient)
    must_be_confirmed(request)
    if found.erased:
        return _gone(request)
    record(request.member, "read", found)
    return _page(request, found, EraseForm(found.number))


def _page(
    request: HttpRequest, found: Patient, form: EraseForm, refused: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "patient": found,
        "treated": reading.is_treated(found),
        "form": form,
        "refused": refused,
    }
    return render(request, "keeping/person_data.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    """Where to go for whom there is no page any more."""
    messages.info(request, _("This person was erased already."))
    return redirect("patients", clinic=request.clinic.slug)


@allowed("erase", "POST")
def export(request: HttpRequest, patient: Any) -> HttpResponse:
    """Everything kept about a person, as a file."""
    found = reading.person_in(request.clinic, patient)
    must_be_confirmed(request)
    told = json.dumps(export_person(request.member, found), ensure_ascii=False, indent=2)
    response = HttpResponse(told, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="record-{found.number}.json"'
    return response


@allowed("erase", "POST")
def erase(request: HttpRequest, patient: Any) -> HttpResponse:
    """Erase a person for good."""
    found = reading.person_in(request.clinic, patient)
    must_be_confirmed(request)
    if found.erased:
        return _gone(request)
    form = EraseForm(found.number, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        erase_person(request.member, found, form.cleaned_data["why"])
    except Refused as error:
        return _page(request, found, form, error.reason, status_of(error))
    messages.success(request, _("Record %(number)d is erased.") % {"number": found.number})
    return redirect("patients", clinic=request.clinic.slug)
