"""What to do and avoid, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from meantime.engines.base import EndBasis, Placed, Timeline
from meantime.model.citation import Citation
from meantime.model.rule import Rule, Strength, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from meantime.model.truth import Truth


class Item(NamedTuple):
    """One line of a plan: a rule, and the half-open stretch [begins, ends) of UTC instants.

    None is open: since ever, or with no end set. `waits_for` names the facts and reports that
    are not known and would change the line. A graded rule gives two lines, one required and one
    preferred. `concepts` holds feature ids where the verb is `bar`.
    """

    source: Rule
    rule: str
    verb: Verb
    concepts: tuple[str, ...]
    begins: datetime | None
    ends: datetime | None
    strength: Strength
    text: str
    cites: tuple[Citation, ...]
    assumption: bool
    waits_for: tuple[str, ...]

    def holds_at(self, moment: datetime) -> bool:
        """Whether the moment lies in the line's stretch."""
        return (self.begins is None or self.begins <= moment) and (
            self.ends is None or moment < self.ends
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A person's plan: its items in the order of time, and what the end of the session rests on."""

    items: tuple[Item, ...]
    timeline: Timeline

    @property
    def end(self) -> datetime:
        """The end of the session that everything after counts from, in UTC."""
        return self.timeline.end

    @property
    def end_basis(self) -> EndBasis:
        """Whether that end is `recorded`, `planned`, or `unrecorded` (midnight of the day)."""
        return self.timeline.end_basis

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; moments in the clinic's local time with their offset."""
        local = self.timeline.local
        return {
            "protocol": self.timeline.protocol.id,
            "version": self.timeline.protocol.version,
            "zone": self.timeline.case.zone,
            "start": local(self.timeline.case.start).isoformat(),
            "end": local(self.end).isoformat(),
            "end_basis": self.end_basis,
            "items": [
                {
                    "rule": item.rule,
                    "verb": item.verb.value,
                    "concepts": list(item.concepts),
                    "begins": item.begins and local(item.begins).isoformat(),
                    "ends": item.ends and local(item.ends).isoformat(),
                    "strength": item.strength.value,
                    "text": item.text,
                    "cites": [str(place) for place in item.cites],
                    "decisions": list(item.source.decisions),
                    "assumption": item.assumption,
                    "waits_for": list(item.waits_for),
                }
                for item in self.items
            ],
        }


def plan(timeline: Timeline) -> Plan:
    """Every rule that is not void for this person, in the order in which it begins."""
    items: list[Item] = []
    for placed in timeline.placed:
        rule = placed.rule
        items.append(_item(placed, rule.strength, placed.begin, placed.end))
        if placed.preferred_begin < placed.begin:
            outer = _item(placed, Strength.PREFERRED, placed.preferred_begin, placed.begin)
            items.append(outer)
        if placed.end < placed.preferred_end:
            items.append(_item(placed, Strength.PREFERRED, placed.end, placed.preferred_end))
    items.sort(key=lambda item: item.begins or BEFORE_ALL)
    return Plan(tuple(items), timeline)


def _item(placed: Placed, strength: Strength, begins: datetime, ends: datetime) -> Item:
    rule = placed.rule
    waits = placed.unknown
    if placed.reported is not Truth.YES:
        waits = (*waits, str(rule.once))
    return Item(
        rule,
        rule.id,
        rule.verb,
        rule.about,
        None if begins == BEFORE_ALL else begins,
        None if ends == AFTER_ALL else ends,
        strength,
        rule.text,
        rule.cites,
        rule.assumption,
        waits,
    )
