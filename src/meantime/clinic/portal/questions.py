"""Which screening questions a patient is asked, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from meantime.clinic.care.asking import Choice, choices_of, told_of
from meantime.clinic.care.models import History
from meantime.clinic.portal.standing import Standing, Standings
from meantime.model.condition import Both, Condition, Either, Not, Reported
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol
from meantime.model.rule import Verb


class Asked(NamedTuple):
    """A question for the page. was_told: it was answered before; open: it is asked (again) now."""

    standing: Standing
    name: str
    words: str
    choices: tuple[Choice, ...]
    day: str
    was_told: bool
    open: bool

    @property
    def is_dated(self) -> bool:
        """Whether a day may be given."""
        return any(choice.value == "date" for choice in self.choices)


@lru_cache(maxsize=32)
def lifting(protocol: Protocol) -> frozenset[str]:
    """The questions whose yes takes a bar away, such as a plan that a clinician wrote down.

    The clinic answers them: nobody clears themselves.
    """
    bars = [rule for rule in protocol.rules.values() if rule.verb is Verb.BAR]
    return frozenset(name for rule in bars for name in denied(rule.condition))


def denied(condition: Condition, turned: bool = False) -> Iterator[str]:
    """The questions that a condition asks to be answered with no."""
    match condition:
        case Reported(feature):
            yield from (feature,) if turned else ()
        case Not(part):
            yield from denied(part, not turned)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from denied(part, turned)


def questions_of(standings: Standings, history: History | None, language: str) -> list[Asked]:
    """Every question of the sessions ahead, those that are open first.

    A question is open until it was answered since the last session: only then can the answer be
    another one. "I don't know" is an answer.
    """
    found = {item.name: item for item in _every(standings, history, language)}
    return sorted(found.values(), key=lambda item: not item.open)


def _every(standings: Standings, history: History | None, language: str) -> Iterator[Asked]:
    told = told_of(history)
    for standing in standings.ahead:
        protocol, earlier = standing.protocol, standing.case.earlier
        since = earlier[-1].end or earlier[-1].start if earlier else None
        spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
        for name, item in protocol.features.items():
            # How the skin is now is told where one says how it heals.
            if item.report or name in lifting(protocol):
                continue
            asked = history.asked.get(name) if history else None
            yield Asked(
                standing,
                name,
                spoken.questions.get(name, item.question),
                _unsure(choices_of(item, told.get(f"q-{name}", ""))),
                told.get(f"d-{name}", ""),
                asked is not None,
                open=asked is None
                or (since is not None and datetime.fromisoformat(asked) <= since),
            )


def _unsure(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """What staff call "not known" is said as people say it of themselves."""
    said = {"unknown": _("I don't know")}
    return tuple(one._replace(words=said.get(one.value, one.words)) for one in choices)
