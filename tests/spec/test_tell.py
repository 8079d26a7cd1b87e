"""`tell` is something to know, without any obligation.

It answers nothing by itself, unless it routes the question to the clinic or the prescriber.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, word

KNOW = """
Sweat can sting in the first week.

```yaml
id: sweat
tell: [gym]
from: end
until: 7 days after
cites: after 1
```
"""


def test_something_to_know_is_neither_allowed_nor_forbidden(load: Load) -> None:
    assert word(load(KNOW), case(), "gym", "2026-12-02 09:00") == "not-covered"


@pytest.mark.parametrize("route", ["clinic", "prescriber"])
def test_a_route_turns_the_question_over_to_a_person(load: Load, route: str) -> None:
    protocol = load(KNOW.replace("cites", f"route: {route}\ncites"))
    assert around(protocol, case(), "gym", "2026-12-01 11:00") == ("not-covered", "ask", "ask")
    answers = around(protocol, case(), "gym", "2026-12-09 00:00")
    assert answers == ("ask", "not-covered", "not-covered")


def test_something_to_know_stands_in_the_plan(load: Load) -> None:
    (item,) = mt.plan(load(KNOW), case()).items
    assert (item.verb, item.text) == ("tell", "Sweat can sting in the first week.")


def test_something_to_know_asks_no_question_before_the_session(load: Load) -> None:
    verdict = mt.screen(load(KNOW), case())
    assert (verdict.status, verdict.missing) == ("eligible", ())
