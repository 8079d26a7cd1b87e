"""The page of an invitation. To open it changes nothing: mail programs open links by themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy import reading
from meantime.clinic.tenancy.actions import invitations as actions
from meantime.clinic.tenancy.actions.links import refuse_gone
from meantime.clinic.tenancy.addresses import may_try_links
from meantime.clinic.tenancy.models import Invitation

_BACKEND = "meantime.clinic.tenancy.logged_in.Backend"
_SECRET = {"attrs": {"autocomplete": "new-password"}}


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=lazy("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(**_SECRET),
        help_text=lazy("At least 12 signs. A few words in a row are good."),
    )
    again = forms.CharField(
        label=lazy("Password again"), strip=False, widget=forms.PasswordInput(**_SECRET)
    )

    def clean_again(self) -> str:
        """The same once more: a slip here would shut somebody out."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(lazy("Type the same password twice."))
        return again


class JoinForm(PasswordForm):
    """Who joins."""

    name = forms.CharField(
        label=lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites and as what; join."""
    if not may_try_links(request):
        words = _("There were too many tries from here. Wait a minute, then try again.")
        return render(request, "tenancy/join_gone.html", {"refused": words}, status=429)
    invitation = reading.invitation_by(token)
    try:
        refuse_gone(invitation, timezone.now())
    except Refused as error:
        return render(request, "tenancy/join_gone.html", {"refused": error.reason}, status=410)
    form = JoinForm(request.POST or None)
    if request.method != "POST":
        return _page(request, invitation, form)
    try:
        return _joined(request, invitation, token, form)
    except Refused as error:
        return _page(request, invitation, form, error.reason, 400)


def _joined(
    request: HttpRequest, invitation: Invitation, token: str, form: JoinForm
) -> HttpResponse:
    """Join; raises Refused."""
    now = timezone.now()
    if request.user.is_authenticated:
        actions.join_as(token, request.user, now)
    elif form.is_valid():
        told = form.cleaned_data
        member = actions.join_anew(token, told["name"], told["password"], now)
        login(request, member.user, backend=_BACKEND)
    else:
        return _page(request, invitation, form, status=400)
    return redirect("home")


def _page(
    request: HttpRequest,
    invitation: Invitation,
    form: JoinForm,
    refused: Any = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    context = {
        "invitation": invitation,
        "form": form,
        "refused": refused,
        "known": reading.has_account(invitation.email),
        "other": user.is_authenticated and user.email != invitation.email,
    }
    return render(request, "tenancy/join.html", context, status=status)
