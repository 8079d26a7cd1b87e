"""Screening questions as a form: one choice a question, and a date where it was once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from meantime.clinic.care.actions.judging import asked_before
from meantime.clinic.care.models import Appointment, History
from meantime.model.case import Fact
from meantime.model.protocol import SOURCE_LANGUAGE, Feature, Kind, Protocol
from meantime.model.translation import Translation

# What may be chosen, by the kind of question. `date` comes with a day in a field of its own.
CHOICES: Mapping[Kind, tuple[str, ...]] = {
    Kind.YES_NO: ("no", "yes", "unknown"),
    Kind.DATE: ("never", "date", "ongoing", "unknown"),
}
_FACTS: Mapping[str, Fact] = {
    "no": False,
    "yes": True,
    "unknown": None,
    "never": "never",
    "ongoing": "ongoing",
}


class Choice(NamedTuple):
    """One answer that can be given."""

    value: str
    words: str
    chosen: bool


class Problem(NamedTuple):
    """A question whose answer cannot be read, and why."""

    feature: str
    words: str


class Question(NamedTuple):
    """A question as it stands on the page. open: its answer is missing and would matter.

    language: of its words, which is not always that of the page.
    """

    feature: str
    words: str
    language: str
    choices: tuple[Choice, ...]
    day: str
    problem: str
    open: bool

    @property
    def is_dated(self) -> bool:
        """Whether a date may be given."""
        return any(choice.value == "date" for choice in self.choices)


def _words() -> Mapping[str, str]:
    return {
        "no": _("No"),
        "yes": _("Yes"),
        "unknown": _("Not known"),
        "never": _("Never"),
        "date": _("On this day"),
        "ongoing": _("Still going on"),
    }


def told_of(history: History | None) -> dict[str, str]:
    """What is known, in the fields of the form; what was never asked is in none."""
    told: dict[str, str] = {}
    for name, fact in (history.facts if history else {}).items():
        for word, known in _FACTS.items():
            if fact is known or (isinstance(known, str) and fact == known):
                told[f"q-{name}"] = word
                break
        else:
            told[f"q-{name}"], told[f"d-{name}"] = "date", fact
    return told


def questions(
    protocol: Protocol,
    appointment: Appointment,
    told: Mapping[str, Any],
    problems: Iterable[Problem],
    language: str,
) -> list[Question]:
    """Every question that is asked before a session, those that are open first."""
    wrong = {problem.feature: problem.words for problem in problems}
    verdict = appointment.verdict
    missing = set(verdict.told["missing"]) if verdict else set(protocol.features)
    spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
    asked = ((name, protocol.features[name]) for name in asked_before(appointment))
    found = [_question(item, spoken, told, wrong, name in missing) for name, item in asked]
    return sorted(found, key=lambda item: not (item.open or item.problem))


def _question(
    feature: Feature,
    spoken: Translation,
    told: Mapping[str, Any],
    wrong: Mapping[str, str],
    missing: bool,
) -> Question:
    choices = choices_of(feature, told.get(f"q-{feature.id}", ""))
    problem = wrong.get(feature.id, "")
    words, day = spoken.questions[feature.id], told.get(f"d-{feature.id}", "")
    return Question(feature.id, words, spoken.language, choices, day, problem, missing)


def choices_of(feature: Feature, chosen: str) -> tuple[Choice, ...]:
    """What may be answered to a question."""
    said = _words()
    return tuple(Choice(value, said[value], value == chosen) for value in CHOICES[feature.kind])


def answers(
    protocol: Protocol, told: Mapping[str, Any], every: Collection[str] = ()
) -> tuple[dict[str, Fact], list[Problem]]:
    """The facts that were typed, and what cannot be read. A question left open is not answered.

    every: questions that may not be left open; "not known" is an answer to them.
    """
    facts: dict[str, Fact] = {}
    problems = []
    for name, feature in protocol.features.items():
        chosen = told.get(f"q-{name}")
        if chosen is None and name not in every:
            continue
        if chosen not in CHOICES[feature.kind]:
            problems.append(Problem(name, _("Choose one of the answers.")))
        elif chosen != "date":
            facts[name] = _FACTS[chosen]
        else:
            try:
                facts[name] = date.fromisoformat(told.get(f"d-{name}", ""))
            except ValueError:
                problems.append(Problem(name, _("Choose the day as well.")))
    return facts, problems
