"""A verdict in words: what stands against a session, since when, until when, by which line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from meantime.answers.screening import Finding, Verdict
from meantime.clinic.care.actions.judging import found
from meantime.clinic.care.ages import aged
from meantime.clinic.care.models import Appointment, Patient, Snapshot
from meantime.clinic.design.as_written import as_written
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.model.case import Fact
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol
from meantime.model.rule import Rule


class Line(NamedTuple):
    """One finding: its sentence, the question and the answer it rests on, and when it is gone.

    by_birth: whether the date of birth gives the answer, whatever was said.
    """

    status: str
    text: str
    question: str
    fact: Fact
    clear: date | None
    cites: str
    decisions: str
    assumption: bool
    rule: str
    by_birth: bool


class Told(NamedTuple):
    """A verdict for a page. missing: the questions that are open.

    language: of the sentences and questions, which is not always that of the page.
    """

    status: str
    earliest: date | None
    day: date
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    language: str

    @property
    def later(self) -> bool:
        """Whether there is a first good day, and it is not the one booked."""
        return self.earliest is not None and self.earliest != self.day


def sentence(protocol: Protocol, rule: Rule, language: str) -> str:
    """What patients are told by a rule, in a language if the protocol has it there."""
    spoken = protocol.translations.get(language)
    return str(spoken.rules.get(rule.id, rule.text)) if spoken else rule.text


def title_of(protocol: Protocol, language: str) -> str:
    """What a protocol is called, in a language if it has it there."""
    spoken = protocol.translations.get(language)
    return spoken.title if spoken else as_written(protocol.title)


def told_plan(plan: Snapshot, version: Version, language: str) -> dict[str, Any]:
    """A plan (plain values) in a language; a sentence that is not translated stays as it is."""
    return spoken_plan(plan.plan, protocol_of(version), language)


def spoken_plan(plan: dict[str, Any], protocol: Protocol, language: str) -> dict[str, Any]:
    """The same for a plan that is not kept."""
    spoken = protocol.translations.get(language)
    rules = spoken.rules if spoken else {}
    items = [
        item | {"text": rules[item["rule"]], "language": language}
        if item["rule"] in rules
        else item | {"language": SOURCE_LANGUAGE}
        for item in plan["items"]
    ]
    return {**plan, "items": items}


def told_verdict(appointment: Appointment, at: datetime, language: str) -> Told:
    """The verdict of a session as everything stands, in a language."""
    protocol, verdict = protocol_of(appointment.version), found(appointment, at)
    return told(protocol, appointment.patient, verdict, language)


def told(protocol: Protocol, patient: Patient, verdict: Verdict, language: str) -> Told:
    """A verdict in a language; what is not translated stays as it was written."""
    spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
    asked = {name: item.question for name, item in protocol.features.items()}
    asked |= dict(spoken.questions)
    grown = aged(protocol, patient, verdict.day)
    return Told(
        verdict.status,
        verdict.earliest,
        verdict.day,
        tuple(
            _line(finding, asked, spoken.rules, finding.feature in grown)
            for finding in verdict.findings
        ),
        tuple(asked[name] for name in verdict.missing),
        spoken.language,
    )


def _line(
    finding: Finding, asked: Mapping[str, str], rules: Mapping[str, str], by_birth: bool
) -> Line:
    return Line(
        finding.status,
        rules.get(finding.rule.id, finding.text),
        asked[finding.feature],
        finding.fact,
        finding.clear,
        ", ".join(map(str, finding.cites)),
        ", ".join(finding.rule.decisions),
        finding.rule.assumption,
        finding.rule.id,
        by_birth,
    )
