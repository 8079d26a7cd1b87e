"""A plan is every rule that is not void for a person, from when to when, in the order of time."""

from __future__ import annotations

import meantime as mt
from tests.spec.tiny import SECOND, Load, case, moment

RULES = """
Stay out of the sun for 24 hours.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 24 hours after
cites: after 1
```

Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```

Do not use an acid in the four days before, if a peel is planned.

```yaml
id: no-acid
avoid: [acid]
from: 4 days before
if: peel-planned
cites: before 2
```

Call if you have a fever.

```yaml
id: fever
call: [fever]
act: now
from: end
cites: after 2
```
"""


def names(plan: mt.Plan) -> list[str]:
    return [item.rule.id for item in plan.items]


def test_the_items_stand_in_the_order_of_time(load: Load) -> None:
    plan = mt.plan(load(RULES), case(facts={"peel-planned": True}))
    begins = [item.begins for item in plan.items]
    assert begins == [
        moment("2026-11-27 00:00"),
        moment("2026-11-28 00:00"),
        moment("2026-12-01 11:00"),
        moment("2026-12-01 11:00"),
    ]
    assert names(plan) == ["no-acid", "no-retinoid", "no-sun", "fever"]


def test_an_item_has_its_rule_window_strength_sentence_and_place(load: Load) -> None:
    plan = mt.plan(load(RULES), case(facts={"peel-planned": False}))
    item = plan.items[0]
    assert (item.rule.id, item.verb, item.concepts) == ("no-retinoid", "avoid", ("retinoid",))
    assert (item.begins, item.ends) == (moment("2026-11-28 00:00"), moment("2026-12-02 00:00"))
    assert (item.strength, item.assumption) == ("required", False)
    assert item.text == "Do not use a retinoid in the three days before."
    assert [str(place) for place in item.cites] == ["before 1"]


def test_a_rule_whose_condition_is_no_is_left_out(load: Load) -> None:
    plan = mt.plan(load(RULES), case(facts={"peel-planned": False}))
    assert names(plan) == ["no-retinoid", "no-sun", "fever"]


def test_a_rule_whose_condition_is_unknown_stays_and_says_what_it_waits_for(load: Load) -> None:
    waits = {item.rule.id: item.waits_for for item in mt.plan(load(RULES), case()).items}
    assert waits == {
        "no-acid": ("peel-planned",),
        "no-retinoid": (),
        "no-sun": (),
        "fever": (),
    }


def test_a_line_without_an_end_has_none(load: Load) -> None:
    plan = mt.plan(load(RULES), case())
    assert [item.ends for item in plan.items if item.rule.id == "fever"] == [None]


def test_a_line_holds_from_its_begin_on_and_at_its_end_no_longer(load: Load) -> None:
    (line,) = [item for item in mt.plan(load(RULES), case()).items if item.rule.id == "no-sun"]
    begins, ends = moment("2026-12-01 11:00"), moment("2026-12-02 11:00")
    assert [line.holds_at(begins + beside) for beside in (-SECOND, 0 * SECOND, SECOND)] == [
        False,
        True,
        True,
    ]
    assert [line.holds_at(ends + beside) for beside in (-SECOND, 0 * SECOND, SECOND)] == [
        True,
        False,
        False,
    ]


def test_an_open_line_holds_at_every_moment_on_its_open_side(load: Load) -> None:
    plan = mt.plan(load(RULES), case())
    (line,) = [item for item in plan.items if item.rule.id == "fever"]
    assert line.holds_at(moment("2099-12-01 11:00"))
    assert not line.holds_at(moment("2026-12-01 10:59:59"))


def test_plan_and_answer_are_views_of_the_same_windows(load: Load) -> None:
    """At every edge of a prohibition in the plan, one second either side, `ask` says the same."""
    protocol, person = load(RULES), case(facts={"peel-planned": True})
    for item in mt.plan(protocol, person).items:
        if item.verb == "avoid":
            for edge in (item.begins, item.ends):
                assert edge is not None
                for beside in (-SECOND, 0 * SECOND, SECOND):
                    answer = mt.ask(protocol, person, item.concepts[0], at=edge + beside)
                    assert (answer.answer == "no") is item.holds_at(edge + beside)
