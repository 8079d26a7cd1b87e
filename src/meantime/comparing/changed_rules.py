"""Rules that a new version adds, takes out or says in another way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from meantime.model.protocol import Protocol
from meantime.model.rule import Rule

_WORDS = {
    "verb": "what it says",
    "about": "what it is about",
    "except": "what it leaves out",
    "window": "when",
    "if": "for whom",
    "once": "what it waits for",
    "strength": "how strictly",
    "outside": "what holds outside its time",
    "route": "whom to ask",
    "every_minutes": "how often, in minutes",
    "so": "what a yes does",
    "lead_days": "days it has to begin before",
    "lasts_days": "days it lasts",
    "act": "how soon to act",
    "limit": "what is normal",
    "text": "the sentence",
    "cites": "the places in the handout",
    "decisions": "the decisions",
    "assumption": "whether it is an assumption",
}


class Edit(NamedTuple):
    """One thing that a rule says in another way: in plain words, before and after."""

    what: str
    before: str
    after: str


class ChangedRule(NamedTuple):
    """A rule of both versions that differs."""

    rule: Rule
    edits: tuple[Edit, ...]


def added(old: Protocol, new: Protocol) -> tuple[Rule, ...]:
    """The rules that only the new version has."""
    return tuple(rule for name, rule in new.rules.items() if name not in old.rules)


def changed(old: Protocol, new: Protocol) -> Iterator[ChangedRule]:
    """The rules of both versions that are not the same, apart from where they stand."""
    for name, rule in new.rules.items():
        if name in old.rules:
            before, after = old.rules[name].to_dict(), rule.to_dict()
            differing = [key for key in after if before[key] != after[key]]
            if differing:
                edits = (
                    Edit(_WORDS[key], _said(before[key]), _said(after[key])) for key in differing
                )
                yield ChangedRule(rule, tuple(edits))


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "nothing"
