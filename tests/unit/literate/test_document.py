"""A document falls into sentences and blocks; what is neither is said with its place."""

from __future__ import annotations

import pytest

from meantime.literate.document import Document
from meantime.literate.document import read as read_document
from meantime.literate.tree import Leaf
from meantime.model.problem import Problem
from tests.unit.literate.documents import unmarked

NO_RULE = (
    "a paragraph without a rule",
    "Put its YAML block right below it, or begin a note for clinicians with `>`.",
)
NOT_YAML = ("a fenced block that is not YAML", "Begin it with ```yaml.")
NO_MAPPING = ("not a block of `key: value` lines", "Write `key: value` lines.")


def read(text: str) -> Document:
    return read_document(text, "a.md")


def value(document: Document, key: str) -> str:
    leaf = document.front.entries[key]
    assert isinstance(leaf, Leaf)
    return leaf.text


def check(marked: str, *said: tuple[str, str]) -> Document:
    """Exactly these problems, each at its mark."""
    text, places = unmarked(marked, "a.md")
    document = read(text)
    expected = [Problem(place, *words) for place, words in zip(places, said, strict=True)]
    assert document.problems == expected
    return document


def test_a_block_has_its_sentence_and_its_heading() -> None:
    document = check(
        "# Before\n\nOne\ntwo.\n\n```yaml\na: b\n```\n\n## After\n\nThree.\n\n```yaml\nc: d\n```\n"
    )
    first, second = document.blocks
    assert (first.text, first.heading, first.text_place.line) == ("One two.", "Before", 3)
    assert (second.text, second.heading, second.text_place.line) == ("Three.", "After", 12)
    assert first.tree.keys["a"].line == 7


def test_the_sentence_of_a_block_knows_its_line() -> None:
    (block,) = read("\n  One.\n\n```yaml\na: b\n```\n").blocks
    place = block.text_place
    assert (place.file, place.line, place.source) == ("a.md", 2, "  One.")


@pytest.mark.parametrize("text", ["", "\n\n\n", "# Only a heading\n", "> Only a note\n"])
def test_a_document_may_say_nothing(text: str) -> None:
    document = check(text)
    assert document.blocks == []
    assert document.front.entries == {}


def test_front_matter() -> None:
    document = check("---\na: b\nc:\n  d: e\n---\n\nOne.\n\n```yaml\nf: g\n```\n")
    assert value(document, "a") == "b"
    assert [block.text for block in document.blocks] == ["One."]


def test_front_matter_that_is_empty() -> None:
    assert check("---\n---\n").front.entries == {}


def test_front_matter_that_never_ends() -> None:
    document = check("▸---\na: b\n", ("a block that never ends", "Close it with `---`."))
    assert document.front.entries == {}


def test_front_matter_that_is_no_mapping() -> None:
    check("---\n▸- a\n---\n", NO_MAPPING)


def test_front_matter_that_cannot_be_read() -> None:
    what = "`a` stands twice"
    check("---\na: 1\n▸a: 2\n---\n", (what, "It first stands in line 2; keep one of them."))


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """As Windows Notepad saves "UTF-8 with BOM"."""
    assert value(check("\ufeff---\na: b\n---\n"), "a") == "b"


@pytest.mark.parametrize(
    "marked",
    [
        "▸One.\n",
        "▸One.\n\nTwo.\n\n```yaml\na: b\n```\n",
        "▸One.\n\n# Heading\n\nTwo.\n\n```yaml\na: b\n```\n",
        "▸One.\n> A note.\n",
        "▸One.\n\n| a | table |\n",
        "One.\n\n```yaml\na: b\n```\n\n▸Two.\n",
        "One.\n\n```yaml\na: b\n```\n▸Two.\n",
    ],
)
def test_a_paragraph_without_a_rule(marked: str) -> None:
    check(marked, NO_RULE)


def test_every_paragraph_without_a_rule_is_named() -> None:
    check("▸One\nand more.\n\n▸Two.\n\n▸Three.\n", NO_RULE, NO_RULE, NO_RULE)


def test_notes_and_tables_carry_no_rule() -> None:
    document = check("> A note\n> goes on.\n\n| a | b |\n|---|---|\n\nOne.\n\n```yaml\na: b\n```\n")
    assert [block.text for block in document.blocks] == ["One."]


def test_a_block_without_a_sentence_is_left_to_the_reader_of_rules() -> None:
    (block,) = check("# Heading\n\n```yaml\na: b\n```\n").blocks
    assert block.text == ""


def test_a_note_between_the_sentence_and_its_block_parts_them() -> None:
    (block,) = check("▸One.\n\n> A note.\n\n```yaml\na: b\n```\n", NO_RULE).blocks
    assert block.text == ""


def test_a_sentence_may_stand_above_more_than_one_block() -> None:
    document = check(
        "One.\n\n```yaml\na: b\n```\n\n```yaml\nc: d\n```\n\n# Two\n\n```yaml\ne: f\n```\n"
    )
    assert [block.text for block in document.blocks] == ["One.", "One.", ""]


@pytest.mark.parametrize("opening", ["```yaml", "```"])
def test_a_fence_that_never_closes(opening: str) -> None:
    said = [("a block that never ends", "Close it with `````.")]
    if opening == "```":
        said.insert(0, NOT_YAML)
    text = f"One.\n\n{'▸' * len(said)}{opening}\na: b\n"
    assert check(text, *said).blocks == []


@pytest.mark.parametrize("opening", ["```", "```json", "```yaml extra", "````yaml", "```YAML"])
def test_a_fence_that_is_not_yaml(opening: str) -> None:
    check(f"One.\n\n▸{opening}\na: b\n```\n", NOT_YAML)


@pytest.mark.parametrize("inside", ["▸- a", "▸just text"])
def test_a_block_that_is_no_mapping(inside: str) -> None:
    assert check(f"One.\n\n```yaml\n{inside}\n```\n", NO_MAPPING).blocks == []


def test_the_lines_after_a_broken_block_are_read_on() -> None:
    what, cure = "`a` stands twice", "It first stands in line 4; keep one of them."
    document = check(
        "One.\n\n```yaml\na: 1\n▸a: 2\n```\n\nTwo.\n\n```yaml\nb: 3\n```\n\n▸Three.\n",
        (what, cure),
        NO_RULE,
    )
    assert [block.text for block in document.blocks] == ["Two."]


def test_windows_line_ends() -> None:
    (block,) = read("One.\r\n\r\n```yaml\r\na: b\r\n```\r\n").blocks
    assert (block.text, block.tree.keys["a"].line) == ("One.", 4)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b"])
def test_a_control_character_in_a_sentence_is_refused(character: str) -> None:
    """It could drive the terminal of whoever reads the sentence, or the error about it."""
    (problem,) = read(f"One {character}[31mred.\n\n```yaml\na: b\n```\n").problems
    assert (problem.place.line, problem.place.column) == (1, 5)
    assert character not in str(problem)
