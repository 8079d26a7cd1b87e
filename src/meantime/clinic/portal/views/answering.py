"""Screening by link: one question at a time, and what the answers mean for the session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.care.asking import answers
from meantime.clinic.care.cases import newest
from meantime.clinic.portal.actions import answers as actions
from meantime.clinic.portal.door import language_of, opened
from meantime.clinic.portal.lasting import seconds_left
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.page import page
from meantime.clinic.portal.place import place_of
from meantime.clinic.portal.questions import Asked, questions_of
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.portal.told import told_last
from meantime.clinic.portal.verdicts import verdicts_of
from meantime.clinic.refusing import Refused, status_of


@opened("GET", "HEAD", "POST")
def questions(request: HttpRequest) -> HttpResponse:
    """The next question that is open, or the one that is asked for; then the result."""
    refused, status = None, 200
    if request.method == "POST":
        try:
            _keep(request)
            where = reverse("portal-questions", args=[request.opening.link_id])
            return redirect(where + ("?told" if "changed" in request.POST else ""))
        except Refused as error:
            refused, status = error.reason, status_of(error)
    note(request.opening.link, "read")
    at, language = timezone.now(), language_of(request.opening)
    standings, history = standings_of(request.patient), newest(request.patient)
    every = questions_of(standings, history, language)
    named = request.POST.get("question") or request.GET.get("ask", "")
    shown = None if "told" in request.GET else _shown(every, named)
    left = [item for item in every if item.open]
    context = {
        "now": at,
        "holds": seconds_left(standings, request.patient, at),
        "today": at.astimezone(place_of(request.patient).clocks).date(),
        "question": shown,
        "by_name": "ask" in request.GET or "changed" in request.POST,
        "changing": "changed" in request.GET and bool(every),
        "told": told_last(every, history, standings, at) if "told" in request.GET else None,
        "left": left,
        "every": every,
        "number": len(every) - len(left) + 1,
        "verdicts": verdicts_of(standings, request.patient, at, language),
        "refused": refused,
    }
    return page(request, "portal/questions.html", context, status)


def _shown(every: list[Asked], name: str) -> Asked | None:
    """The question of that name, or the first that is open; None where all are answered."""
    named = [item for item in every if item.name == name]
    return next(iter(named or (item for item in every if item.open)), None)


def _keep(request: HttpRequest) -> None:
    """Keep the answer that was sent; raises Refused for one that cannot be read."""
    name, at = request.POST.get("question", ""), timezone.now()
    every = questions_of(standings_of(request.patient), newest(request.patient), "en")
    found = next((item for item in every if item.name == name), None)
    if found is None:
        raise Refused(_("That question is no longer asked. Here is the next one."))
    protocol = found.standing.protocol
    facts, problems = answers(protocol, {key: request.POST[key] for key in request.POST})
    if problems or name not in facts:
        raise Refused(problems[0].words if problems else _("Choose one of the answers."))
    actions.answer(request.opening.link, protocol, name, facts[name], at)
