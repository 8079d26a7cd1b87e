"""What patients agree to, as the owner words it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care import reading
from meantime.clinic.care.actions import wording as actions
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed


class WordingForm(forms.Form):
    """A wording in a language."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    body = forms.CharField(
        label=_("What the patient agrees to"), widget=forms.Textarea(attrs={"rows": 12})
    )


@allowed("manage", "GET", "HEAD", "POST")
def wording(request: HttpRequest) -> HttpResponse:
    """The wordings in force, and a form for the next one."""
    form = WordingForm(request.POST or None)
    refused: Any = None
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = form.cleaned_data
            try:
                actions.new_wording(request.member, told["language"], told["body"])
                return redirect("consent-wording", clinic=request.clinic.slug)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    texts = reading.wordings(request.clinic)
    context = {"form": form, "texts": texts, "refused": refused}
    return render(request, "care/wording.html", context, status=status)
