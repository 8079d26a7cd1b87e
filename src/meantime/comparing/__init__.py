"""What a new version of a protocol changes for patients."""

from __future__ import annotations

from typing import Any, NamedTuple

from meantime.comparing.changed_parts import changed_parts
from meantime.comparing.changed_rules import ChangedRule, Edit, added, changed
from meantime.comparing.running_cases import ChangedPlan, running
from meantime.comparing.turned_answers import Turn, turned, undecided
from meantime.literate.cases import WorkedCase
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule

__all__ = ["ChangedPlan", "ChangedRule", "Difference", "Turn", "diff"]


class Difference(NamedTuple):
    """Two versions side by side.

    parts: what else is said in another way. turned: answers that are another word, for anybody; a
    question about something broader follows the strictest of its kinds. undecided: concepts that
    could not be compared, as too many facts decide about them. plans: of the running cases, those
    that change.
    """

    old: Protocol
    new: Protocol
    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[ChangedRule, ...]
    parts: tuple[Edit, ...]
    turned: tuple[Turn, ...]
    undecided: tuple[str, ...]
    plans: tuple[ChangedPlan, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all differs."""
        return not any(self[2:])

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "old": {"protocol": self.old.id, "version": self.old.version},
            "new": {"protocol": self.new.id, "version": self.new.version},
            "added": {rule.id: rule.to_dict() for rule in self.added},
            "removed": {rule.id: rule.to_dict() for rule in self.removed},
            "changed": {
                item.rule.id: [edit._asdict() for edit in item.edits] for item in self.changed
            },
            "parts": [edit._asdict() for edit in self.parts],
            "turned": [turn.to_dict() for turn in self.turned],
            "undecided": list(self.undecided),
            "plans": [item.to_dict() for item in self.plans],
        }


def diff(old: Protocol, new: Protocol, cases: tuple[WorkedCase, ...] = ()) -> Difference:
    """What changes from one version to the next, for everybody and for given running cases."""
    return Difference(
        old,
        new,
        added(old, new),
        added(new, old),
        tuple(changed(old, new)),
        tuple(changed_parts(old, new)),
        turned(old, new),
        undecided(old, new),
        tuple(running(old, new, cases)),
    )
