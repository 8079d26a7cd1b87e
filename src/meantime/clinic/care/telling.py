"""A verdict in words: what stands against a session, since when, until when, by which line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from meantime.answers.screening import Finding, Verdict
from meantime.clinic.care.actions.judging import found
from meantime.clinic.care.models import Appointment
from meantime.clinic.library.reading import protocol_of
from meantime.model.case import Fact
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol


class Line(NamedTuple):
    """One finding: its sentence, the question and the answer it rests on, and when it is gone."""

    status: str
    text: str
    question: str
    fact: Fact
    clear: date | None
    cites: str
    decisions: str
    assumption: bool
    rule: str


class Told(NamedTuple):
    """A verdict for a page. missing: the questions that are open."""

    status: str
    earliest: date | None
    day: date
    lines: tuple[Line, ...]
    missing: tuple[str, ...]

    @property
    def later(self) -> bool:
        """Whether there is a first good day, and it is not the one booked."""
        return self.earliest is not None and self.earliest != self.day


def told_verdict(appointment: Appointment, at: datetime, language: str) -> Told:
    """The verdict of a session as everything stands, in a language."""
    return told(protocol_of(appointment.version), found(appointment, at), language)


def told(protocol: Protocol, verdict: Verdict, language: str) -> Told:
    """A verdict in a language; what is not translated stays as it was written."""
    spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
    asked = {name: item.question for name, item in protocol.features.items()}
    asked |= dict(spoken.questions)
    return Told(
        verdict.status,
        verdict.earliest,
        verdict.day,
        tuple(_line(finding, asked, spoken.rules) for finding in verdict.findings),
        tuple(asked[name] for name in verdict.missing),
    )


def _line(finding: Finding, asked: Mapping[str, str], rules: Mapping[str, str]) -> Line:
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
    )
