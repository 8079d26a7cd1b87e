"""A question is a concept, a word for one, a brand, or a whole sentence that names some.

A word that nobody knows is never guessed: the answer is not a yes, and the nearest known words are
named. A question about several things gets the strictest of their answers.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment, word

RULES = """
Do not use a retinoid for 24 hours.

```yaml
id: no-retinoid
avoid: [retinoid]
from: end
until: 24 hours after
cites: after 1
```

Wear a hat from the end of the session on.

```yaml
id: hat
may: [hat]
from: end
cites: after 2
```

Go to the gym again on the next day.

```yaml
id: gym
may: [gym]
from: the next day
cites: after 3.1
```
"""

AFTERNOON = "2026-12-01 15:00"


def ask(load: Load, question: str, at: str = AFTERNOON) -> mt.Answer:
    return mt.ask(load(RULES), case(), question, at=moment(at))


@pytest.mark.parametrize(
    "question",
    ["retinoid", "Retinoid", "retinoids", "tretinoin", "Retin-A", "Can I use my retinoid?"],
)
def test_a_thing_is_known_by_its_name_its_synonyms_and_its_brands(
    load: Load, question: str
) -> None:
    answer = ask(load, question)
    assert (answer.answer, answer.concepts, answer.unknown) == ("no", ("retinoid",), ())


def test_a_word_that_nobody_knows_is_not_covered(load: Load) -> None:
    answer = ask(load, "Can I use glorpamycin?")
    assert (answer.answer, answer.concepts, answer.reasons) == ("not-covered", (), ())
    assert answer.unknown == ("glorpamycin",)


def test_the_nearest_known_words_are_named_and_not_taken(load: Load) -> None:
    answer = ask(load, "Can I use tretinion?")
    assert (answer.answer, answer.concepts, answer.unknown) == ("not-covered", (), ("tretinion",))
    assert "retinoid" in answer.nearest


def test_where_no_known_word_is_near_none_is_named(load: Load) -> None:
    assert ask(load, "Can I use xyzzy?").nearest == ()


def test_an_unknown_word_beside_an_allowed_thing_keeps_it_from_being_a_yes(load: Load) -> None:
    assert ask(load, "Can I wear a hat?").answer == "yes"
    answer = ask(load, "Can I wear a hat with glorpamycin?")
    assert (answer.answer, answer.unknown) == ("not-covered", ("glorpamycin",))


def test_an_unknown_word_beside_a_forbidden_thing_does_not_loosen_it(load: Load) -> None:
    answer = ask(load, "Can I use a retinoid with glorpamycin?")
    assert (answer.answer, answer.unknown) == ("no", ("glorpamycin",))


def test_a_question_that_names_nothing_is_not_covered(load: Load) -> None:
    assert ask(load, "Can I?").answer == "not-covered"
    assert ask(load, "").answer == "not-covered"


def test_several_things_get_the_strictest_of_their_answers(load: Load) -> None:
    answer = ask(load, "Can I wear a hat and use a retinoid?")
    assert (answer.answer, answer.concepts) == ("no", ("hat", "retinoid"))


def test_of_several_things_each_has_its_own_answer(load: Load) -> None:
    answer = ask(load, "Can I wear a hat and use a retinoid?")
    assert [(part.concepts, part.answer) for part in answer.parts] == [
        (("hat",), "yes"),
        (("retinoid",), "no"),
    ]


def test_an_allowed_thing_beside_one_that_no_rule_speaks_of_is_no_yes(load: Load) -> None:
    assert ask(load, "Can I wear a hat in the sun?").answer == "not-covered"


def test_two_allowed_things_are_a_yes(load: Load) -> None:
    assert ask(load, "hat and gym", "2026-12-02 00:00").answer == "yes"


def test_a_question_about_one_thing_has_no_parts(load: Load) -> None:
    assert ask(load, "Can I wear a hat?").parts == ()


def test_a_question_about_tomorrow_gets_the_strictest_answer_from_now_until_then(
    load: Load,
) -> None:
    protocol = load(RULES)
    assert word(protocol, case(), "gym tomorrow", "2026-12-01 23:59:59") == "no"
    assert word(protocol, case(), "gym tomorrow", "2026-12-02 00:00") == "yes"
    assert word(protocol, case(), "hat tomorrow", "2026-12-01 10:30") == "not-covered"


def test_the_answer_of_a_concept_and_of_its_word_are_the_same(load: Load) -> None:
    protocol = load(RULES)
    for concept, question in (("retinoid", "Can I use tretinoin?"), ("gym", "May I exercise?")):
        by_word = mt.ask(protocol, case(), question, at=moment(AFTERNOON))
        by_id = mt.ask(protocol, case(), concept, at=moment(AFTERNOON))
        assert by_word == by_id
