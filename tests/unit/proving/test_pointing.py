"""Points of a window in words."""

from __future__ import annotations

import pytest

from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point
from meantime.proving.pointing import facts_words, point_words


@pytest.mark.parametrize(
    ("point", "words"),
    [
        (Elapsed(START), "the start"),
        (Elapsed(END, 60), "1 hour after the end"),
        (Elapsed(START, -24 * 60), "24 hours before the start"),
        (Elapsed(END, 90), "90 minutes after the end"),
        (Elapsed("peel", -120), "2 hours before the peel"),
        (Midnight(START, 0), "00:00 on the day of the session"),
        (Midnight(START, -3), "00:00, 3 days before the session"),
        (Midnight(END, 1), "00:00, 1 day after the session"),
        (Midnight("peel", -4), "00:00, 4 days before the peel"),
        (MonthsAway(START, -6), "6 months before the session"),
        (MonthsAway(END, 1), "1 month after the session"),
    ],
)
def test_a_point_is_said_as_people_say_it(point: Point, words: str) -> None:
    assert point_words(point) == words


def test_facts_are_said_with_what_is_not_known() -> None:
    facts = {"peel-planned": True, "pregnant": False, "skin-calm": None}
    assert facts_words(facts) == "peel-planned: yes, pregnant: no, skin-calm: not known"
