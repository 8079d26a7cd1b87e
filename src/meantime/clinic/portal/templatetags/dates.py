"""Another date for a session that cannot be on its own, on pages beside its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from meantime.clinic.care.models import State
from meantime.clinic.portal import next_step as steps
from meantime.clinic.portal.good_days import good_days
from meantime.clinic.portal.other_dates import asked_for, number_asked
from meantime.clinic.portal.standing import Standing
from meantime.clinic.tenancy.models import Clinic
from meantime.model.protocol import SOURCE_LANGUAGE

register = template.Library()


@register.inclusion_tag("portal/another_date.html", takes_context=True)
def another_date(context: Context, standing: Standing) -> dict[str, Any]:
    """The next good days of a session to choose from, or what was asked for; with the phone."""
    at, session = context["now"], standing.session
    return {
        "session": session,
        "asked": asked_for(session),
        "days": good_days(standing, at),
        "can_ask": session.state == State.BOOKED and session.start > at,
        "link": context["link"],
        "clinic": context["clinic"],
    }


@register.simple_tag
def next_step(standing: Standing, at: datetime) -> steps.NextStep:
    """Who has to do what about a session, in the language that is on."""
    return steps.next_step(standing, at, get_language() or SOURCE_LANGUAGE)


@register.inclusion_tag("portal/dates_waiting.html")
def dates_waiting(clinic: Clinic, at: datetime) -> dict[str, Any]:
    """How many patients ask for another date, with the way there; nothing where none does."""
    return {"clinic": clinic, "dates": number_asked(clinic, at)}
