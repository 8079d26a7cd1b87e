"""How is it healing? Warning signs first, and with one of them the phone before anything else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.portal.actions import healing as actions
from meantime.clinic.portal.checking_in import check_ins_of, shown_for
from meantime.clinic.portal.door import language_of, opened
from meantime.clinic.portal.healing import (
    compares,
    healing_of,
    is_emergency,
    normal_of,
    reports_of,
    signs_of,
)
from meantime.clinic.portal.lasting import seconds_left
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.page import page
from meantime.clinic.portal.reported import reported_of
from meantime.clinic.portal.standing import Standing, standings_of
from meantime.clinic.refusing import Refused, Stale, status_of
from meantime.model.protocol import SOURCE_LANGUAGE

_ANSWERS = {"yes": True, "no": False, "unknown": None}


@opened("GET", "HEAD", "POST")
def healing(request: HttpRequest) -> HttpResponse:
    """Ask; keep what is said; say what is normal today."""
    at, standings = timezone.now(), standings_of(request.patient)
    found, refused, status = healing_of(standings), None, 200
    if request.method == "POST" and found is not None:
        try:
            _keep(request, found, at)
            return redirect("portal-healing", link=request.opening.link_id)
        except Refused as error:
            refused, status = error.reason, status_of(error)
    note(request.opening.link, "read")
    context = {
        "now": at,
        "holds": seconds_left(standings, request.patient, at),
        "healing": found,
        "refused": refused,
    }
    asked = _asked(request, found, at) if found else {}
    return page(request, "portal/healing.html", context | asked, status)


def _asked(request: HttpRequest, standing: Standing, at: datetime) -> dict[str, Any]:
    """What is asked of the session that heals, and what was said of it; a warning sign stands
    until the clinic has looked.
    """
    link, language = request.opening.link, language_of(request.opening)
    report = actions.unseen_sign(standing) or actions.open_report(link, standing, at)
    reports = reports_of(standing, language)
    return {
        "day": standing.days_after(at),
        "shown_for": shown_for(standing, at),
        "check_ins": check_ins_of(standing, reported_of(standing).made, at),
        "signs": signs_of(standing, at, language),
        "reports": [(item, request.POST.get(f"r-{item.name}", "")) for item in reports],
        "normal": normal_of(standing, at, language),
        "compares": compares(standing.protocol),
        "ticked": request.POST.getlist("sign"),
        "report": report,
        "emergency": report is not None and is_emergency(standing, report),
    }


def _keep(request: HttpRequest, standing: Standing, at: datetime) -> None:
    """Keep the step that was sent. Raises Refused for one that says nothing."""
    if request.POST.get("step") == "reports":
        _keep_reports(request, standing, at)
    else:
        _keep_signs(request, standing, at)


def _keep_signs(request: HttpRequest, standing: Standing, at: datetime) -> None:
    known = {sign.rule for sign in signs_of(standing, at, SOURCE_LANGUAGE)}
    signs, worse = set(request.POST.getlist("sign")), request.POST.get("worse") == "yes"
    if not signs <= known:
        raise Refused(_("One of the signs is no longer asked for. Look at them again."))
    # A warning sign counts from whatever page it comes: the phone is shown before anything else.
    if not (signs or worse):
        _must_be_of_today(request, standing, at)
        if request.POST.get("none") != "yes":
            raise Refused(_("Choose what is so, or that nothing of it is."))
    actions.report(request.opening.link, standing, signs, worse, at)


def _must_be_of_today(request: HttpRequest, standing: Standing, at: datetime) -> None:
    """Raises Stale for a form that was shown for another day or session."""
    if request.POST.get("day") != shown_for(standing, at):
        raise Stale(
            _("This page was of another day. What you say counts for today. Look, and send again.")
        )


def _keep_reports(request: HttpRequest, standing: Standing, at: datetime) -> None:
    _must_be_of_today(request, standing, at)
    names = [item.name for item in reports_of(standing, SOURCE_LANGUAGE)]
    told = {name: request.POST.get(f"r-{name}", "") for name in names}
    normal = request.POST.get("normal", "") if compares(standing.protocol) else "unknown"
    if not all(answer in _ANSWERS for answer in (*told.values(), normal)):
        raise Refused(_("Choose one of the answers."))
    facts = {name: _ANSWERS[answer] for name, answer in told.items()}
    actions.tell(request.opening.link, standing, facts, _ANSWERS[normal], at)
