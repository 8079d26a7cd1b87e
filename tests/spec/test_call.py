"""`call` is a warning sign and how soon to act on it.

It is never answered with a yes or a no: whoever has it is to ask for help.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, word

FEVER = """
Call if you have a fever.

```yaml
id: fever
call: [fever]
act: {act}
from: end
cites: after 1
```
"""

EXPECTED_TOO = """
Expect some warmth on the first day.

```yaml
id: warmth
expect: [fever]
from: end
until: the day
cites: after 2
```
"""


@pytest.mark.parametrize("act", ["emergency", "now", "same-day", "next-day"])
def test_a_warning_sign_says_how_soon_to_act(load: Load, act: str) -> None:
    (item,) = mt.plan(load(FEVER.format(act=act)), case()).items
    assert (item.verb, item.rule.urgency) == ("call", act)


def test_a_warning_sign_is_for_a_person_to_judge_from_its_begin_on(load: Load) -> None:
    answers = around(load(FEVER.format(act="now")), case(), "fever", "2026-12-01 11:00")
    assert answers == ("not-covered", "ask", "ask")


def test_a_warning_sign_has_no_end(load: Load) -> None:
    assert word(load(FEVER.format(act="now")), case(), "fever", "2027-06-01 09:00") == "ask"


def test_a_warning_sign_outweighs_that_the_same_effect_is_expected(load: Load) -> None:
    protocol = load(FEVER.format(act="now") + EXPECTED_TOO)
    answers = around(protocol, case(), "fever", "2026-12-01 11:00")
    assert answers == ("not-covered", "ask", "ask")
