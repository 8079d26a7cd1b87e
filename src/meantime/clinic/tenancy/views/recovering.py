"""A login given back: the page of an owner who hands over a link, and the page of the link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy import reading
from meantime.clinic.tenancy.access import allowed, must_be_confirmed
from meantime.clinic.tenancy.actions import recovering as actions
from meantime.clinic.tenancy.addresses import may_try_links
from meantime.clinic.tenancy.views.joining import PasswordForm


class GiveForm(forms.Form):
    """What the link does beside a new password."""

    drops_factor = forms.BooleanField(
        label=lazy("Their phone or key is lost too: remove the second factor"),
        required=False,
        help_text=lazy("They set up a new one when they log in."),
    )


@allowed("manage", "GET", "HEAD", "POST")
def give(request: HttpRequest, person: Any) -> HttpResponse:
    """Make a link for somebody who is shut out, which is shown this once; take one back."""
    found, at = reading.person_in(request.clinic, person), timezone.now()
    must_be_confirmed(request)
    posted = request.method == "POST"
    form, refused, status = GiveForm(request.POST if posted else None), None, 200
    if posted and form.is_valid():
        try:
            return _given(request, found, form)
        except Refused as error:
            refused, status = error.reason, status_of(error)
    context = {
        "form": form,
        "person": found,
        "out": actions.open_link(found.member, at),
        "refused": refused,
    }
    return render(request, "tenancy/recovery.html", context, status=status)


def _given(request: HttpRequest, found: reading.Person, form: GiveForm) -> HttpResponse:
    """Do what the button says; raises Refused."""
    at = timezone.now()
    if request.POST.get("do") == "take back":
        actions.take_back(request.member, found.member, at)
        return redirect("staff-recovery", clinic=request.clinic.slug, person=found.member.pk)
    drops = form.cleaned_data["drops_factor"]
    recovery, token = actions.give(request.member, found.member, drops, at)
    link = request.build_absolute_uri(reverse("recover", args=[token]))
    context = {"person": found, "recovery": recovery, "link": link}
    return render(request, "tenancy/recovery_given.html", context)


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password. To open the page changes nothing."""
    if not may_try_links(request):
        words = _("There were too many tries from here. Wait a minute, then try again.")
        return render(request, "tenancy/join_gone.html", {"refused": words}, status=429)
    recovery, at = reading.recovery_by(token), timezone.now()
    try:
        actions.refuse_void(recovery, at)
    except Refused as error:
        return render(request, "tenancy/join_gone.html", {"refused": error.reason}, status=410)
    form, refused, status = PasswordForm(request.POST or None), None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.recover(token, form.cleaned_data["password"], at)
                messages.success(request, _("Your new password is set. Log in with it."))
                return redirect("account_login")
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"form": form, "recovery": recovery, "refused": refused}
    return render(request, "tenancy/recover.html", context, status=status)
