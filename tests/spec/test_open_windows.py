"""A window can be open: "any time" has no begin, "open" has no end.

`start` and `end` are the session's own first and last moment.
"""

from __future__ import annotations

from datetime import date

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

RULE = """
Stay out of the sun.

```yaml
id: no-sun
avoid: [sun]
from: {opens}
until: {until}
cites: after 1
```
"""


def test_until_open_has_no_end(load: Load) -> None:
    protocol = load(RULE.format(opens="end", until="open"))
    answer = mt.ask(protocol, case(), "sun", at=moment("2036-12-01 09:00"))
    assert (answer.answer, answer.until) == ("no", None)


def test_any_time_has_no_begin(load: Load) -> None:
    protocol = load(RULE.format(opens="any time", until="24 hours after"))
    assert word(protocol, case(), "sun", "2016-12-01 09:00") == "no"
    assert around(protocol, case(), "sun", "2026-12-02 11:00") == ("no", "yes", "yes")


def test_no_date_clears_a_use_that_was_never_right(load: Load) -> None:
    protocol = load(RULE.format(opens="any time", until="end"))
    verdict = mt.screen(protocol, case(facts={"sun": date(2016, 7, 1)}))
    assert (verdict.status, verdict.earliest) == ("deferred", None)


def test_from_start_until_end_is_the_session_itself(load: Load) -> None:
    protocol = load(RULE.format(opens="start", until="end"))
    assert around(protocol, case(), "sun", "2026-12-01 10:00") == ("yes", "no", "no")
    answers = around(protocol, case(), "sun", "2026-12-01 11:00")
    assert answers == ("no", "not-covered", "not-covered")


def test_an_open_line_of_the_plan_has_no_begin_or_no_end(load: Load) -> None:
    (item,) = mt.plan(load(RULE.format(opens="any time", until="open")), case()).items
    assert (item.begins, item.ends) == (None, None)
