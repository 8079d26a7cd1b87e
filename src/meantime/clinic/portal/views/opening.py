"""A link opened. To look at it changes nothing: mail programs look at links by themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.portal import reading
from meantime.clinic.portal.actions import links as actions
from meantime.clinic.portal.door import cookie_of, language_asked, language_for
from meantime.clinic.portal.models import Opening, PatientLink
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.addresses import may_try_links


class BirthdayForm(forms.Form):
    """Whose plan it is, as only they and theirs know."""

    born = forms.DateField(
        label=lazy("Date of birth of the patient"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
    )


class CodeForm(forms.Form):
    """The code that the clinic told by another way."""

    code = forms.CharField(
        label=lazy("Code of six digits"),
        help_text=lazy("The clinic told it to you by phone, or gave it to you on paper."),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )

    def clean_code(self) -> str:
        """Its digits, as 0 to 9, whichever a keyboard has."""
        digits = "".join(self.cleaned_data["code"].split())
        if len(digits) != actions.DIGITS or not digits.isdecimal():
            raise forms.ValidationError(_("Type the six digits."))
        return f"{int(digits):0{actions.DIGITS}d}"


@sensitive_post_parameters("born", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to open the plan; open it in this browser."""
    if not may_try_links(request):
        words = _("There were too many tries from here. Wait a minute, then try again.")
        return render(request, "portal/gone.html", {"refused": words}, status=429)
    link = reading.link_by(token)
    spoken = language_for(link, _chosen(request)) if link else language_asked(request)
    translation.activate(spoken)
    try:
        found = actions.standing_link(link, timezone.now())
        return _answered(request, token, found)
    except Refused as error:
        context = {"refused": error.reason, "clinic": link and link.clinic}
        return render(request, "portal/gone.html", context, status=410)


def _chosen(request: HttpRequest) -> str:
    """The language that somebody chose in this browser, if patients have it."""
    told = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return told if told in dict(LANGUAGES) else ""


def _answered(request: HttpRequest, token: str, link: PatientLink) -> HttpResponse:
    form = _form(request, link)
    if request.method != "POST":
        return _page(request, link, form)
    if form is not None and not form.is_valid():
        return _page(request, link, form, status=400)
    told = form.cleaned_data if form else {}
    code, language = told.get("code", ""), _chosen(request)
    held = request.COOKIES.get(cookie_of(link.pk), "")
    opened = actions.open_link(token, told.get("born"), timezone.now(), code, language, held)
    if opened is None:
        words = _("That is not the date of birth that the clinic has. Look at it again.")
        if link.code:
            words = _("That is not the code of this link. Look at it again.")
        return _page(request, link, form, words, 400)
    return _kept(link, *opened)


def _form(request: HttpRequest, link: PatientLink) -> forms.Form | None:
    """What the link asks for, if it asks for anything."""
    if link.code:
        return CodeForm(request.POST or None)
    return BirthdayForm(request.POST or None) if link.asks_birthday else None


def _page(
    request: HttpRequest, link: PatientLink, form: Any, refused: Any = None, status: int = 200
) -> HttpResponse:
    context = {"link": link, "clinic": link.clinic, "form": form, "refused": refused}
    return render(request, "portal/open.html", context, status=status)


def _kept(link: PatientLink, opening: Opening, key: str) -> HttpResponse:
    """Go to the plan, which this browser can show from now on."""
    response = redirect("portal-now", link=link.pk)
    response.set_cookie(
        cookie_of(link.pk),
        key,
        max_age=int((link.expires - opening.at).total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
