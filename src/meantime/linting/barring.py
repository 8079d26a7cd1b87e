"""Bars that say two things of one answer, and a series that says another wait than they do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb


def bars(protocol: Protocol) -> Iterator[Finding]:
    """Two bars on one answer that differ, a series against its bar, and two urgencies of one sign.

    Bars with different conditions are about different people.
    """
    rules = [rule for rule in protocol.rules.values() if rule.bar is not None]
    for one, two in combinations(rules, 2):
        shared = sorted(set(one.about).intersection(two.about))
        if shared and _differ(one, two) and not _settled(protocol, one, two):
            yield _finding(
                "bars", f"`{one.id}` and `{two.id}` differ about `{shared[0]}`", one, two
            )
    for rule in rules:
        yield from _against_series(protocol, rule)
    yield from _urgencies(protocol)


def _differ(one: Rule, two: Rule) -> bool:
    same_people = one.condition == two.condition
    return same_people and (one.bar, one.after_last, one.lead_days) != (
        two.bar,
        two.after_last,
        two.lead_days,
    )


def _against_series(protocol: Protocol, rule: Rule) -> Iterator[Finding]:
    series = protocol.series
    waits = rule.after_last is not None and set(rule.about).intersection(protocol.previous_session)
    if series is not None and waits and rule.after_last != series.interval_days:
        sentence = f"`{rule.id}` waits {rule.after_last} days and the series {series.interval_days}"
        yield _finding("bars", sentence, rule)


def _urgencies(protocol: Protocol) -> Iterator[Finding]:
    calls = [rule for rule in protocol.rules.values() if rule.verb is Verb.CALL]
    for one, two in combinations(calls, 2):
        shared = sorted(protocol.scope(one) & protocol.scope(two))
        if shared and one.urgency is not two.urgency and not _settled(protocol, one, two):
            sentence = f"`{one.id}` and `{two.id}` differ in how soon to act on `{shared[0]}`"
            yield _finding("urgency", sentence, one, two)


def _settled(protocol: Protocol, one: Rule, two: Rule) -> bool:
    return any(
        {one.id, two.id} <= {*item.prevails, *item.yields} for item in protocol.decisions.values()
    )


def _finding(check: str, sentence: str, *rules: Rule) -> Finding:
    return Finding(
        Kind.CONFLICT,
        check,
        Severity.ERROR,
        f"{sentence}.",
        "Let them say the same, or add a decision that names both.",
        tuple(rule.id for rule in rules),
        tuple(rule.place for rule in rules),
        tuple(dict.fromkeys(place for rule in rules for place in rule.cites)),
    )
