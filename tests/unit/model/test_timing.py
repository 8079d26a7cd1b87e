"""Windows relative to a session."""

from __future__ import annotations

import pytest

from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point, Window


@pytest.mark.parametrize(
    ("begin", "after"),
    [
        (None, False),
        (Elapsed(START), False),
        (Midnight(START, -3), False),
        (MonthsAway("peel", -1), False),
        (Elapsed(END), True),
        (Midnight(END, 2), True),
    ],
)
def test_a_window_lies_after_the_session_where_it_begins_at_its_end(
    begin: Point | None, after: bool
) -> None:
    assert Window(begin).is_after is after


def test_elapsed_and_calendar_offsets_are_never_the_same() -> None:
    points: list[Point] = [Elapsed(START, 1), Midnight(START, 1), MonthsAway(START, 1)]
    assert len(set(points)) == 3
