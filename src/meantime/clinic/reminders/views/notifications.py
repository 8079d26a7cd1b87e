"""Notifications of whoever holds a link: turned on and off in a browser, and renewed by it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meantime.clinic.care.models import Contact
from meantime.clinic.care.reading import contact_of, contacts_of
from meantime.clinic.portal.door import opened, openings_in
from meantime.clinic.portal.page import page
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.reminders.actions import notifying
from meantime.clinic.reminders.channels import carries
from meantime.clinic.reminders.channels.push.signing import public_key

_PUSH = Contact.Kind.PUSH


@opened("GET", "HEAD", "POST")
def notifications(request: HttpRequest) -> HttpResponse:
    """Where they are on; turn them on in this browser."""
    if request.method != "POST":
        return _page(request)
    try:
        _must_be_sent()
        notifying.turn_on(request.opening, request.POST.get("subscription", ""), timezone.now())
    except Refused as error:
        return _page(request, error.reason, status_of(error))
    return redirect("portal-notifications", link=request.opening.link_id)


@opened("POST")
def turn_off(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Turn them off, in this browser or another one of the patient's."""
    found = contact_of(request.patient, contact)
    if found.kind != _PUSH:
        raise Http404
    try:
        notifying.turn_off(request.opening, found, timezone.now())
    except Refused as error:
        return _page(request, error.reason, status_of(error))
    return redirect("portal-notifications", link=request.opening.link_id)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """For the worker in a browser that has another subscription: for all plans open there.

    It has no form, so it asks first for what a form would have.
    """
    if carries(_PUSH) is None:
        raise Http404
    if request.method != "POST":
        return JsonResponse({"key": public_key(), "token": get_token(request)})
    told, at = request.POST.get("subscription", ""), timezone.now()
    try:
        for opening in openings_in(request):
            notifying.renew(opening, told, at)
    except Refused as error:
        return HttpResponse(status=status_of(error))
    return HttpResponse(status=204)


def _must_be_sent() -> None:
    if carries(_PUSH) is None:
        raise Refused(_("The clinic sends no notifications."))


def _page(request: HttpRequest, refused: Any = None, status: int = 200) -> HttpResponse:
    opening = request.opening
    is_open = carries(_PUSH) is not None and not opening.link.holder
    on = [one for one in contacts_of(request.patient) if one.kind == _PUSH and one.is_open]
    context = {
        "key": public_key() if is_open else "",
        "here": next((one for one in on if one.pk == opening.notified_id), None),
        "others": [one for one in on if one.pk != opening.notified_id],
        "refused": refused,
    }
    return page(request, "reminders/notifications.html", context, status)
