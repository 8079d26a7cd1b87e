"""Counts of made-up people: no person of them is anybody."""

from __future__ import annotations

from collections.abc import Mapping

from meantime.population.counting import Counts

Groups = Mapping[str, Mapping[str, int]]

DEFERRED = {
    "actives-3-days": 400,
    "hair-removal-5-to-7-days": 150,
    "bar-open-sores": 40,
    "sunburn-3-days": 30,
}
WAITS = {"1": 200, "2": 150, "3": 120, "4-7": 100, "none": 50}


def counts(
    deferred: Mapping[str, int] = DEFERRED,
    *,
    eligible: int = 1_000,
    review: Mapping[str, int] | None = None,
    contraindicated: int = 60,
    incomplete: int = 100,
    waits: Mapping[str, int] = WAITS,
    findings: Mapping[str, int] | None = None,
    missing: Mapping[str, int] | None = None,
    weeks: Mapping[str, int] | None = None,
) -> Counts:
    """A population; in `waits` are the deferred, and nobody else has a date."""
    governing = {
        "eligible": {"": eligible},
        "review": dict(review or {"review-allergy": 80, "review-unwell": 40}),
        "deferred": dict(deferred),
        "contraindicated": {"bar-pregnancy": contraindicated},
        "incomplete": {"": incomplete},
    }
    governing = {
        status: {name: count for name, count in rules.items() if count}
        for status, rules in governing.items()
    }
    undated = {
        status: {"none": sum(governing[status].values())}
        for status in ("review", "contraindicated", "incomplete")
    }
    return Counts(
        sum(sum(rules.values()) for rules in governing.values()),
        governing,
        dict(findings or {}),
        dict(missing or {}),
        {**undated, "deferred": dict(waits)},
        dict(weeks or {}),
    )
