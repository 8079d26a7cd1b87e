"""What is asked of somebody whose skin heals, and what it is compared with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import meantime as mt
from meantime.clinic.care.telling import sentence
from meantime.clinic.portal.models import HealingReport
from meantime.clinic.portal.standing import Standing, Standings
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol
from meantime.model.rule import Urgency, Verb


class Sign(NamedTuple):
    """A warning sign: the rule that says when to call, in words. emergency: call for help first."""

    rule: str
    text: str
    emergency: bool


class Report(NamedTuple):
    """A question that only the patient can answer, such as whether the skin is calm."""

    name: str
    words: str


class Normal(NamedTuple):
    """What is normal on a day, and as far as what: `less each day, never worse than yesterday`."""

    text: str
    limit: str


def healing_of(standings: Standings) -> Standing | None:
    """The session that heals now: the last one that is done."""
    return max(standings.last, key=lambda item: item.session.start, default=None)


def signs_of(standing: Standing, at: datetime, language: str) -> list[Sign]:
    """The warning signs that count at a moment, what is most urgent first."""
    plan = mt.plan(standing.protocol, standing.case, at)
    rules = [item.rule for item in plan.items if item.verb is Verb.CALL and item.holds_at(at)]
    found = [
        Sign(
            rule.id,
            sentence(standing.protocol, rule, language),
            rule.urgency is Urgency.EMERGENCY,
        )
        for rule in dict.fromkeys(rules)
    ]
    return sorted(found, key=lambda sign: not sign.emergency)


def reports_of(standing: Standing, language: str) -> list[Report]:
    """What the patient reports."""
    protocol = standing.protocol
    spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
    return [
        Report(name, spoken.questions.get(name, item.question))
        for name, item in protocol.features.items()
        if item.report
    ]


def is_emergency(standing: Standing, report: HealingReport) -> bool:
    """Whether one of the signs of a report is for the emergency number, not for the clinic's."""
    urgent = {
        sign.rule for sign in signs_of(standing, report.at, SOURCE_LANGUAGE) if sign.emergency
    }
    return not urgent.isdisjoint(report.signs)


def compares(protocol: Protocol) -> bool:
    """Whether a protocol says at all what is normal after a session."""
    return any(rule.verb is Verb.EXPECT for rule in protocol.rules.values())


def asks_on(protocol: Protocol) -> bool:
    """Whether anything is asked after the warning signs."""
    return compares(protocol) or any(item.report for item in protocol.features.values())


def normal_of(standing: Standing, at: datetime, language: str) -> list[Normal]:
    """What is normal at a moment: the rules that expect it then, as far as no other is stricter."""
    protocol = standing.protocol
    spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
    items = mt.plan(protocol, standing.case, at).items
    held = [item for item in items if item.verb is Verb.EXPECT and item.holds_at(at)]
    return [
        Normal(sentence(protocol, rule, language), spoken.limits.get(rule.id, ""))
        for rule in dict.fromkeys(item.rule for item in held)
        if all(standing.ask(concept, at).answer == "yes" for concept in rule.about)
    ]
