"""What to do and avoid, and from when to when."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from meantime.engines.base import EndBasis, Placed, Timeline
from meantime.model.citation import Citation
from meantime.model.rule import Rule, Strength, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from meantime.model.truth import Truth


class Item(NamedTuple):
    """One line of a plan: a rule, and the half-open stretch [begins, ends) of UTC instants.

    A graded rule gives two lines, one required and one preferred. `opens` and `closes` are the
    stretch with the ends of time written out.
    """

    placed: Placed
    opens: datetime
    closes: datetime
    strength: Strength

    @property
    def begins(self) -> datetime | None:
        """When the line begins; None where it has always held."""
        return None if self.opens == BEFORE_ALL else self.opens

    @property
    def ends(self) -> datetime | None:
        """When the line ends; None where no end is set."""
        return None if self.closes == AFTER_ALL else self.closes

    @property
    def rule(self) -> Rule:
        """The rule of the line."""
        return self.placed.rule

    @property
    def verb(self) -> Verb:
        """What the rule says: avoid, may, do, bar, expect, call, tell or staff."""
        return self.placed.rule.verb

    @property
    def concepts(self) -> tuple[str, ...]:
        """What the rule is about; feature ids where the verb is `bar`."""
        return self.placed.rule.about

    @property
    def text(self) -> str:
        """The patient's sentence."""
        return self.placed.rule.text

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The places in the handout it rests on."""
        return self.placed.rule.cites

    @property
    def assumption(self) -> bool:
        """Whether no clinician has confirmed it yet."""
        return self.placed.rule.assumption

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The facts and reports that are not known and would change the line."""
        once = self.placed.rule.once
        waits = self.placed.unknown
        return waits if once is None or self.placed.reported is Truth.YES else (*waits, once)

    def holds_at(self, moment: datetime) -> bool:
        """Whether the moment lies in the line's stretch."""
        return self.opens <= moment < self.closes


class Plan(NamedTuple):
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
                    "rule": item.rule.id,
                    "verb": item.verb.value,
                    "concepts": list(item.concepts),
                    "begins": item.begins and local(item.begins).isoformat(),
                    "ends": item.ends and local(item.ends).isoformat(),
                    "strength": item.strength.value,
                    "text": item.text,
                    "every_minutes": item.rule.every_minutes,
                    "limit": item.rule.limit,
                    "act": item.rule.urgency and item.rule.urgency.value,
                    "cites": [str(place) for place in item.cites],
                    "decisions": list(item.rule.decisions),
                    "assumption": item.assumption,
                    "waits_for": list(item.waits_for),
                }
                for item in self.items
            ],
        }


# By place in the tuple: looking an attribute up by name takes twice as long.
_BEGIN, _END = itemgetter(Placed._fields.index("begin")), itemgetter(Placed._fields.index("end"))


def plan(timeline: Timeline) -> Plan:
    """Every rule that is not void for this person, in the order in which it begins."""
    placed = timeline.placed
    strengths = [rule.rule.strength for rule in placed]
    columns = (map(_BEGIN, placed), map(_END, placed), strengths)
    items = list(map(Item._make, zip(placed, *columns, strict=True)))
    for rule in placed:
        if rule.preferred_begin is not rule.begin:
            outer = min(rule.begin, rule.end)
            items.append(Item(rule, rule.preferred_begin, outer, Strength.PREFERRED))
        if rule.preferred_end is not rule.end:
            items.append(Item(rule, rule.end, rule.preferred_end, Strength.PREFERRED))
    items.sort(key=itemgetter(1))
    return Plan(tuple(items), timeline)
