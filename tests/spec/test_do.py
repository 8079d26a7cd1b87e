"""`do` is something to do in a window, once or again and again.

Doing it inside the window is allowed; outside the window the rule says nothing.
"""

from __future__ import annotations

import meantime as mt
from tests.spec.tiny import Load, around, case, moment

SUNSCREEN = """
Put on sunscreen every two hours, from 24 hours after until the end of day 7.

```yaml
id: sunscreen
do: [sunscreen]
from: 24 hours after
until: day 7
every: 2 hours
cites: after 1
```
"""

HAT = """
Bring a hat on the day.

```yaml
id: bring-hat
do: [hat]
from: the day
until: start
cites: before 1
```
"""


def test_doing_it_is_allowed_from_the_begin_of_the_window(load: Load) -> None:
    answers = around(load(SUNSCREEN), case(), "sunscreen", "2026-12-02 11:00")
    assert answers == ("not-covered", "yes", "yes")


def test_after_the_window_the_rule_says_nothing(load: Load) -> None:
    answers = around(load(SUNSCREEN), case(), "sunscreen", "2026-12-09 00:00")
    assert answers == ("yes", "not-covered", "not-covered")


def test_it_stands_in_the_plan_with_its_window_and_how_often(load: Load) -> None:
    (item,) = mt.plan(load(SUNSCREEN), case()).items
    assert item.verb == "do"
    assert item.begins == moment("2026-12-02 11:00")
    assert item.ends == moment("2026-12-09 00:00")
    assert item.rule.every_minutes == 120


def test_what_is_done_once_has_no_rhythm(load: Load) -> None:
    (item,) = mt.plan(load(HAT), case()).items
    assert (item.begins, item.ends) == (moment("2026-12-01 00:00"), moment("2026-12-01 10:00"))
    assert item.rule.every_minutes is None


def test_a_step_that_is_a_plus_and_not_a_must_is_preferred(load: Load) -> None:
    (item,) = mt.plan(load(HAT.replace("cites", "strength: preferred\ncites")), case()).items
    assert item.strength == "preferred"


def test_nobody_is_turned_away_for_something_to_do(load: Load) -> None:
    assert mt.screen(load(HAT), case()).status == "eligible"
