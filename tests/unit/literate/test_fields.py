"""The fields of a block: what fits is read, what does not is noted with its place and a cure."""

from __future__ import annotations

import pytest

from meantime.literate import phrases
from meantime.literate.fields import Fields
from meantime.literate.tree import Tree, parse
from meantime.model.problem import Problem
from meantime.model.rule import Strength
from tests.unit.literate.documents import unmarked


class Block:
    """A block under test: its fields, and the problems expected at its marks."""

    def __init__(self, marked: str) -> None:
        text, self.places = unmarked(marked, "a.md")
        tree = parse(text, "a.md")
        assert isinstance(tree, Tree)
        self.fields = Fields(tree, [])

    def said(self, *expected: tuple[str, str]) -> None:
        """Exactly these, each at its mark."""
        assert self.fields.problems == [
            Problem(place, *words) for place, words in zip(self.places, expected, strict=True)
        ]


NOT_SINGLE = ("`a` is not a single value", "Write `a: value`.")


def test_text_is_stripped_and_may_be_missing() -> None:
    block = Block('a: "  b "\nc:\n')
    assert (block.fields.text("a"), block.fields.text("c")) == ("b", "")
    assert (block.fields.text("d"), block.fields.text("d", "e")) == ("", "e")
    assert "a" in block.fields
    assert "d" not in block.fields
    block.said()


@pytest.mark.parametrize("value", ["▸[b]", "▸{b: c}"])
def test_text_that_is_a_list_or_a_mapping(value: str) -> None:
    block = Block(f"a: {value}\n")
    assert block.fields.text("a") == ""
    block.said(NOT_SINGLE)


def test_a_field_that_does_not_belong_gets_the_nearest_that_does() -> None:
    block = Block("until: b\n▸untill: c\n▸zzz: d\n")
    block.fields.only(("until", "from"), "in a test")
    block.said(
        ("`untill` does not belong in a test", "Did you mean `until`?"),
        ("`zzz` does not belong in a test", "Known here: `from`, `until`."),
    )


def test_a_required_field() -> None:
    block = Block("a: b\n")
    assert block.fields.required("a", "Write it.") == "b"
    block.said()


@pytest.mark.parametrize("marked", ["▸b: c\n", "▸b: c\na:\n", "▸b: c\na: '  '\n"])
def test_a_required_field_that_is_missing_or_empty(marked: str) -> None:
    block = Block(marked)
    assert block.fields.required("a", "Write it.") == ""
    block.said(("`a` is missing", "Write it."))


def test_a_required_field_of_another_form_is_named_once() -> None:
    block = Block("a: ▸[b]\n")
    assert block.fields.required("a", "Write it.") == ""
    block.said(NOT_SINGLE)


def test_a_phrase_is_parsed_or_noted() -> None:
    block = Block("a: 2 hours\nb: ▸2 moons\nc: ▸[d]\n")
    assert block.fields.parsed("a", phrases.minutes, 0) == 120
    assert block.fields.parsed("b", phrases.minutes, 5) == 5
    assert block.fields.parsed("c", phrases.minutes, 6) == 6
    assert block.fields.parsed("d", phrases.minutes, None) is None
    block.said(
        ("`2 moons` is not a span of time here", "Write a span such as `2 hours` or `45 minutes`."),
        ("`c` is not a single value", "Write `c: value`."),
    )


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("999999", 999_999)])
def test_a_number(text: str, number: int) -> None:
    block = Block(f"a: {text}\n")
    assert block.fields.number("a", 1) == number
    block.said()


@pytest.mark.parametrize("text", ["1000000", "9" * 5000, "-1", "1.5", "three", "٣", "²", "0x10"])
def test_what_is_no_number(text: str) -> None:
    block = Block(f"a: ▸{text}\n")
    assert block.fields.number("a", 4) == 4
    block.said((f"`{text}` is not a whole number", "Write `a: 3`."))


def test_a_number_that_is_missing_or_a_list() -> None:
    block = Block("a: ▸[1]\n")
    assert (block.fields.number("a", 4), block.fields.number("b", 5)) == (4, 5)
    block.said(NOT_SINGLE)


def test_a_flag() -> None:
    block = Block("a: yes\nb: no\nc: ▸true\n")
    assert [block.fields.flag(key) for key in "abcd"] == [True, False, False, False]
    block.said(("`true` is neither yes nor no", "Write `c: yes`."))


def test_a_choice() -> None:
    block = Block("strength: preferred\n")
    assert block.fields.choice("strength", Strength, Strength.REQUIRED) is Strength.PREFERRED
    assert block.fields.choice("missing", Strength, Strength.REQUIRED) is Strength.REQUIRED
    block.said()


def test_a_choice_that_is_none_gets_the_nearest() -> None:
    block = Block("strength: ▸prefered\n")
    assert block.fields.choice("strength", Strength, Strength.REQUIRED) is Strength.REQUIRED
    block.said(("`prefered` is not a strength", "Did you mean `preferred`?"))


@pytest.mark.parametrize(
    "text", ["a: b, c", "a: [b, c]", 'a: ["b, c"]', "a:\n  - b\n  - c", "a: ' b ,, c ,'"]
)
def test_a_list_in_every_form(text: str) -> None:
    block = Block(f"{text}\n")
    assert [leaf.text for leaf in block.fields.leaves("a")] == ["b", "c"]
    assert block.fields.leaves("d") == []
    block.said()


def test_a_list_with_more_than_words_in_it() -> None:
    block = Block("a: [b, ▸[c], ▸{d: e}]\nf: ▸{g: h}\n")
    assert [leaf.text for leaf in block.fields.leaves("a")] == ["b"]
    assert block.fields.leaves("f") == []
    block.said(
        ("`a` holds more than words", "Write `[one, two]`."),
        ("`a` holds more than words", "Write `[one, two]`."),
        ("`f` holds more than words", "Write `[one, two]`."),
    )


@pytest.mark.parametrize(
    "marked",
    [
        "a: b, ▸wron, d\n",
        "a: ▸wron\n",
        "a: b,▸wron\n",
        "a: [b, ▸wron]\n",
        "a:\n  - b\n  - ▸wron\n",
        "a: [b,   ▸wron  ]\n",
        'a: ["b, ▸wron"]\n',
    ],
)
def test_an_unknown_name_is_noted_where_it_stands(marked: str) -> None:
    block = Block(marked)
    assert "wron" not in block.fields.names("a", ("b", "d", "wrong"), "word")
    block.said(("`wron` is not a word", "Did you mean `wrong`?"))


def test_every_item_of_a_list_is_parsed_or_noted() -> None:
    block = Block("a: 1 hour, ▸2 suns, 3 hours, ▸4 moons\n")
    cure = "Write a span such as `2 hours` or `45 minutes`."
    assert block.fields.each("a", phrases.minutes) == (60, 180)
    block.said(
        ("`2 suns` is not a span of time here", cure),
        ("`4 moons` is not a span of time here", cure),
    )
