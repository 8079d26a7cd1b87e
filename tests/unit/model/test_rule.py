"""The plain form of a rule, and the words of its kinds."""

from __future__ import annotations

from meantime.model.problem import Place
from meantime.model.rule import Barring, Outside, Rule, Strength, Urgency, Verb


def test_the_words_of_every_kind() -> None:
    """What is stored and sent elsewhere; to change one is to change the format."""
    assert [verb.value for verb in Verb] == [
        "avoid", "may", "do", "bar", "expect", "call", "tell", "staff"
    ]  # fmt: skip
    assert [strength.value for strength in Strength] == ["required", "preferred"]
    assert [barring.value for barring in Barring] == ["refuse", "defer", "review"]
    assert [urgency.value for urgency in Urgency] == ["emergency", "now", "same-day", "next-day"]
    assert [outside.value for outside in Outside] == ["allowed", "silent", "ask"]


def test_the_least_a_rule_says() -> None:
    rule = Rule(id="x", verb=Verb.TELL, about=("sun",), text="Look.", place=Place("a.md", 1))
    assert (
        rule.to_dict().items()
        >= {
            "verb": "tell",
            "about": ["sun"],
            "except": [],
            "window": "",
            "if": "",
            "once": None,
            "strength": "required",
            "text": "Look.",
            "cites": [],
            "decisions": [],
            "assumption": False,
        }.items()
    )
