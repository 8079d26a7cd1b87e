"""The generated pages say what is so now, and the handout is covered to its last sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import meantime as mt
from meantime.answers.coverage import coverage
from tests.docs.pages import pages


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run `make docs`"


def test_every_sentence_of_the_handout_is_a_rule_or_marked_as_none() -> None:
    missing = [str(row.place) for row in coverage(mt.load("microneedling")) if not row.said]
    assert missing == []
