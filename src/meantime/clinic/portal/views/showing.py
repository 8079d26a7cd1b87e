"""Now, the whole plan, and the plan on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

import meantime as mt
from meantime import paper
from meantime.clinic.care.telling import spoken_plan, title_of
from meantime.clinic.portal import reading
from meantime.clinic.portal.door import language_of, opened
from meantime.clinic.portal.kept_pages import Drawing, kept
from meantime.clinic.portal.lasting import over_at
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.now import now_of
from meantime.clinic.portal.page import page
from meantime.clinic.portal.standing import Standing, Standings, standings_of
from meantime.clinic.portal.verdicts import verdicts_of
from meantime.interop import ical
from meantime.model.problem import MeantimeError
from meantime.model.rule import Verb


@kept("portal/now.html")
def now(request: HttpRequest, at: datetime) -> Drawing:
    """What holds at this moment."""
    patient, language = request.patient, language_of(request.opening)
    standings = standings_of(patient)
    nearest = standings.nearest(at)
    verdicts = verdicts_of(standings, patient, at, language)
    context = {
        "now": at,
        "lists": now_of(standings, at, language),
        "verdicts": verdicts,
        "last": standings.last,
        "line": nearest and _spoken(nearest, at, language),
    }
    words = [item.decided.expires for item in verdicts if item.decided]
    return Drawing(context, min([over_at(standings, patient, at), *words]))


@kept("portal/plan.html")
def plan(request: HttpRequest, at: datetime) -> Drawing:
    """Every rule of every session that holds, on the line of time."""
    patient, language = request.patient, language_of(request.opening)
    standings = standings_of(patient)
    plans = [
        (item, title_of(item.protocol, language), _spoken(item, at, language))
        for item in (*standings.last, *standings.ahead)
    ]
    context = {"now": at, "plans": plans, "feed": reading.feed_of(request.opening.link)}
    return Drawing(context, over_at(standings, patient, at))


def _spoken(standing: Standing, at: datetime, language: str) -> dict[str, Any]:
    """A plan as plain values, in a language where the protocol has it; nothing for the staff."""
    found = mt.plan(standing.protocol, standing.case, at).to_dict()
    items = [item for item in found["items"] if item["verb"] != Verb.STAFF]
    return spoken_plan(found | {"items": items}, standing.protocol, language)


@opened()
def printed(request: HttpRequest, appointment: Any) -> HttpResponse:
    """The plan of one session as a PDF."""
    at, standings = _read(request)
    found, clinic = _one(standings, appointment), request.clinic
    try:
        sheet = paper.handout(
            found.protocol,
            plan=mt.plan(found.protocol, found.case, at),
            at=at,
            language=language_of(request.opening),
            phone=clinic.phone,
            clinic=clinic.name,
            emergency=clinic.emergency,
        )
    except MeantimeError as error:
        return page(request, "portal/cannot.html", {"refused": str(error)}, 400)
    return _file(paper.pdf(sheet), "application/pdf", 'inline; filename="plan.pdf"')


@opened()
def calendar(request: HttpRequest, appointment: Any) -> HttpResponse:
    """The steps of one session for the calendar of a phone; they name neither it nor the steps."""
    at, standings = _read(request)
    found = _one(standings, appointment)
    try:
        made = ical.calendar(
            mt.plan(found.protocol, found.case, at),
            person=str(request.patient.pk),
            at=at,
            language=language_of(request.opening),
            phone=request.clinic.phone,
        )
    except MeantimeError as error:
        return page(request, "portal/cannot.html", {"refused": str(error)}, 400)
    return _file(made, "text/calendar; charset=utf-8", 'attachment; filename="plan.ics"')


def _one(standings: Standings, session: Any) -> Standing:
    """The session of that key; raises Http404 for one that does not hold, or is another's."""
    every = (*standings.last, *standings.ahead)
    found = next((item for item in every if item.session.pk == session), None)
    if found is None:
        raise Http404
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})


def _read(request: HttpRequest) -> tuple[datetime, Standings]:
    """The moment, and what the patient stands in; that it was read is noted."""
    note(request.opening.link, "read")
    return timezone.now(), standings_of(request.patient)
