""" "May I ...?": one word, the moment it changes, and why; what the plan leaves open is sent on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.portal.actions import asking
from meantime.clinic.portal.answering import answered
from meantime.clinic.portal.asked import asked_by
from meantime.clinic.portal.door import language_of, opened
from meantime.clinic.portal.lasting import seconds_left
from meantime.clinic.portal.left_open import left_open
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.page import page
from meantime.clinic.portal.standing import Standings, standings_of
from meantime.clinic.refusing import Refused, status_of


@opened("GET", "HEAD", "POST")
def may(request: HttpRequest) -> HttpResponse:
    """The answer to what is typed; it is sent, so that no address and no log has it."""
    note(request.opening.link, "ask")
    return _page(request, standings_of(request.patient))


@opened("POST")
def send(request: HttpRequest) -> HttpResponse:
    """What the plan leaves open goes to the clinic."""
    link, at, standings = request.opening.link, timezone.now(), standings_of(request.patient)
    try:
        left = left_open(standings, _typed(request), at, language_of(request.opening))
        text = request.POST.get("q", "")
        asking.send(link, left.session, text, left.word, left.concepts, at)
    except Refused as error:
        return _page(request, standings, error.reason, status_of(error))
    return redirect(reverse("portal-may", args=[link.pk]) + "#asked")


def _typed(request: HttpRequest) -> str:
    return " ".join(request.POST.get("q", "").split())[: asking.LONGEST]


def _page(
    request: HttpRequest, standings: Standings, refused: Any = None, status: int = 200
) -> HttpResponse:
    at, text, language = timezone.now(), _typed(request), language_of(request.opening)
    context = {
        "q": text,
        "now": at,
        "holds": seconds_left(standings, request.patient, at),
        "answer": answered(standings, text, at, language) if text else None,
        "any": bool(standings.asked),
        "ahead": bool(standings.ahead),
        "refused": refused,
    }
    if request.htmx:
        return page(request, "portal/answer.html", context, status)
    asked = asked_by(request.opening.link, at)
    if request.method != "HEAD":
        asking.see(request.opening.link, asked, at)
    return page(request, "portal/may.html", context | {"asked": asked}, status)
