"""The JSON Schema of a rule block that editors use says what the loader says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from meantime.literate import document as documents
from meantime.literate.protocols import SHIPPED
from meantime.literate.tree import Branch, Leaf, Node, Tree, parse
from meantime.model.rule import Barring, Outside, Strength, Urgency, Verb
from tests.unit.literate.documents import document, load, refused, write

SCHEMA: dict[str, Any] = json.loads((SHIPPED / "rule.schema.json").read_text(encoding="utf-8"))
DEFINED: Mapping[str, Any] = SCHEMA["$defs"]
VERBS = [verb.value for verb in Verb]
FACED = {"bar": "pregnant"}
VALUES = {
    "id": "x",
    "if": "pregnant",
    "from": "the day",
    "until": "day 2",
    "cites": "before 1",
    "decisions": "F2",
    "assumption": "no",
    "except": "acid",
    "once": "calm-skin",
    "strength": "preferred",
    "outside": "ask",
    "every": "2 hours",
    "so": "defer",
    "lead": "2 days",
    "lasts": "4 weeks",
    "limit": "a little",
    "act": "same-day",
    "route": "clinic",
}
NEEDED = ("id", "cites", "from")


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(SCHEMA)


def plain(node: Node) -> object:
    """As an editor hands it to the schema: every scalar of a protocol is text."""
    match node:
        case Leaf(text, _):
            return text
        case Branch(items, _):
            return [plain(item) for item in items]
        case Tree(_, entries, _):
            return {key: plain(inner) for key, inner in entries.items()}


def valid(body: str) -> bool:
    return validator().is_valid(plain(parse(body, "a.md")))


def accepts(folder: Path, body: str) -> bool:
    try:
        load(write(folder, document(body)))
    except ValueError:
        return False
    return True


def shipped_rules() -> list[tuple[str, Tree]]:
    found = []
    for path in sorted(SHIPPED.glob("*/protocol.md")):
        for block in documents.read(path.read_text(encoding="utf-8"), path.name).blocks:
            if set(VERBS) & set(block.tree.entries):
                name = block.tree.entries["id"]
                assert isinstance(name, Leaf)
                found.append((f"{path.parent.name}/{name.text}", block.tree))
    return found


def rule(verb: str, **more: str) -> str:
    given = {"id": "x", verb: FACED.get(verb, "retinoid"), "cites": "before 1"}
    if verb != "bar":
        given["from"] = "the day"
    if verb == "avoid":
        given["until"] = "day 2"
    return "\n".join(f"{key}: {value}" for key, value in {**given, **more}.items())


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_shipped_rule_is_valid() -> None:
    rules = shipped_rules()
    assert len(rules) > 50
    wrong = {
        name: [error.message for error in validator().iter_errors(plain(tree))]
        for name, tree in rules
    }
    assert {name: errors for name, errors in wrong.items() if errors} == {}


def test_the_schema_has_every_verb() -> None:
    assert [item["$ref"].removeprefix("#/$defs/rule-") for item in SCHEMA["oneOf"]] == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_the_keys_of_a_verb_are_those_the_loader_takes(tmp_path: Path, verb: str) -> None:
    """Asked of the loader itself: every key there is, with every verb."""
    keys = {**VALUES, **{name: "retinoid" for name in VERBS if name != verb}}
    taken = {verb}
    for key, value in keys.items():
        body = rule(verb, **({key: value} if key not in NEEDED[:2] else {}))
        folder = tmp_path / key
        folder.mkdir()
        write(folder, document(body))
        said = f"`{key}` does not belong in a rule with `{verb}`"
        try:
            load(folder)
        except ValueError:
            # Two verbs in one block: the loader takes the first of its own order.
            whats = [problem.what for problem in refused(folder)]
            if said in whats or any(what.startswith(f"`{verb}` does not") for what in whats):
                continue
        taken.add(key)
    assert set(DEFINED[f"rule-{verb}"]["properties"]) == taken


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("strength", [item.value for item in Strength]),
        ("outside", [item.value for item in Outside]),
        ("so", [item.value for item in Barring]),
        ("act", [item.value for item in Urgency]),
        ("yes-no", ["yes", "no"]),
        ("route", ["clinic", "prescriber"]),
    ],
)
def test_the_words_to_choose_from_are_those_of_the_loader(key: str, words: list[str]) -> None:
    assert DEFINED[key]["enum"] == words


@pytest.mark.parametrize("route", ["clinic", "prescriber", "pharmacist"])
def test_the_routes_are_those_of_the_loader(tmp_path: Path, route: str) -> None:
    body = rule("tell", route=route)
    assert valid(body) is accepts(tmp_path, body)


def test_every_key_says_in_plain_words_what_it_is_for() -> None:
    for verb in VERBS:
        for key, value in DEFINED[f"rule-{verb}"]["properties"].items():
            about = value.get("description") or DEFINED[value["$ref"].rpartition("/")[2]].get(
                "description", ""
            )
            assert about.endswith("."), f"{verb}: {key}"


TIMES = (
    "start", "end", "the day", "the next day", "day 2", "3 days before", "24 hours after",
    "1 month before", "4 days before the peel", "5 to 7 days before", "any time", "open",
    "soon", "3 years before", "3 days", "day two", "-1 days before",
)  # fmt: skip


@pytest.mark.parametrize("key", ["from", "until"])
@pytest.mark.parametrize("verb", ["avoid", "do"])
@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_one_for_both(tmp_path: Path, verb: str, key: str, text: str) -> None:
    body = rule(verb, **{key: text})
    assert valid(body) is accepts(tmp_path, body)


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("avoid", {}),
        ("avoid", {"avoid": "[retinoid, acid]", "except": "acid", "once": "calm-skin"}),
        ("avoid", {"avoid": "[]"}),
        ("avoid", {"avoid": ""}),
        ("avoid", {"avoid": "[[retinoid]]"}),
        ("avoid", {"avoid": "{retinoid: yes}"}),
        ("avoid", {"untill": "open"}),
        ("avoid", {"strength": "must"}),
        ("avoid", {"do": "sunscreen"}),
        ("avoid", {"id": "[x]"}),
        ("avoid", {"id": ""}),
        ("avoid", {"cites": "before"}),
        ("avoid", {"cites": "[before 1, before 2.1]"}),
        ("avoid", {"cites": "before 1, before 2.1"}),
        ("avoid", {"assumption": "true"}),
        ("may", {"until": "open"}),
        ("do", {"every": "2 hours"}),
        ("do", {"every": "2 days"}),
        ("bar", {"so": "review", "lead": "2 days", "lasts": "4 weeks"}),
        ("bar", {"lead": "2 hours"}),
        ("expect", {"limit": "a little"}),
        ("expect", {"act": "now"}),
        ("call", {"act": "next-day"}),
        ("call", {"act": "soon"}),
        ("tell", {"route": "clinic, prescriber"}),
        ("staff", {"every": "2 hours"}),
    ],
)
def test_a_block_is_right_or_wrong_for_both(
    tmp_path: Path, verb: str, more: dict[str, str]
) -> None:
    body = rule(verb, **more)
    assert valid(body) is accepts(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        "avoid: retinoid\nfrom: the day\ncites: before 1",
        "id: x\nfrom: the day\ncites: before 1",
        "id: x\navoid: retinoid\nfrom: the day",
        "id: x\navoid: retinoid\nfrom: the day\nassumption: no",
        "id: x\navoid: retinoid\ncites: before 1",
        "id: x\nmay: retinoid\nuntil: day 2\ncites: before 1",
        "id: x\ncall: fever\ncites: before 1",
    ],
)
def test_what_is_missing_is_missed_by_both(tmp_path: Path, body: str) -> None:
    assert not valid(body)
    assert not accepts(tmp_path, body)
