"""A rule on a thing binds every kind of it.

Asked about something broader than a rule, the answer is the stricter one and names the kinds that
are allowed. A rule can leave out kinds with `except`.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

NO_ACID = """
Do not use an acid for 24 hours.

```yaml
id: no-acid
avoid: [acid]
from: end
until: 24 hours after
cites: after 1
```
"""

NO_EXFOLIANT = NO_ACID.replace("acid", "exfoliant")

MAKEUP = """
Wear no make-up for 48 hours.

```yaml
id: no-makeup
avoid: [makeup]
except: [mineral-makeup]
from: end
until: 48 hours after
cites: after 1
```

Wear mineral make-up from 24 hours after the session.

```yaml
id: mineral-makeup
may: [mineral-makeup]
from: 24 hours after
cites: after 2
```
"""

WASHOUT = """
Do not use an acid in the three days before.

```yaml
id: no-acid
avoid: [acid]
from: 3 days before
cites: before 1
```
"""

AFTERNOON = "2026-12-01 15:00"
SECOND_DAY = "2026-12-02 15:00"


@pytest.mark.parametrize("concept", ["exfoliant", "acid", "scrub", "acid-wipe"])
def test_a_rule_binds_everything_narrower(load: Load, concept: str) -> None:
    assert word(load(NO_EXFOLIANT), case(), concept, AFTERNOON) == "no"


def test_a_rule_does_not_bind_what_stands_beside_it(load: Load) -> None:
    assert word(load(NO_ACID), case(), "scrub", AFTERNOON) == "not-covered"


@pytest.mark.parametrize("concept", ["acid", "wipe"])
def test_a_thing_of_two_kinds_is_bound_by_a_rule_on_either(load: Load, concept: str) -> None:
    rule = NO_ACID.replace("avoid: [acid]", f"avoid: [{concept}]")
    assert word(load(rule), case(), "acid-wipe", AFTERNOON) == "no"


def test_the_stricter_of_its_two_kinds_wins(load: Load) -> None:
    wipes = NO_ACID.replace("id: no-acid\navoid: [acid]", "id: wipes\nmay: [wipe]")
    assert word(load(NO_ACID + wipes), case(), "acid-wipe", AFTERNOON) == "no"


def test_asked_about_something_broader_the_answer_is_the_stricter_one(load: Load) -> None:
    assert word(load(NO_ACID), case(), "exfoliant", AFTERNOON) == "no"
    assert word(load(NO_ACID), case(), "skin-product", AFTERNOON) == "no"


def test_asked_about_something_broader_the_allowed_kinds_are_named(load: Load) -> None:
    answer = mt.ask(load(MAKEUP), case(), "makeup", at=moment(SECOND_DAY))
    assert (answer.answer, answer.alternatives) == ("no", ("mineral-makeup",))


def test_a_kind_that_is_not_allowed_yet_is_not_named(load: Load) -> None:
    answer = mt.ask(load(MAKEUP), case(), "makeup", at=moment("2026-12-02 10:59:59"))
    assert (answer.answer, answer.alternatives) == ("no", ())


def test_the_allowed_kind_is_named_to_whoever_asks_about_another_kind(load: Load) -> None:
    answer = mt.ask(load(MAKEUP), case(), "foundation", at=moment(SECOND_DAY))
    assert (answer.answer, answer.alternatives) == ("no", ("mineral-makeup",))


def test_an_exception_is_not_bound_by_the_rule(load: Load) -> None:
    answers = around(load(MAKEUP), case(), "mineral-makeup", "2026-12-02 11:00")
    assert answers == ("no", "yes", "yes")


def test_what_is_not_an_exception_stays_bound(load: Load) -> None:
    answers = around(load(MAKEUP), case(), "foundation", "2026-12-03 11:00")
    assert answers == ("no", "yes", "yes")


def test_an_exception_by_itself_is_no_permission(load: Load) -> None:
    alone = MAKEUP.partition("Wear mineral")[0]
    assert word(load(alone), case(), "mineral-makeup", SECOND_DAY) == "not-covered"


def test_asked_about_something_broader_a_kind_left_out_keeps_it_from_being_a_yes(
    load: Load,
) -> None:
    """Acids are left out of the permission and no rule speaks of them, so they are no yes."""
    again = NO_EXFOLIANT.replace(
        "avoid: [exfoliant]\nfrom: end", "may: [exfoliant]\nexcept: [acid]\nfrom: end"
    )
    protocol = load(again)
    assert word(protocol, case(), "scrub", AFTERNOON) == "yes"
    assert word(protocol, case(), "exfoliant", AFTERNOON) != "yes"


@pytest.mark.parametrize(
    ("feature", "status"), [("acid", "deferred"), ("exfoliant", "deferred"), ("waxing", "eligible")]
)
def test_a_dated_use_of_something_broader_may_have_been_what_the_rule_forbids(
    load: Load, feature: str, status: str
) -> None:
    facts: dict[str, mt.Fact] = {"acid": "never", "exfoliant": "never"}
    facts[feature] = date(2026, 11, 30)
    assert mt.screen(load(WASHOUT), case(facts=facts)).status == status


def test_a_dated_use_of_a_kind_is_held_against_a_rule_on_all_kinds(load: Load) -> None:
    facts: dict[str, mt.Fact] = {"acid": date(2026, 11, 30), "exfoliant": "never"}
    verdict = mt.screen(load(WASHOUT.replace("acid", "exfoliant")), case(facts=facts))
    assert [finding.feature for finding in verdict.findings] == ["acid"]
