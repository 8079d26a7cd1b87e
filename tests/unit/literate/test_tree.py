"""YAML that nobody trusts: what is refused, and where exactly."""

from __future__ import annotations

import pytest

from meantime.literate.tree import MOST_CHARACTERS, MOST_DEPTH, Branch, Leaf, Node, Refused, Tree
from meantime.literate.tree import parse as parse_tree
from meantime.model.problem import Place, Problem
from tests.unit.literate.documents import unmarked

ALIASES = "Write the text out; anchors (&) and aliases (*) are not used here."
UNREADABLE = "Check indentation, colons and brackets; quote text that holds `: ` or `#`."


def parse(text: str, first_line: int = 1) -> Node:
    return parse_tree(text, "a.yaml", first_line)


def refusal(text: str, first_line: int = 1) -> Problem:
    with pytest.raises(Refused) as caught:
        parse(text, first_line)
    assert str(caught.value) == str(caught.value.problem)
    return caught.value.problem


def plain(node: Node) -> object:
    match node:
        case Leaf(text, _):
            return text
        case Branch(items, _):
            return [plain(item) for item in items]
        case Tree(_, entries, _):
            return {key: plain(inner) for key, inner in entries.items()}


def test_everything_stays_text() -> None:
    text = "a: yes\nb: 3\nc: 2026-12-01\nd: null\ne: ~\nf: 0x10\ng: 'quoted'\nh:\n"
    assert plain(parse(text)) == {
        "a": "yes",
        "b": "3",
        "c": "2026-12-01",
        "d": "null",
        "e": "~",
        "f": "0x10",
        "g": "quoted",
        "h": "",
    }


def test_lists_and_mappings_nest() -> None:
    assert plain(parse("a: [b, {c: d}]\ne:\n  - f\n")) == {"a": ["b", {"c": "d"}], "e": ["f"]}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    assert parse(text, 5) == Tree(Place("a.yaml", 5))


def test_keys_and_values_know_their_places() -> None:
    tree = parse("first: one\n  \nsecond: [two]\n", 10)
    assert isinstance(tree, Tree)
    assert tree.place == Place("a.yaml", 10, 1, "first: one")
    assert tree.keys["second"] == Place("a.yaml", 12, 1, "second: [two]")
    assert tree.entries["second"].place == Place("a.yaml", 12, 9, "second: [two]")


@pytest.mark.parametrize(
    ("marked", "what", "cure"),
    [
        ("a: 1\nb: ▸&name c\n", "an anchor or alias", ALIASES),
        ("b: ▸*name\n", "an anchor or alias", ALIASES),
        ("b: ▸&name [c]\n", "an anchor or alias", ALIASES),
        ("b: ▸&name {c: d}\n", "an anchor or alias", ALIASES),
        ("b: ▸!!python/name:os.system x\n", "a tag (!)", "Remove it; everything is text here."),
        ("b: ▸!local [c]\n", "a tag (!)", "Remove it; everything is text here."),
        ("▸!!set {c}\n", "a tag (!)", "Remove it; everything is text here."),
        ("a: 1\n▸a: 2\n", "`a` stands twice", "It first stands in line 1; keep one of them."),
        ("b: {c: 1, ▸c: 2}\n", "`c` stands twice", "It first stands in line 1; keep one of them."),
        ("{▸[a]: b}\n", "a key that is not text", "Use a plain word."),
        ("? ▸{a: b}\n: c\n", "a key that is not text", "Use a plain word."),
        ("a: 1\n▸---\nb: 2\n", "a second document", "One document a file: remove the line `---`."),
        (
            "a: b\n  c▸: d\n",
            "not readable as YAML: mapping values are not allowed in this context",
            UNREADABLE,
        ),
    ],
)
def test_a_refusal_names_the_place_and_the_cure(marked: str, what: str, cure: str) -> None:
    text, (place,) = unmarked(marked, "a.yaml")
    assert refusal(text) == Problem(place, what, cure)


def test_lines_count_from_the_first_of_the_block() -> None:
    assert refusal("a: 1\na: 2\n", 40).place == Place("a.yaml", 41, 1, "a: 2")


@pytest.mark.parametrize("text", ["a: [b\n", "a: 'b\n", 'a: "b\n', "a: {b: c\n"])
def test_what_never_closes_is_refused(text: str) -> None:
    problem = refusal(text)
    assert problem.what.startswith("not readable as YAML: ")
    assert problem.cure == UNREADABLE


def test_the_deepest_nesting_that_is_allowed() -> None:
    assert isinstance(parse("[" * MOST_DEPTH + "a" + "]" * MOST_DEPTH), Branch)


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_deeper_nesting_is_refused_where_it_begins(opening: str) -> None:
    text = opening * 5000
    place = Place("a.yaml", 1, len(opening) * MOST_DEPTH + 1, text)
    cure = "Nothing in a protocol needs that."
    assert refusal(text) == Problem(place, f"nested deeper than {MOST_DEPTH}", cure)


def test_side_by_side_is_not_deep() -> None:
    assert isinstance(parse("a:\n" + "- [b]\n" * 100), Tree)


def test_an_alias_bomb_is_refused_at_its_first_line() -> None:
    """Nine levels of nine would be 387 million words."""
    lines = ["a0: &a0 [lol]"] + [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)
    ]
    assert refusal("\n".join(lines)).place == Place("a.yaml", 1, 5, lines[0])


def test_the_largest_text_that_is_allowed() -> None:
    assert parse("a" * MOST_CHARACTERS) == Leaf(
        "a" * MOST_CHARACTERS, Place("a.yaml", 1, 1, "a" * MOST_CHARACTERS)
    )


def test_a_larger_text_is_refused() -> None:
    problem = Problem(Place("a.yaml", 3), "more than 1,000,000 characters", "Split the file.")
    assert refusal("a" * (MOST_CHARACTERS + 1), 3) == problem


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\ufffe"])
def test_a_character_that_yaml_does_not_allow_is_refused_where_it_stands(character: str) -> None:
    problem = refusal(f"a: é\nb: c{character}d\n", 7)
    assert (problem.place.file, problem.place.line, problem.place.column) == ("a.yaml", 8, 5)
    assert problem.what == "holds a control character"
    assert problem.cure == "Remove it."


@pytest.mark.parametrize("written", ['"a\\e[31m"', '"a\\u202eb"', '"a\\0b"'])
def test_a_control_character_written_with_a_backslash_is_refused(written: str) -> None:
    with pytest.raises(Refused) as error:
        parse_tree(f"id: {written}", "x.yaml")
    assert error.value.problem.what == "holds a control character"


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f"])
def test_what_turns_the_direction_of_reading_is_refused(sign: str) -> None:
    with pytest.raises(Refused) as error:
        parse_tree(f"id: a{sign}b", "x.yaml")
    assert error.value.problem.what == "holds a control character"


def test_more_parts_than_any_protocol_has_are_refused() -> None:
    with pytest.raises(Refused) as error:
        parse_tree("a: [" + "x, " * 130_000 + "]", "x.yaml")
    assert error.value.problem.what == "more than 120,000 parts"
