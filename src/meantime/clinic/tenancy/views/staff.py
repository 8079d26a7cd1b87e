"""The pages of a clinic's staff: everybody, one of them, and invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meantime.clinic.refusing import Refused, revision_of, status_of
from meantime.clinic.tenancy import reading
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.tenancy.actions import invitations
from meantime.clinic.tenancy.actions import staff as actions
from meantime.clinic.tenancy.roles import ROLES, Role


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.NURSE.value)


class RoleForm(forms.Form):
    """What somebody is."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


@allowed("manage")
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and the links that are out."""
    return _page(request)


def _page(request: HttpRequest, refused: Any = None, status: int = 200) -> HttpResponse:
    context = {
        "staff": reading.staff_of(request.clinic),
        "invitations": reading.invitations_of(request.clinic, timezone.now()),
        "refused": refused,
    }
    return render(request, "tenancy/staff.html", context, status=status)


@allowed("manage", "GET", "HEAD", "POST")
def person(request: HttpRequest, person: Any) -> HttpResponse:
    """One of them: change the role, or let them go."""
    found = reading.person_in(request.clinic, person)
    form = RoleForm(request.POST or None, initial={"role": found.member.role})
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        try:
            if _done(request, found, form):
                return redirect("home" if _is_self(request, found) else reverse_staff(request))
        except Refused as error:
            refused, status = error.reason, status_of(error)
            found = reading.person_in(request.clinic, person)
    context = {"form": form, "person": found, "refused": refused}
    return render(request, "tenancy/person.html", context, status=status)


def _done(request: HttpRequest, found: reading.Person, form: RoleForm) -> bool:
    """Do what the button says; False where the form is not right."""
    revision = revision_of(request)
    if request.POST.get("do") == "deactivate":
        actions.deactivate(request.member, found.member, revision)
        return True
    if not form.is_valid():
        return False
    actions.change_role(request.member, found.member, form.cleaned_data["role"], revision)
    return True


def _is_self(request: HttpRequest, found: reading.Person) -> bool:
    """Whoever changes themselves may not see the list afterwards."""
    return bool(found.member.pk == request.member.pk)


def reverse_staff(request: HttpRequest) -> str:
    """The address of the list."""
    return reverse("staff", args=[request.clinic.slug])


@allowed("manage", "GET", "HEAD", "POST")
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown this once."""
    form = InviteForm(request.POST or None)
    status, context = 200, {"form": form, "refused": None}
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = form.cleaned_data
            try:
                invitation, token = invitations.invite(
                    request.member, told["email"], told["role"], timezone.now()
                )
            except Refused as error:
                context["refused"], status = error.reason, status_of(error)
            else:
                link = request.build_absolute_uri(reverse("join", args=[token]))
                context = {"invitation": invitation, "link": link}
                return render(request, "tenancy/invited.html", context)
    return render(request, "tenancy/invite.html", context, status=status)


@allowed("manage", "POST")
def revoke(request: HttpRequest, invitation: Any) -> HttpResponse:
    """Take a link back."""
    found = reading.invitation_in(request.clinic, invitation)
    try:
        invitations.revoke(request.member, found, timezone.now())
    except Refused as error:
        return _page(request, error.reason, status_of(error))
    return redirect(reverse_staff(request))
