"""What somebody told last, and whether it moves the date of a session: said without blame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import meantime as mt
from meantime.clinic.care.models import History
from meantime.clinic.care.month import SHADES
from meantime.clinic.design.moments import day_words
from meantime.clinic.portal.questions import Asked
from meantime.clinic.portal.standing import Standings


class ToldLast(NamedTuple):
    """A question with its answer in words. moves: whether a session cannot be on its day by it."""

    question: str
    answer: str
    moves: bool


def told_last(
    every: Sequence[Asked], history: History | None, standings: Standings, at: datetime
) -> ToldLast | None:
    """The answer that was given last; None where none of these questions was answered."""
    asked = history.asked if history else {}
    last = max(
        (item for item in every if item.name in asked),
        key=lambda item: datetime.fromisoformat(asked[item.name]),
        default=None,
    )
    if last is None:
        return None
    return ToldLast(last.words, _answer(last), _moves(last.name, standings, at))


def _answer(asked: Asked) -> str:
    if asked.day:
        return day_words(date.fromisoformat(asked.day))
    return next((str(one.words) for one in asked.choices if one.chosen), "")


def _moves(question: str, standings: Standings, at: datetime) -> bool:
    return any(
        finding.feature == question and SHADES[finding.status] == "stop"
        for item in standings.ahead
        for finding in mt.screen(item.protocol, item.case, at).findings
    )
