"""Who may be treated, and if not the earliest date and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from meantime.engines.base import Placed, Timeline, Washout
from meantime.model.case import Fact, aware
from meantime.model.citation import Citation
from meantime.model.protocol import Feature
from meantime.model.rule import Barring, Rule, Strength, Verb
from meantime.model.truth import Truth


class Severity(IntEnum):
    """How bad a finding is, best first."""

    ELIGIBLE = 0
    REVIEW = 1
    DEFERRED = 2
    CONTRAINDICATED = 3

    @property
    def word(self) -> str:
        """The status as it is named everywhere."""
        return self.name.lower()


INCOMPLETE = "incomplete"

_OF_BAR = {
    Barring.REFUSE: Severity.CONTRAINDICATED,
    Barring.DEFER: Severity.DEFERRED,
    Barring.REVIEW: Severity.REVIEW,
}


class Finding(NamedTuple):
    """One rule that a fact runs into.

    `clear` is the first date on which this finding is gone; None where no date clears it and staff
    or a clinician decide. `review_from` is the first date on which only the preferred part of the
    rule is left. `lifted_by` names unknown facts that could make the rule not apply.
    """

    rule: Rule
    severity: Severity
    feature: str
    fact: Fact
    clear: date | None
    review_from: date | None = None
    lifted_by: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """`review`, `deferred` or `contraindicated`."""
        return self.severity.word

    @property
    def text(self) -> str:
        """The patient's sentence of the rule."""
        return self.rule.text

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The places in the handout it rests on."""
        return self.rule.cites

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "rule": self.rule.id,
            "status": self.status,
            "feature": self.feature,
            "fact": self.fact.isoformat() if isinstance(self.fact, date) else self.fact,
            "clear": self.clear and self.clear.isoformat(),
            "review_from": self.review_from and self.review_from.isoformat(),
            "lifted_by": list(self.lifted_by),
            "text": self.rule.text,
            "cites": [str(place) for place in self.rule.cites],
            "decisions": list(self.rule.decisions),
            "assumption": self.rule.assumption,
        }


class Verdict(NamedTuple):
    """Whether the person may be treated at the start of the case.

    status: `eligible`, `review`, `deferred`, `contraindicated`, or `incomplete` where an unknown
    fact could make it worse than what is known. earliest: the first date, from the booked one on,
    on which no finding remains; None where no date does it or facts are missing. governing: the
    worst finding, which sets the status and the date. missing: the features that could change it.
    """

    status: str
    earliest: date | None
    governing: Finding | None
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    day: date

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "status": self.status,
            "date": self.day.isoformat(),
            "earliest": self.earliest and self.earliest.isoformat(),
            "governing": self.governing and self.governing.to_dict(),
            "findings": [finding.to_dict() for finding in self.findings],
            "missing": list(self.missing),
        }


class _Bar(NamedTuple):
    """A bar with one of its features, and whether fact and condition together hold."""

    placed: Placed
    feature: Feature
    truth: Truth


def screen(timeline: Timeline, at: datetime | None = None) -> Verdict:
    """The verdict for the session of a timeline.

    `at` is the moment of asking. It is needed only where something has to begin days before the
    session: then a first date can be given. Without it that finding stays without a date.
    """
    day = timeline.day(timeline.case.start)
    today = None if at is None else timeline.day(aware("at", at))
    facts = _known(timeline)
    bars = list(_bars(timeline, facts))
    findings = sorted(_findings(timeline, bars, facts, day, today), key=_weight, reverse=True)
    doubts = list(_doubts(timeline, bars, facts))
    worst = findings[0] if findings else None
    known = _weight(worst) if worst else (Severity.ELIGIBLE, date.min)
    incomplete = any((severity, date.max) > known for _, severity in doubts)
    return Verdict(
        INCOMPLETE if incomplete else known[0].word,
        None if incomplete else _earliest(findings, day),
        worst,
        tuple(findings),
        tuple(dict.fromkeys(feature for feature, _ in doubts)),
        day,
    )


def _weight(finding: Finding) -> tuple[Severity, date]:
    return finding.severity, finding.clear or date.max


def _earliest(findings: list[Finding], day: date) -> date | None:
    """The date on which the last finding is gone: each clears once and for all, so the latest."""
    clear = [finding.clear for finding in findings]
    return None if None in clear else max((day, *filter(None, clear)))


def _findings(
    timeline: Timeline,
    bars: Iterable[_Bar],
    facts: Mapping[str, Fact],
    day: date,
    today: date | None,
) -> Iterator[Finding]:
    for washout in timeline.washouts():
        finding = _washout(washout, day)
        if finding is not None:
            yield finding
    for placed, feature, truth in bars:
        if truth is Truth.YES:
            finding = _bar(placed.rule, feature, facts[feature.id], day, today)
            if finding is not None:
                yield finding


def _washout(washout: Washout, day: date) -> Finding | None:
    clear, required = washout.clear, washout.required_clear
    if clear is not None and clear <= day:
        return None
    rule = washout.placed.rule
    binding = rule.strength is Strength.REQUIRED and (required is None or day < required)
    return Finding(
        rule,
        Severity.DEFERRED if binding else Severity.REVIEW,
        washout.feature,
        washout.used or "ongoing",
        clear,
        required if required != clear else None,
        washout.placed.unknown,
    )


def _bar(rule: Rule, feature: Feature, fact: Fact, day: date, today: date | None) -> Finding | None:
    assert rule.bar is not None
    clear = None
    if isinstance(fact, date) and rule.after_last is not None:
        clear = fact + timedelta(days=rule.after_last)
        if clear <= day:
            return None
    elif rule.lead_days and today is not None:
        clear = today + timedelta(days=rule.lead_days)
    return Finding(rule, _OF_BAR[rule.bar], feature.id, fact, clear)


def _known(timeline: Timeline) -> Mapping[str, Fact]:
    """The facts, with the date of the last session as the earlier sessions give it.

    A later one that is told of stands: it may have been elsewhere. "Never" before a later session
    contradicts itself, so it is not known.
    """
    case, protocol = timeline.case, timeline.protocol
    facts = dict(case.facts)
    for name in protocol.previous_session:
        if case.earlier:
            last, told = max(timeline.day(visit.start) for visit in case.earlier), facts.get(name)
            if told != "ongoing":
                facts[name] = max(last, told) if isinstance(told, date) else last
        elif case.session > 1 and facts.get(name) == "never":
            facts[name] = None
    return facts


def _bars(timeline: Timeline, facts: Mapping[str, Fact]) -> Iterator[_Bar]:
    """Every bar with each of its features."""
    for placed in timeline.placed:
        if placed.rule.verb is Verb.BAR:
            for name in placed.rule.about:
                feature = timeline.protocol.features[name]
                yield _Bar(placed, feature, min(_so(facts.get(name)), placed.holds))


def _so(fact: Fact) -> Truth:
    """Whether a bar's feature is so: a yes, or any use that was."""
    if fact is None:
        return Truth.UNKNOWN
    return Truth.NO if fact is False or fact == "never" else Truth.YES


def _doubts(
    timeline: Timeline, bars: Iterable[_Bar], facts: Mapping[str, Fact]
) -> Iterator[tuple[str, Severity]]:
    """Every unknown feature that could add a finding, and how bad that finding could be."""
    for placed, feature, truth in bars:
        if truth is Truth.UNKNOWN and placed.rule.bar is not None:
            severity = _OF_BAR[placed.rule.bar]
            if facts.get(feature.id) is None:
                yield feature.id, severity
            yield from ((name, severity) for name in placed.unknown)
    for placed in timeline.placed:
        for name in timeline.protocol.washed_out.get(placed.rule.id, ()):
            if facts.get(name) is None:
                required = placed.rule.strength is Strength.REQUIRED
                yield name, Severity.DEFERRED if required else Severity.REVIEW
