"""Words around the thing asked about can turn a question round, move it in time, or ask how much.

None of them may leave a yes that the plan does not give.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment, word

GYM = """
Do not exercise hard for 24 hours.

```yaml
id: no-gym
avoid: [gym]
from: end
until: 24 hours after
cites: after 1
```

Do not use retinoids in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```
"""


@pytest.mark.parametrize(
    "question",
    [
        "Should I avoid the gym?",
        "Should I stop going to the gym?",
        "Can I not go to the gym?",
        "Is it a problem if I go to the gym?",
        "Is the gym dangerous?",
    ],
)
@pytest.mark.parametrize("at", ["2026-12-01 15:00", "2026-12-03 15:00"])
def test_a_question_that_may_be_turned_round_has_neither_a_yes_nor_a_no(
    load: Load, question: str, at: str
) -> None:
    assert word(load(GYM), case(), question, at) == "ask"


@pytest.mark.parametrize(
    "question",
    [
        "Can I use retinoid tomorrow?",
        "Can I use retinoid in 72 hours?",
        "Can I use retinoid in three days?",
        "Can I use retinoid on Saturday?",
        "Can I use retinoid on Sat?",
        "Can I use retinoid next week?",
        "Can I use retinoid on 29 November?",
        "Can I use retinoid 2026-11-29?",
        "Can I use retinoid right up to my appointment?",
        "Can I use retinoid before my session?",
        "Can I use retinoid every evening?",
    ],
)
def test_a_question_about_a_later_time_gets_the_strictest_answer_on_the_way(
    load: Load, question: str
) -> None:
    assert word(load(GYM), case(), "Can I use retinoid?", "2026-11-27 12:00") == "yes"
    assert word(load(GYM), case(), question, "2026-11-27 12:00") == "no"


@pytest.mark.parametrize("question", ["gym yesterday", "gym 3 hours ago"])
def test_what_was_done_while_it_was_forbidden_goes_to_the_clinic(load: Load, question: str) -> None:
    assert word(load(GYM), case(), "gym", "2026-12-02 12:00") == "yes"
    assert word(load(GYM), case(), question, "2026-12-02 12:00") == "ask"
    assert word(load(GYM), case(), question, "2026-12-02 10:00") == "no"
    assert word(load(GYM), case(), question, "2026-12-09 12:00") == "yes"


def test_the_day_of_the_session_is_not_when_the_thing_was_done(load: Load) -> None:
    question = "needling yesterday, can I go to the gym?"
    assert word(load(GYM), case(), question, "2026-12-02 12:00") == "yes"


@pytest.mark.parametrize("question", ["Can I do two gym?", "Can I do the gym every hour?"])
def test_how_much_of_a_thing_is_never_answered_with_a_yes(load: Load, question: str) -> None:
    assert word(load(GYM), case(), question, "2026-12-03 12:00") == "ask"


@pytest.mark.parametrize("unknown", ["zzyzx", "завтра", "明天", "بدون"])
def test_a_word_that_nobody_knows_leaves_no_yes_in_any_script(load: Load, unknown: str) -> None:
    assert word(load(GYM), case(), f"Can I use retinoid {unknown}?", "2026-11-20 12:00") == (
        "not-covered"
    )


BOTH = (
    GYM
    + """
Put nothing on your face on the day.

```yaml
id: no-cream
avoid: [mineral-makeup]
from: end
until: 48 hours after
cites: after 1
```
"""
)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("gym and mineral makeup", ["yes", "no"]),
        ("skip gym and mineral makeup", ["ask", "ask"]),
        ("gym zzyzx mineral makeup", ["not-covered", "no"]),
    ],
)
def test_the_answer_for_each_thing_is_under_the_same_words(
    load: Load, question: str, parts: list[str]
) -> None:
    found = mt.ask(load(BOTH), case(), question, at=moment("2026-12-02 12:00"))
    assert [part.answer for part in found.parts] == parts
