"""An answer of the core in the words of a page."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from meantime.answers.asking import Answer
from meantime.clinic.care.telling import sentence
from meantime.clinic.design.as_written import as_written
from meantime.clinic.portal.advice import spoken
from meantime.clinic.portal.standing import Standings
from meantime.model.concept import Concept, spelled
from meantime.model.protocol import SOURCE_LANGUAGE

# Final ta and ha, and the two forms of final ya, are typed for each other.
_AS_TYPED = str.maketrans("ةى", "هي")


class Why(NamedTuple):
    """A rule that decides."""

    text: str
    cites: str
    assumption: bool


class Shown(NamedTuple):
    """An answer. word: `yes`, `no`, `not-advised`, `ask` or `not-covered`. about: what was asked,
    by its names. then: what the answer is from `until` on. alternatives: what is fine now instead.
    unknown: words that nobody knows; nearest: known ones like them.
    """

    word: str
    about: tuple[str, ...]
    until: datetime | None
    then: str
    why: tuple[Why, ...]
    advice: str
    alternatives: tuple[str, ...]
    unknown: tuple[str, ...]
    nearest: tuple[str, ...]
    waits: bool


def answered(standings: Standings, text: str, at: datetime, language: str) -> Shown | None:
    """The strictest answer of all sessions to what was typed; None where there is no session."""
    asked = meant(standings, text, language)
    answer = standings.ask(asked, at)
    if answer is None:
        return None
    later = standings.ask(asked, answer.until) if answer.until else None
    return Shown(
        answer.answer,
        _names(answer, answer.concepts, language),
        answer.until,
        later.answer if later else "",
        _why(answer, language),
        spoken(answer.advice),
        _names(answer, answer.alternatives, language),
        answer.unknown,
        answer.nearest,
        bool(answer.waits_for),
    )


def meant(standings: Standings, text: str, language: str) -> str:
    """What was typed; a word of another language than English as the concept that it names."""
    if language == SOURCE_LANGUAGE:
        return text
    typed = _loosely(text)
    for standing in standings.asked:
        for concept in standing.protocol.concepts.values():
            if any(_loosely(word) == typed for word in concept.known_as(language)):
                return concept.id
    return text


def _loosely(text: str) -> tuple[str, ...]:
    """The words as they are compared; Arabic ones without "the", and with one sign for letters that
    are typed as one or the other."""
    return tuple(word.removeprefix("ال").translate(_AS_TYPED) for word in spelled(text))


def _names(answer: Answer, concepts: tuple[str, ...], language: str) -> tuple[str, ...]:
    known = answer.timeline.protocol.concepts
    return tuple(_name(known[name], language) for name in concepts)


def _name(concept: Concept, language: str) -> str:
    known = concept.known_as(language)
    return known[0] if known else as_written(concept.label())


def _why(answer: Answer, language: str) -> tuple[Why, ...]:
    protocol = answer.timeline.protocol
    return tuple(
        Why(
            sentence(protocol, reason.rule, language),
            ", ".join(map(str, reason.rule.cites)),
            reason.rule.assumption,
        )
        for reason in answer.reasons
    )
