"""What the plan leaves open, so that it is for the clinic to answer."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from meantime.clinic.care.models import Appointment
from meantime.clinic.portal.answering import meant
from meantime.clinic.portal.standing import Standings
from meantime.clinic.refusing import Refused

_OPEN = ("ask", "not-covered")


class LeftOpen(NamedTuple):
    """The answer of a plan that is none. word: `ask` or `not-covered`. session: whose plan."""

    session: Appointment
    word: str
    concepts: tuple[str, ...]


def left_open(standings: Standings, text: str, at: datetime, language: str) -> LeftOpen:
    """What the plan leaves open of what was typed.

    Raises Refused where there is no plan, or it has an answer.
    """
    asked = meant(standings, text, language)
    answer = standings.ask(asked, at)
    if answer is None:
        raise Refused(_("No session is planned, so there is no plan to ask. Call the clinic."))
    if answer.answer not in _OPEN:
        raise Refused(_("Your plan has an answer to this. Read it below."))
    said = (item for item in standings.asked if item.ask(asked, at).answer == answer.answer)
    return LeftOpen(next(said).session, answer.answer, answer.concepts)
