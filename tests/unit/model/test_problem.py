"""Errors that show the line and the cure."""

from __future__ import annotations

import pytest

from meantime.model.problem import Place, Problem, ProtocolError, did_you_mean, nearest

KNOWN = ("retinoid", "retinol", "exfoliant", "sun")


def test_a_problem_shows_the_line_and_points_at_the_place() -> None:
    problem = Problem(
        Place("a.md", 3, 8, "avoid: retinod"), "`retinod` is not a concept", "Mend it."
    )
    assert str(problem) == (
        "a.md:3:8: `retinod` is not a concept\n    avoid: retinod\n           ^\n    Mend it."
    )


def test_a_problem_may_have_neither_line_nor_cure() -> None:
    assert str(Problem(Place("a.md", 1), "cannot be read")) == "a.md:1:1: cannot be read"


@pytest.mark.parametrize(("count", "title"), [(1, "1 problem in"), (2, "2 problems in")])
def test_an_error_holds_every_problem(count: int, title: str) -> None:
    problems = [Problem(Place("a.md", line), f"wrong {line}") for line in range(1, count + 1)]
    error = ProtocolError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == [f"{title} the protocol:", *map(str, problems)]


def test_the_nearest_words_come_best_first() -> None:
    assert nearest("retinoids", KNOWN) == ("retinoid", "retinol")
    assert nearest("zzz", KNOWN) == ()


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("exfoliat", "Did you mean `exfoliant`?"),
        ("retinoids", "Did you mean `retinoid` or `retinol`?"),
        ("zzz", "Known here: `exfoliant`, `retinoid`, `retinol`, `sun`."),
        ("", "Known here: `exfoliant`, `retinoid`, `retinol`, `sun`."),
    ],
)
def test_a_cure_offers_the_nearest_words_or_a_few(word: str, cure: str) -> None:
    assert did_you_mean(word, KNOWN) == cure


def test_a_cure_lists_twelve_at_the_most() -> None:
    known = [f"w{number:02}" for number in range(13)]
    assert did_you_mean("zzz", known).endswith("`w11`, ....")
    assert did_you_mean("zzz", known[:12]).endswith("`w11`.")


def test_a_very_long_line_is_shown_around_the_place_only() -> None:
    shown = str(Problem(Place("a.md", 1, 50_000, "x" * 100_000), "wrong", "Mend it."))
    assert len(shown) < 1000
