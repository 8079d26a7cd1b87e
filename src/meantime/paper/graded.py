"""The lines of one rule: what binds, the stretches beside it that are better, and what is left."""

from __future__ import annotations

from meantime.answers.planning import Item
from meantime.model.rule import Outside, Strength, Verb
from meantime.model.ruling import AFTER_ALL
from meantime.model.timing import Point
from meantime.model.truth import Truth


def better_from(item: Item) -> bool:
    """Whether the line is what is better before the required stretch begins."""
    return item.closes <= item.placed.begin


def better_until(item: Item) -> bool:
    """Whether the line is what is better after the required stretch has ended."""
    return item.placed.end <= item.opens < item.placed.preferred_end


def asks_after(item: Item) -> bool:
    """Whether the clinic is to be asked once the rule, a prohibition, has ended."""
    rule = item.rule
    return rule.verb is Verb.AVOID and rule.outside is Outside.ASK and rule.window.ends_after


def is_after(item: Item) -> bool:
    """Whether the line is what a prohibition leaves once it has ended: ask first."""
    return asks_after(item) and item.opens >= item.placed.preferred_end


def unreported(item: Item) -> bool:
    """Whether a prohibition goes on until a report comes, whatever the end of its window."""
    return item.verb is Verb.AVOID and item.placed.reported is not Truth.YES


def points(item: Item) -> tuple[Point | None, Point | None]:
    """Between which points of its window a line holds; of what is only better, its outer edge."""
    window = item.rule.window
    if better_from(item):
        return window.preferred_begin, None
    if better_until(item):
        return None, window.preferred_end
    if is_after(item):
        return window.preferred_end or window.end, None
    return window.begin, window.end


def binding(item: Item) -> list[Item]:
    """The line as long as it binds, and what it leaves: no date ends what waits for a report."""
    placed = item.placed
    if unreported(item):
        return [] if better_until(item) else [_extended(item)]
    if asks_after(item) and item.closes == placed.preferred_end:
        left = item._replace(opens=item.closes, closes=AFTER_ALL, strength=Strength.REQUIRED)
        return [item, left]
    return [item]


def _extended(item: Item) -> Item:
    return item if better_from(item) else item._replace(closes=AFTER_ALL)
