"""Running sessions of older versions: what would change for each, and moving them over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meantime.clinic.care.models import Appointment
from meantime.clinic.library import actions, running, versions
from meantime.clinic.library.models import State
from meantime.clinic.library.views.showing import page
from meantime.clinic.refusing import Refused, Stale, status_of
from meantime.clinic.tenancy.access import allowed


@allowed("publish", "GET", "HEAD", "POST")
def migrate(request: HttpRequest, version: Any) -> HttpResponse:
    """The sessions that still follow an older version; a POST moves one, several or all."""
    found, at = versions.version_of(request.clinic, version), timezone.now()
    if found.state != State.PUBLISHED:
        reason = _("Sessions can only follow a published version. Publish this one first.")
        return page(request, found, reason, 400)
    refused, status = None, 200
    if request.method == "POST":
        try:
            moved = actions.migrate(request.member, _chosen(request, found, at), found)
            text = ngettext("%(count)d session moved.", "%(count)d sessions moved.", len(moved))
            messages.success(request, text % {"count": len(moved)})
            return redirect("protocol-migrate", clinic=request.clinic.slug, version=found.pk)
        except Refused as error:
            refused, status = error.reason, status_of(error)
    context = {
        "version": found,
        "effects": running.read_by(request.member, found, at),
        "sessions": running.of_others(request.clinic, found, at).count(),
        "refused": refused,
        "now": at,
    }
    return render(request, "library/migrate.html", context, status=status)


def _chosen(request: HttpRequest, found: Any, at: Any) -> list[Appointment]:
    """The sessions that a form asks for, as they were when it was made.

    Raises Refused where none is chosen, Stale where one has changed or gone since.
    """
    rows = running.of_others(request.clinic, found, at)
    if request.POST.get("all") == "1":
        return list(rows[: running.MOST])
    asked = dict(item.split(":", 1) for item in request.POST.getlist("session") if ":" in item)
    if not asked:
        raise Refused(_("Choose the sessions first."))
    chosen = [item for item in rows if asked.get(str(item.pk)) == str(item.revision)]
    if len(chosen) != len(asked):
        raise Stale(_("Somebody else has changed one of the sessions meanwhile. Look again."))
    return chosen
