"""Which lines of a plan are printed: those that still bind, and every warning sign."""

from __future__ import annotations

from meantime.answers.planning import Item
from meantime.model.rule import Verb
from meantime.paper.graded import binding, is_after
from meantime.paper.telling import Telling

_NO = (False, "never")


def applying(telling: Telling) -> tuple[list[Item], ...]:
    """The items of the plan that apply, in its order, those of one rule together.

    Left out: steps for staff, rules that a decision sets aside, stretches that are over, and bars
    that were asked about and found not to hold. A warning sign is never left out, nor a prohibition
    that no report has ended, nor that the clinic is to be asked once one is over.
    """
    found: dict[str, list[Item]] = {}
    for planned in telling.plan.items:
        for item in binding(planned):
            if _applies(telling, item):
                found.setdefault(item.rule.id, []).append(item)
    return tuple(found.values())


def _applies(telling: Telling, item: Item) -> bool:
    if item.verb is Verb.CALL:
        return True
    if item.verb is Verb.STAFF or item.rule.id in telling.protocol.yielding:
        return False
    if item.opens >= item.closes or _out_of_time(telling, item):
        return False
    return item.verb is not Verb.BAR or _open(telling, item)


def _out_of_time(telling: Telling, item: Item) -> bool:
    """Whether the line is over, or is what is left of one that is not over yet."""
    if telling.at is None:
        return is_after(item)
    return item.closes <= telling.at or (is_after(item) and telling.at < item.opens)


def _open(telling: Telling, item: Item) -> bool:
    """Whether a bar holds, or nobody can say yet that it does not."""
    facts, waits = telling.plan.timeline.case.facts, item.placed.unknown
    verdict = telling.verdict
    if verdict is None:
        return True
    if any(finding.rule.id == item.rule.id for finding in verdict.findings):
        return True
    if any(name in verdict.missing for name in item.rule.about):
        return True
    return bool(waits) and any(facts.get(name) not in _NO for name in item.rule.about)
