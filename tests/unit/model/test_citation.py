"""Places of the handout."""

from __future__ import annotations

import pytest

from meantime.model.citation import Citation


@pytest.mark.parametrize(
    ("place", "words"),
    [(Citation("before", 2), "before 2"), (Citation("after", 3, 1), "after 3.1")],
)
def test_a_place_reads_as_it_is_written(place: Citation, words: str) -> None:
    assert str(place) == words


@pytest.mark.parametrize(
    ("cited", "place", "covered"),
    [
        (Citation("a", 1), Citation("a", 1, 2), True),
        (Citation("a", 1), Citation("a", 1), True),
        (Citation("a", 1, 2), Citation("a", 1, 2), True),
        (Citation("a", 1, 2), Citation("a", 1, 1), False),
        (Citation("a", 1, 2), Citation("a", 1), False),
        (Citation("a", 1), Citation("a", 2, 1), False),
        (Citation("a", 1), Citation("b", 1), False),
    ],
)
def test_an_item_covers_its_sentences(cited: Citation, place: Citation, covered: bool) -> None:
    assert cited.covers(place) is covered
