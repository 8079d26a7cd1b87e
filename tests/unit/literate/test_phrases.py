"""The phrases of a rule block, read or refused with a cure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meantime.literate import phrases
from meantime.literate.phrases import MOST_CONDITION, WINDOW_CURE, Graded, PhraseError
from meantime.model.citation import Citation
from meantime.model.condition import Both, Condition, Either, Not, Reported, SessionIs
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point

ANCHORS = ("peel", "last-dose")
FEATURES = ("peel-planned", "skin-calm", "a", "b", "c")
CONDITION_CURE = "Write such as `peel-planned`, `a and not b`, `session is 1`, `session from 2`."


def point(text: str, *, closing: bool = False) -> Graded:
    return phrases.point(text, ANCHORS, closing=closing)


def condition(text: str) -> Condition:
    return phrases.condition(text, FEATURES)


def refusal(parse: Callable[[str], object], text: str) -> tuple[str, str]:
    with pytest.raises(PhraseError) as caught:
        parse(text)
    return str(caught.value), caught.value.cure


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("start", Elapsed(START), Elapsed(START)),
        ("end", Elapsed(END), Elapsed(END)),
        ("the day", Midnight(START, 0), Midnight(END, 1)),
        ("the next day", Midnight(END, 1), Midnight(END, 2)),
        ("day 2", Midnight(END, 2), Midnight(END, 3)),
    ],
)
def test_a_day_begins_and_ends_at_midnight(text: str, opens: Point, closes: Point) -> None:
    assert point(text) == Graded(opens)
    assert point(text, closing=True) == Graded(closes)


@pytest.mark.parametrize("closing", [False, True])
@pytest.mark.parametrize(
    ("text", "required", "preferred"),
    [
        ("30 minutes after", Elapsed(END, 30), None),
        ("1 minute before", Elapsed(START, -1), None),
        ("24 hours before", Elapsed(START, -24 * 60), None),
        ("24 hours after", Elapsed(END, 24 * 60), None),
        ("3 days before", Midnight(START, -3), None),
        ("3 days after", Midnight(END, 4), None),
        ("1 week before", Midnight(START, -7), None),
        ("2 weeks after", Midnight(END, 15), None),
        ("6 months before", MonthsAway(START, -6), None),
        ("1 month after", MonthsAway(END, 1), None),
        ("4 days before the peel", Midnight("peel", -4), None),
        ("2 days after the last-dose", Midnight("last-dose", 3), None),
        ("2 days before the end", Midnight(END, -2), None),
        ("2 hours after the start", Elapsed(START, 120), None),
        ("5 to 7 days before", Midnight(START, -5), Midnight(START, -7)),
        ("3 to 10 days after", Midnight(END, 4), Midnight(END, 11)),
        ("  3   days\tbefore ", Midnight(START, -3), None),
    ],
)
def test_an_offset(text: str, required: Point, preferred: Point | None, closing: bool) -> None:
    assert point(text, closing=closing) == Graded(required, preferred)


@pytest.mark.parametrize(
    ("text", "what", "cure"),
    [
        ("", "`` is not a time", WINDOW_CURE),
        ("soon", "`soon` is not a time", WINDOW_CURE),
        ("-3 days before", "`-3 days before` is not a time", WINDOW_CURE),
        ("1.5 hours after", "`1.5 hours after` is not a time", WINDOW_CURE),
        ("12345 days before", "`12345 days before` is not a time", WINDOW_CURE),
        ("three days before", "`three days before` is not a time", WINDOW_CURE),
        ("3 days", "`3 days` is not a time", WINDOW_CURE),
        ("3 days before the", "`3 days before the` is not a time", WINDOW_CURE),
        ("day two", "`day two` is not a time", WINDOW_CURE),
        ("3 days bevor", "`3 days bevor` is not a time", WINDOW_CURE),
        ("3 dys before", "`dy` is not a unit of time", "Did you mean `day`?"),
        ("3 houres after", "`houre` is not a unit of time", "Did you mean `hour`?"),
        (
            "3 years before",
            "`year` is not a unit of time",
            "Known here: `day`, `hour`, `minute`, `month`, `week`.",
        ),
        ("3 days before the peal", "`peal` is not an anchor", "Did you mean `peel`?"),
        (
            "3 days before the zzz",
            "`zzz` is not an anchor",
            "Known here: `end`, `last-dose`, `peel`, `start`.",
        ),
        (
            "7 to 5 days before",
            "`7 to 5 days before` runs backwards",
            "Write the smaller number first.",
        ),
        (
            "5 to 5 days after",
            "`5 to 5 days after` runs backwards",
            "Write the smaller number first.",
        ),
        ("5 to 7 dys after", "`dy` is not a unit of time", "Did you mean `day`?"),
    ],
)
def test_what_is_no_time(text: str, what: str, cure: str) -> None:
    assert refusal(point, text) == (what, cure)


@pytest.mark.parametrize(
    ("text", "minutes"), [("2 hours", 120), ("1 hour", 60), (" 45  minutes ", 45), ("0 hours", 0)]
)
def test_a_span_in_minutes(text: str, minutes: int) -> None:
    assert phrases.minutes(text) == minutes


@pytest.mark.parametrize(("text", "days"), [("2 days", 2), ("1 day", 1), ("4 weeks", 28)])
def test_a_span_in_days(text: str, days: int) -> None:
    assert phrases.days(text) == days


@pytest.mark.parametrize("text", ["", "2", "hours", "2 days", "2 hours after", "12345 hours"])
def test_what_is_no_span_in_minutes(text: str) -> None:
    cure = "Write a span such as `2 hours` or `45 minutes`."
    assert refusal(phrases.minutes, text) == (f"`{text}` is not a span of time here", cure)


@pytest.mark.parametrize("text", ["", "2", "2 hours", "1 month", "99999 days"])
def test_what_is_no_span_in_days(text: str) -> None:
    cure = "Write a span such as `2 days` or `4 weeks`."
    assert refusal(phrases.days, text) == (f"`{text}` is not a span of time here", cure)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("before 2", Citation("before", 2)),
        ("after 3.1", Citation("after", 3, 1)),
        ("days-2-7  10", Citation("days-2-7", 10)),
    ],
)
def test_a_citation(text: str, place: Citation) -> None:
    assert phrases.citation(text) == place


@pytest.mark.parametrize(
    "text", ["", "before", "2", "before 2.", "before two", "Before 2", "a 1234"]
)
def test_what_is_no_citation(text: str) -> None:
    cure = "Write section and item: `before 2`."
    assert refusal(phrases.citation, text) == (f"`{text}` is not a place", cure)


A, B, C = Reported("a"), Reported("b"), Reported("c")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a", A),
        ("peel-planned", Reported("peel-planned")),
        ("not a", Not(A)),
        ("not not a", Not(Not(A))),
        ("a and b and c", Both((A, B, C))),
        ("a or b or c", Either((A, B, C))),
        ("a and b or c", Either((Both((A, B)), C))),
        ("a or b and c", Either((A, Both((B, C))))),
        ("(a or b) and c", Both((Either((A, B)), C))),
        ("not (a or b)", Not(Either((A, B)))),
        ("not a and b", Both((Not(A), B))),
        ("((a))", A),
        ("session is 1", SessionIs(1, 1)),
        ("session from 2", SessionIs(2, None)),
        ("a and session from 2", Both((A, SessionIs(2, None)))),
        ("  a\tand  b ", Both((A, B))),
    ],
)
def test_a_condition(text: str, meaning: Condition) -> None:
    assert condition(text) == meaning


SESSION = ("`session` without a number", "Write `session is 1` or `session from 2`.")


@pytest.mark.parametrize(
    ("text", "what", "cure"),
    [
        ("", "the condition breaks off", CONDITION_CURE),
        ("a and", "the condition breaks off", CONDITION_CURE),
        ("not", "the condition breaks off", CONDITION_CURE),
        ("a or not", "the condition breaks off", CONDITION_CURE),
        ("(a", "a bracket that never closes", "Add `)`."),
        ("(a or b", "a bracket that never closes", "Add `)`."),
        ("a)", "`)` does not belong here", CONDITION_CURE),
        ("a b", "`b` does not belong here", CONDITION_CURE),
        ("a = b", "`a = b` is not a condition", CONDITION_CURE),
        ("a && b", "`a && b` is not a condition", CONDITION_CURE),
        ("A", "`A` is not a condition", CONDITION_CURE),
        ("peel-plannd", "`peel-plannd` is not a feature", "Did you mean `peel-planned`?"),
        ("a and skin-clam", "`skin-clam` is not a feature", "Did you mean `skin-calm`?"),
        ("session", *SESSION),
        ("session is", *SESSION),
        ("session from", *SESSION),
        ("session is a", *SESSION),
        ("session 2", *SESSION),
        ("session is 0", *SESSION),
        ("session from 0", *SESSION),
    ],
)
def test_what_is_no_condition(text: str, what: str, cure: str) -> None:
    assert refusal(condition, text) == (what, cure)


def test_a_condition_may_be_so_long_and_no_longer() -> None:
    longest = "a or " * 59 + "a" + " " * 4
    assert len(longest) == MOST_CONDITION
    assert condition(longest) == Either((A,) * 60)
    assert refusal(condition, longest + " ") == (
        f"`{longest} ` is not a condition",
        CONDITION_CURE,
    )


@pytest.mark.parametrize("text", ["(" * MOST_CONDITION, "not " * 75])
def test_deep_conditions_do_not_exhaust_the_stack(text: str) -> None:
    what, cure = refusal(condition, text)
    assert what
    assert cure
