"""`expect` is a normal effect, in a window, with a limit of degree.

Inside the window it is normal. What comes sooner or stays longer is for the clinic to judge.
"""

from __future__ import annotations

import meantime as mt
from tests.spec.tiny import Load, around, case, moment

REDNESS = """
Expect redness for up to three days.

```yaml
id: redness
expect: [redness]
from: end
until: day 3
limit: less each day
cites: after 1
```
"""


def test_an_expected_effect_is_normal_inside_its_window(load: Load) -> None:
    answers = around(load(REDNESS), case(), "redness", "2026-12-01 11:00")
    assert answers == ("not-covered", "yes", "yes")


def test_an_effect_that_lasts_longer_is_for_the_clinic(load: Load) -> None:
    assert around(load(REDNESS), case(), "redness", "2026-12-05 00:00") == ("yes", "ask", "ask")


def test_an_effect_that_comes_sooner_is_for_the_clinic(load: Load) -> None:
    protocol = load(REDNESS.replace("from: end", "from: day 2"))
    assert around(protocol, case(), "redness", "2026-12-03 00:00") == ("ask", "yes", "yes")


def test_its_limit_of_degree_goes_with_it(load: Load) -> None:
    (item,) = mt.plan(load(REDNESS), case()).items
    assert (item.verb, item.rule.limit) == ("expect", "less each day")
    assert item.ends == moment("2026-12-05 00:00")


def test_nobody_is_turned_away_for_an_expected_effect(load: Load) -> None:
    assert mt.screen(load(REDNESS), case()).status == "eligible"
