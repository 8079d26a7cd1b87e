"""A protocol's own worked cases against what it really answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from meantime.answers.asking import ask
from meantime.answers.screening import screen
from meantime.engines.reference import ReferenceTimeline
from meantime.engines.reference.calendar import Calendar
from meantime.literate.cases import WorkedCase, WorkedQuestion
from meantime.model.case import Case, Fact
from meantime.model.problem import CaseError, Place
from meantime.model.protocol import Kind, Protocol

NONE = "none"


class Outcome(NamedTuple):
    """One expectation of a worked case, and what came."""

    case: str
    about: str
    key: str
    wanted: str
    got: str
    place: Place

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "case": self.case,
            "line": self.place.line,
            "about": self.about,
            "key": self.key,
            "expected": self.wanted,
            "got": self.got,
            "holds": self.holds,
        }

    @property
    def holds(self) -> bool:
        """Whether what came is what was expected."""
        return self.wanted == self.got


def check(protocol: Protocol, cases: Iterable[WorkedCase]) -> Iterator[Outcome]:
    """Every expectation of the cases; one that cannot be worked out fails with the reason."""
    for worked in cases:
        try:
            yield from _case(protocol, worked)
        except CaseError as error:
            yield Outcome(worked.name, "the case itself", "case", "", str(error), worked.place)


def all_clear(protocol: Protocol) -> dict[str, Fact]:
    """Every question answered with no or never, the reports included ("is your skin calm?": no)."""
    return {
        item.id: False if item.kind is Kind.YES_NO else "never"
        for item in protocol.features.values()
    }


def case_of(protocol: Protocol, worked: WorkedCase) -> Case:
    """The person of a worked case. Raises CaseError where a moment or a fact makes no sense."""
    calendar = Calendar(worked.zone)
    return Case(
        start=calendar.read(worked.start),
        end=calendar.read(worked.end) if worked.end else None,
        zone=worked.zone,
        facts={**(all_clear(protocol) if worked.all_clear else {}), **worked.facts},
        session=worked.session,
    )


def _case(protocol: Protocol, worked: WorkedCase) -> Iterator[Outcome]:
    calendar, case = Calendar(worked.zone), case_of(protocol, worked)
    asked = calendar.read(worked.asked) if worked.asked else None
    verdict = screen(ReferenceTimeline(protocol, case), asked)
    screened = {
        "status": verdict.status,
        "earliest": verdict.earliest.isoformat() if verdict.earliest else NONE,
        "governing": verdict.governing.rule.id if verdict.governing else NONE,
        "missing": ", ".join(sorted(verdict.missing)),
    }
    for key, wanted in worked.expected.items():
        yield Outcome(worked.name, "screening", key, wanted, screened[key], worked.place)
    for question in worked.questions:
        yield from _question(protocol, case, calendar, worked, question)


def _question(
    protocol: Protocol,
    case: Case,
    calendar: Calendar,
    worked: WorkedCase,
    question: WorkedQuestion,
) -> Iterator[Outcome]:
    at = calendar.read(question.at)
    answer = ask(ReferenceTimeline(protocol, case.as_of(at)), question.question, at)
    because = question.expected.get("because", "")
    rules = [reason.rule.id for reason in answer.reasons]
    until = answer.until
    wanted_until = question.expected.get("until", NONE)
    same = wanted_until != NONE and calendar.read(wanted_until) == until
    local = NONE if until is None else f"{calendar.local(until):%Y-%m-%d %H:%M:%S%z}"
    got = {
        "answer": answer.answer,
        "until": wanted_until if same else local,
        "alternatives": ", ".join(sorted(answer.alternatives)),
        "because": because if because in rules else ", ".join(rules),
    }
    about = f"{question.question} ({question.at})"
    for key, wanted in question.expected.items():
        yield Outcome(worked.name, about, key, wanted, got[key], question.place)
