"""What a protocol binds, and its plain form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import meantime as mt
from meantime.model.rule import Verb
from tests.unit.literate.documents import HEAD, QUESTIONS, block, load, write

RULES = [
    "id: exfoliants\navoid: exfoliant\nexcept: acid\nfrom: 3 days before\ncites: before 1",
    "id: acid-after\navoid: acid\nfrom: end\nuntil: day 2\ncites: after 1",
    "id: retinoids\navoid: retinoid\nfrom: 3 days before\ncites: before 2\ndecisions: F1",
    "id: bar-pregnancy\nbar: pregnant\nif: not calm-skin\ncites: before 1",
    "id: sunscreen\ndo: sunscreen\nfrom: end\ncites: before 1",
]
ACID = "When did you last use an acid?\n\n```yaml\nfeature: acid\nkind: date\n```\n\n"


@pytest.fixture
def protocol(tmp_path: Path) -> mt.Protocol:
    return load(write(tmp_path, HEAD + QUESTIONS + ACID + "\n".join(map(block, RULES))))


def test_a_rule_binds_what_is_narrower_less_its_exceptions(protocol: mt.Protocol) -> None:
    assert protocol.scope(protocol.rules["exfoliants"]) == {"exfoliant"}
    assert protocol.scope(protocol.rules["acid-after"]) == {"acid"}


def test_a_bar_binds_what_its_features_stand_for(protocol: mt.Protocol) -> None:
    rule = protocol.rules["bar-pregnancy"]
    assert protocol.subjects(rule) == ("pregnancy",)
    assert protocol.scope(rule) == {"pregnancy"}


def test_the_rules_of_each_concept(protocol: mt.Protocol) -> None:
    bound = {name: [rule.id for rule in rules] for name, rules in protocol.bound.items() if rules}
    assert bound == {
        "retinoid": ["retinoids"],
        "exfoliant": ["exfoliants"],
        "acid": ["acid-after"],
        "sunscreen": ["sunscreen"],
        "pregnancy": ["bar-pregnancy"],
    }


def test_the_concepts_that_rules_name(protocol: mt.Protocol) -> None:
    assert protocol.ruled == {"exfoliant", "acid", "retinoid", "pregnancy", "sunscreen"}


def test_the_dated_features_that_a_rule_before_the_session_is_about(protocol: mt.Protocol) -> None:
    """Its exception is not washed out, nor is anything by a rule for afterwards."""
    assert protocol.washed_out == {"exfoliants": (), "retinoids": ("retinoid",)}
    assert all(protocol.rules[name].verb is Verb.AVOID for name in protocol.washed_out)


def test_the_plain_form(protocol: mt.Protocol) -> None:
    plain = json.loads(json.dumps(protocol.to_dict()))
    assert list(plain) == [
        "protocol", "title", "version", "source", "check_ins", "features", "rules", "decisions"
    ]  # fmt: skip
    assert plain["features"]["retinoid"] == {
        "kind": "date",
        "question": "When did you last use a retinoid?",
    }
    assert (
        plain["rules"]["retinoids"].items()
        >= {
            "verb": "avoid",
            "about": ["retinoid"],
            "except": [],
            "window": "from 3 days before",
            "if": "",
            "once": None,
            "strength": "required",
            "text": "Do not use a retinoid.",
            "cites": ["before 2"],
            "decisions": ["F1"],
            "assumption": True,
        }.items()
    )
    assert plain["decisions"]["F1"] == {
        "title": "F1. Which line holds",
        "reading": "The longer one.",
        "why": "Two lines say two things.",
        "places": ["before 1"],
        "prevails": [],
        "yields": [],
        "signed": None,
    }


def test_the_concepts_are_those_of_the_vocabulary(protocol: mt.Protocol) -> None:
    assert protocol.concepts is protocol.vocabulary.concepts


def test_two_loads_are_two_protocols(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert load(folder) != load(folder)
