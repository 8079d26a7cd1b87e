"""Facts and session numbers, one for each way in which they can decide."""

from __future__ import annotations

from meantime.model.condition import Both, Either, Not, Reported, SessionIs, features_in, turns_at
from meantime.model.truth import Truth
from meantime.proving.cells import situations
from tests.bench import made

RULE = next(iter(made.protocol_of(3).rules.values()))


def test_a_condition_tells_what_it_asks_for() -> None:
    whole = Either((Both((Reported("a"), Not(Reported("b")))), SessionIs(2, None), SessionIs(4, 4)))
    assert features_in(whole) == {"a", "b"}
    assert turns_at(whole) == {2, 4, 5}
    assert turns_at(Not(SessionIs(1, 1))) == {1, 2}


def test_every_way_to_decide_is_there_and_each_once() -> None:
    from dataclasses import replace

    rule = replace(RULE, condition=Either((Reported("a"), Reported("b"))), once="c")
    found = situations((rule,))
    assert {(it.holds[0], it.reported[0]) for it in found} == {
        (holds, reported) for holds in Truth for reported in Truth
    }
    assert len(found) == 9


def test_a_session_number_is_tried_on_each_side_of_where_it_decides() -> None:
    from dataclasses import replace

    rule = replace(RULE, condition=SessionIs(3, None), once=None)
    assert {(it.number >= 3, it.holds[0]) for it in situations((rule,))} == {
        (False, Truth.NO),
        (True, Truth.YES),
    }
