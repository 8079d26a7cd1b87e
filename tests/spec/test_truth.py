"""A fact is yes, no or unknown, and unknown is never taken for a no.

A prohibition whose condition is unknown applies and says which fact would lift it. A permission
whose condition is unknown is not granted yet. A bar whose fact is unknown leaves the screening
incomplete and names the question.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

NO_GYM = """
Do not go to the gym for 24 hours if the skin around your eyes was treated.

```yaml
id: no-gym
avoid: [gym]
from: end
until: 24 hours after
if: eye-area
cites: after 1
```
"""

GYM = """
Go to the gym after 24 hours if the skin around your eyes was not treated.

```yaml
id: gym
may: [gym]
from: 24 hours after
if: not eye-area
cites: after 1
```
"""

PEEL = """
Do not use a retinoid in the four days before, if a peel is planned.

```yaml
id: before-peel
avoid: [retinoid]
from: 4 days before
if: peel-planned
cites: before 1
```
"""

HISTORY = """
If you have ever had a cold sore, your clinician first writes a plan.

```yaml
id: needs-plan
bar: [cold-sore-history]
so: defer
if: not antiviral-plan
cites: before 1
```
"""

AFTERNOON = "2026-12-01 15:00"


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"eye-area": True}, "no"),
        ({"eye-area": False}, "not-covered"),
        ({"eye-area": None}, "no"),
        ({}, "no"),
    ],
)
def test_a_prohibition_applies_unless_its_condition_is_known_to_be_no(
    load: Load, facts: dict[str, mt.Fact], answer: str
) -> None:
    assert word(load(NO_GYM), case(facts=facts), "gym", AFTERNOON) == answer


def test_a_prohibition_with_an_unknown_condition_names_the_fact_that_would_lift_it(
    load: Load,
) -> None:
    answer = mt.ask(load(NO_GYM), case(), "gym", at=moment(AFTERNOON))
    assert answer.waits_for == ("eye-area",)
    assert [why.lifted_by for why in answer.reasons] == [("eye-area",)]


def test_a_prohibition_with_a_known_condition_waits_for_nothing(load: Load) -> None:
    answer = mt.ask(load(NO_GYM), case(facts={"eye-area": True}), "gym", at=moment(AFTERNOON))
    assert answer.waits_for == ()


def test_the_end_of_a_prohibition_with_an_unknown_condition_is_no_permission(load: Load) -> None:
    answers = around(load(NO_GYM), case(), "gym", "2026-12-02 11:00")
    assert answers[0] == "no"
    assert "yes" not in answers


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"eye-area": False}, "yes"),
        ({"eye-area": True}, "not-covered"),
        ({"eye-area": None}, "ask"),
        ({}, "ask"),
    ],
)
def test_a_permission_with_an_unknown_condition_is_not_granted_yet(
    load: Load, facts: dict[str, mt.Fact], answer: str
) -> None:
    assert word(load(GYM), case(facts=facts), "gym", "2026-12-02 11:00") == answer


def test_a_permission_with_an_unknown_condition_names_the_fact_to_ask_for(load: Load) -> None:
    answer = mt.ask(load(GYM), case(), "gym", at=moment("2026-12-02 11:00"))
    assert answer.waits_for == ("eye-area",)


def test_until_a_permission_begins_its_unknown_condition_does_not_loosen_anything(
    load: Load,
) -> None:
    assert around(load(GYM), case(), "gym", "2026-12-02 11:00") == ("no", "ask", "ask")


def test_an_unknown_bar_leaves_the_screening_incomplete_and_names_the_question(
    load: Load,
) -> None:
    verdict = mt.screen(load(HISTORY), case(facts={"antiviral-plan": False}))
    assert (verdict.status, verdict.missing) == ("incomplete", ("cold-sore-history",))


def test_a_bar_with_an_unknown_condition_leaves_the_screening_incomplete(load: Load) -> None:
    verdict = mt.screen(load(HISTORY), case(facts={"cold-sore-history": True}))
    assert (verdict.status, verdict.missing) == ("incomplete", ("antiviral-plan",))


def test_where_the_condition_of_a_bar_is_no_its_fact_need_not_be_known(load: Load) -> None:
    verdict = mt.screen(load(HISTORY), case(facts={"antiviral-plan": True}))
    assert (verdict.status, verdict.missing) == ("eligible", ())


def test_an_unknown_date_of_use_leaves_the_screening_incomplete(load: Load) -> None:
    verdict = mt.screen(load(PEEL), case(facts={"peel-planned": True}))
    assert (verdict.status, verdict.missing) == ("incomplete", ("retinoid",))


@pytest.mark.parametrize(
    ("planned", "status"),
    [(True, "deferred"), (None, "deferred"), (False, "eligible")],
)
def test_a_washout_with_an_unknown_condition_applies(
    load: Load, planned: bool | None, status: str
) -> None:
    facts: dict[str, mt.Fact] = {"retinoid": date(2026, 11, 27), "peel-planned": planned}
    assert mt.screen(load(PEEL), case(facts=facts)).status == status


def test_a_finding_with_an_unknown_condition_names_the_fact_that_would_lift_it(
    load: Load,
) -> None:
    verdict = mt.screen(load(PEEL), case(facts={"retinoid": date(2026, 11, 27)}))
    assert [finding.lifted_by for finding in verdict.findings] == [("peel-planned",)]


def test_a_fact_left_out_and_a_fact_of_none_are_the_same_unknown(load: Load) -> None:
    protocol = load(HISTORY)
    left_out = mt.screen(protocol, case())
    said = mt.screen(protocol, case(facts={"cold-sore-history": None, "antiviral-plan": None}))
    assert left_out.to_dict() == said.to_dict()
