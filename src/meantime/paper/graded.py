"""The two lines of a graded rule: what binds, and the stretch beside it that is only better."""

from __future__ import annotations

from meantime.answers.planning import Item


def better_from(item: Item) -> bool:
    """Whether the line is what is better before the required stretch begins."""
    return item.closes <= item.placed.begin


def better_until(item: Item) -> bool:
    """Whether the line is what is better after the required stretch has ended."""
    return item.opens >= item.placed.end
