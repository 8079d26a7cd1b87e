"""What a handout says around the protocol's own sentences: one value a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# By CLDR plural category; `other` is always there.
Forms = Mapping[str, str]


class Words(NamedTuple):
    """Every string that Meantime itself prints on a handout, in one language.

    Braces name what is filled in. Dates are Babel patterns. Days, hours and the like are written
    as they stand after "before" and "after".
    """

    language: str
    direction: str

    # Dates and moments.
    long_date: str
    short_date: str
    short_date_with_year: str
    moment: str
    with_offset: str
    from_moment: str
    until_moment: str
    until_end_of_day: str
    from_end: str
    until_over: str
    on_time: str
    until_answer: str
    at_least: str

    # Times without a date, as a rule's window has them.
    minutes: Forms
    hours: Forms
    days: Forms
    weeks: Forms
    months: Forms
    anchors: Mapping[str, str]
    at_start: str
    at_end: str
    before: str
    after: str
    day_of: str
    nth_day: str
    opening_day: str
    start_of_day: str
    start_of_day_before: str
    end_of_day: str
    from_point: str
    until_point: str
    on_day: str

    # Beside a sentence.
    every: str
    limit: str
    better: str
    not_a_must: str
    depends: str
    once: str
    ask_first: str
    ask_after: str
    ask_about: str
    comma: str

    # The signs, each with its word.
    not_now: str
    care: str
    fine: str
    do: str
    know: str
    normal: str

    # Head.
    session: str
    zone: str
    for_everybody: str
    made: str
    end_recorded: str
    end_planned: str
    end_unrecorded: str
    review: str
    deferred: str
    contraindicated: str
    incomplete: str
    not_before: str

    # Warning signs.
    warnings: str
    phone: str
    clinic: str
    emergency_number: str
    emergency: str
    now: str
    same_day: str
    next_day: str

    # The line of time.
    line_of_time: str
    side_before: str
    side_day: str
    side_after: str
    this_moment: str
    drawn: str
    drawn_now: str
    day_numbers: str

    # Parts.
    before_part: str
    day_part: str
    after_part: str
    any_time_part: str
    expect_part: str
    asked_part: str
    tell_part: str
    series_part: str
    words_part: str
    not_yet: str
    to_do: str
    fine_again: str
    to_know: str

    # Foot.
    version: str
    star: str
    unreviewed: str
    live_page: str
    scan: str
