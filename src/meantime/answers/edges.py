"""The edges of a plan that a patient acts on, and what may be said of each.

An edge is an instant of the plan, never moved to a nicer hour: a second timeline for the eye would
be a second truth, and quiet hours belong to whoever delivers a message. Left out is what asks
nothing of the patient: bars, warning signs, steps of the clinic, a rule that gives way to a
stricter one, an end that nobody wrote, and an edge of which everything is still forbidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from meantime.answers import asking
from meantime.answers.planning import Item, Plan
from meantime.model.rule import Rule, Strength, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL


class Corner(StrEnum):
    """Which edge of a rule's window: a graded window has a better one outside the required one."""

    BETTER_BEGIN = "better-begin"
    BEGIN = "begin"
    END = "end"
    BETTER_END = "better-end"


class Says(StrEnum):
    """What an edge says of a concept."""

    AVOID = "avoid"
    BETTER_NOT = "better-not"
    ALLOWED = "allowed"
    DO = "do"
    OVER = "over"
    ASK = "ask"


class Edge(NamedTuple):
    """A rule at an instant from which on something else holds.

    says: what is said of which concepts; never "allowed" or "do" where `waits_for` names a fact or
    a report that is not known yet. planned: the instant counts from an end of the session that is
    only planned, so that it may still move.
    """

    rule: Rule
    corner: Corner
    at: datetime
    says: dict[Says, tuple[str, ...]]
    waits_for: tuple[str, ...]
    planned: bool

    @property
    def ends(self) -> bool:
        """Whether the window ends here."""
        return self.corner in (Corner.END, Corner.BETTER_END)

    @property
    def optional(self) -> bool:
        """Whether what holds from here on is better so, and not a must."""
        wish = self.rule.strength is Strength.PREFERRED and not self.ends
        return wish or Says.BETTER_NOT in self.says


# What the answer to "may I?" at an edge lets one say there. A "no" says nothing: the rule that
# still forbids has an edge of its own.
_OPENING = {
    "yes": Says.ALLOWED,
    "not-advised": Says.BETTER_NOT,
    "ask": Says.ASK,
    "not-covered": Says.ASK,
}
_CLOSING = {
    "no": Says.AVOID,
    "not-advised": Says.BETTER_NOT,
    "ask": Says.ASK,
    "not-covered": Says.ASK,
}


def edges(plan: Plan) -> list[Edge]:
    """Every edge of the plan that a patient acts on, each once, in the order of the plan."""
    settled = plan.timeline.protocol.yielding
    return [
        edge
        for item in plan.items
        if _is_whole(item) and _asks_something(item.rule) and item.rule.id not in settled
        for corner, at in _corners(item)
        if (edge := _edge(plan, item, corner, at)).says
    ]


def _is_whole(item: Item) -> bool:
    """Whether the line stands for its rule and is not a graded rule's better part."""
    return (item.opens, item.closes) == (item.placed.begin, item.placed.end)


def _asks_something(rule: Rule) -> bool:
    asks = rule.verb is Verb.TELL and rule.route is not None
    return asks or rule.verb in (Verb.AVOID, Verb.DO, Verb.MAY)


def _corners(item: Item) -> Iterator[tuple[Corner, datetime]]:
    """The edges of a window that are set, and where they are not all the same."""
    placed = item.placed
    if placed.preferred_begin != placed.begin:
        yield Corner.BETTER_BEGIN, placed.preferred_begin
    if placed.begin < placed.end:
        yield Corner.BEGIN, placed.begin
        if not item.rule.window.implied_end:
            yield Corner.END, placed.end
    if placed.preferred_end != placed.end:
        yield Corner.BETTER_END, placed.preferred_end


def _edge(plan: Plan, item: Item, corner: Corner, at: datetime) -> Edge:
    planned = plan.end_basis == "planned" and at > plan.end
    says = {} if at in (BEFORE_ALL, AFTER_ALL) else _says(plan, item, corner, at)
    return Edge(item.rule, corner, at, says, _waits_for(item, corner), planned)


def _waits_for(item: Item, corner: Corner) -> tuple[str, ...]:
    """What is not known of the edge; a report keeps a prohibition from ending, not its begin."""
    begins = corner in (Corner.BEGIN, Corner.BETTER_BEGIN)
    return item.placed.unknown if begins and item.verb is Verb.AVOID else item.waits_for


def _says(plan: Plan, item: Item, corner: Corner, at: datetime) -> dict[Says, tuple[str, ...]]:
    """What the edge says of each thing the rule is about; nothing where that is already said."""
    about, verb = item.rule.about, item.rule.verb
    if corner in (Corner.BEGIN, Corner.BETTER_BEGIN):
        if verb is Verb.AVOID:
            return {_avoided(item, corner): about}
        if verb is Verb.TELL:
            return {Says.ASK: about}
        return _opened(plan, item, at, Says.DO if verb is Verb.DO else Says.ALLOWED)
    if verb is Verb.AVOID:
        return _opened(plan, item, at, Says.ALLOWED)
    if verb is Verb.DO:
        return _over(plan, item, at)
    return _grouped(plan, item, at, _CLOSING) if verb is Verb.MAY else {}


def _avoided(item: Item, corner: Corner) -> Says:
    strict = corner is Corner.BEGIN and item.rule.strength is Strength.REQUIRED
    return Says.AVOID if strict else Says.BETTER_NOT


def _opened(plan: Plan, item: Item, at: datetime, yes: Says) -> dict[Says, tuple[str, ...]]:
    """What is free from here on; while something is not known yet, all of it is to be asked."""
    if item.waits_for:
        return {Says.ASK: item.rule.about}
    return _grouped(plan, item, at, {**_OPENING, "yes": yes})


def _over(plan: Plan, item: Item, at: datetime) -> dict[Says, tuple[str, ...]]:
    """What nobody has to do any longer: no other rule asks for it from here on."""
    protocol = plan.timeline.protocol
    asking_on = [
        protocol.scope(other.rule)
        for other in plan.items
        if other.verb is Verb.DO and other.holds_at(at)
    ]
    over = tuple(name for name in item.rule.about if not any(name in on for on in asking_on))
    return {Says.OVER: over} if over else {}


def _grouped(
    plan: Plan, item: Item, at: datetime, words: dict[str, Says]
) -> dict[Says, tuple[str, ...]]:
    """The rule's concepts by what the plan answers at this instant when asked about each."""
    found: dict[Says, tuple[str, ...]] = {}
    for concept in item.rule.about:
        said = words.get(asking.ask(plan.timeline, concept, at).answer)
        if said is not None:
            found[said] = (*found.get(said, ()), concept)
    return found
