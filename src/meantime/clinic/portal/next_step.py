"""What is to be done next about a session against which something stands, and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import meantime as mt
from meantime.answers.screening import Verdict
from meantime.clinic.care.telling import sentence
from meantime.clinic.portal.questions import denied, lifting
from meantime.clinic.portal.standing import Standing
from meantime.model.rule import Rule, Verb

# Facts that run into nothing.
_NOTHING = (None, False, "never")


class NextStep(NamedTuple):
    """asks: whether the patient can answer what is open. clinic: what a clinician has to do first,
    in the sentences of the protocol. waits: whether that is so.
    """

    asks: bool
    clinic: tuple[str, ...]
    waits: bool


def next_step(standing: Standing, at: datetime, language: str) -> NextStep:
    """The next step as everything stands at a moment, in a language where the protocol has it."""
    verdict = mt.screen(standing.protocol, standing.case, at)
    theirs = lifting(standing.protocol)
    found = {finding.rule.id for finding in verdict.findings}
    rules = _waiting(standing, verdict)
    return NextStep(
        asks=bool(set(verdict.missing) - theirs),
        clinic=tuple(
            sentence(standing.protocol, rule, language) for rule in rules if rule.id not in found
        ),
        waits=bool(rules),
    )


def _waiting(standing: Standing, verdict: Verdict) -> list[Rule]:
    """The bars that this patient runs into until the clinic answers a question with yes. What the
    patient reports, such as that the skin is calm, is for no clinic to answer.
    """
    facts, features = standing.case.facts, standing.protocol.features
    reports = {name for name, item in features.items() if item.report}
    known = {finding.rule.id for finding in verdict.findings}
    return [
        rule
        for rule in standing.protocol.rules.values()
        if rule.verb is Verb.BAR
        and any(facts.get(name) not in _NOTHING for name in rule.about)
        and (lifts := set(denied(rule.condition)) - reports)
        and (rule.id in known or lifts & set(verdict.missing))
    ]
