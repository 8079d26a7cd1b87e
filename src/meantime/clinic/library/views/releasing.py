"""Proving, signing and publishing: a page that says what will happen, and the button for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.library import actions, proof, running, versions
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.views.showing import seen
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed


@allowed("draft", "GET", "HEAD", "POST")
def prove(request: HttpRequest, version: Any) -> HttpResponse:
    """Prove a draft; afterwards the page says what was found."""
    found = versions.version_of(request.clinic, version)
    if request.method != "POST":
        return _page(request, "prove", found)
    try:
        report = actions.prove(request.member, seen(request, found))
    except Refused as error:
        return _page(request, "prove", found, error)
    if report.errors:
        messages.warning(request, _("It cannot be proved yet. See what is to be mended."))
    else:
        messages.success(request, _("Proved. A clinician can sign it now."))
    return redirect("protocol-prove", clinic=request.clinic.slug, version=found.pk)


@allowed("sign", "GET", "HEAD", "POST")
def sign(request: HttpRequest, version: Any) -> HttpResponse:
    """A clinician signs a proved version."""
    found = versions.version_of(request.clinic, version)
    if request.method != "POST":
        return _page(request, "sign", found)
    statement = request.POST.get("statement", "")
    read_all = request.POST.get("read_all") == "1"
    try:
        actions.sign(request.member, seen(request, found), statement, read_all)
    except Refused as error:
        typed = {"statement": statement, "read_all": read_all}
        return _page(request, "sign", found, error, **typed)
    messages.success(request, _("Signed. It can be published now."))
    return redirect("protocol", clinic=request.clinic.slug, version=found.pk)


@allowed("publish", "GET", "HEAD", "POST")
def publish(request: HttpRequest, version: Any) -> HttpResponse:
    """Publish a signed version; the one before is retired."""
    found = versions.version_of(request.clinic, version)
    if request.method != "POST":
        return _page(request, "publish", found)
    try:
        actions.publish(request.member, seen(request, found))
    except Refused as error:
        return _page(request, "publish", found, error)
    messages.success(request, _("Published. New sessions follow it from now on."))
    return redirect("protocol", clinic=request.clinic.slug, version=found.pk)


def _page(
    request: HttpRequest, name: str, found: Version, error: Refused | None = None, **typed: Any
) -> HttpResponse:
    others = running.of_others(request.clinic, found, timezone.now()).count()
    siblings = versions.siblings(found)
    context = {
        "version": found,
        "proof": found.certificate,
        "proved_at": proof.made(found.certificate),
        "findings": proof.to_mend(found.certificate),
        "unsigned": proof.unsigned(found.certificate),
        "to_read": proof.to_read(found.certificate),
        "fits": proof.holds(found.certificate, found.digest),
        "published": next((one for one in siblings if one.state == State.PUBLISHED), None),
        "step": versions.next_step(request.member, found, others),
        "others": others,
        "refused": error.reason if error else None,
        "now": timezone.now(),
    }
    status = status_of(error) if error else 200
    return render(request, f"library/{name}.html", context | typed, status=status)
