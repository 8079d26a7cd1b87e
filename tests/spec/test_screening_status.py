"""Screening says whether the person may be treated: eligible, review, deferred, contraindicated.

The worst finding governs. Where an unknown fact could make it worse the screening is `incomplete`,
names the question, and reports the worst that is known.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, case

BARS = """
You cannot have this treatment while you are pregnant.

```yaml
id: refuse
bar: [pregnant]
so: refuse
cites: before 1
```

You cannot be treated with a cold sore.

```yaml
id: defer
bar: [active-cold-sore]
so: defer
cites: before 2
```

A clinician decides with you if you are breastfeeding.

```yaml
id: review
bar: [breastfeeding]
so: review
cites: before 3
```
"""

NO_RETINOID = """
Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 4
```
"""

NO_WAXING = """
Do not wax in the five days before. Seven days is better.

```yaml
id: no-waxing
avoid: [waxing]
from: 5 to 7 days before
cites: before 5
```
"""

CLEAR: dict[str, mt.Fact] = {"pregnant": False, "active-cold-sore": False, "breastfeeding": False}


@pytest.mark.parametrize(
    ("facts", "status", "governing"),
    [
        ({}, "eligible", None),
        ({"breastfeeding": True}, "review", "review"),
        ({"active-cold-sore": True}, "deferred", "defer"),
        ({"pregnant": True}, "contraindicated", "refuse"),
        ({"breastfeeding": True, "active-cold-sore": True}, "deferred", "defer"),
        ({"breastfeeding": True, "pregnant": True}, "contraindicated", "refuse"),
        ({"active-cold-sore": True, "pregnant": True}, "contraindicated", "refuse"),
        (
            {"breastfeeding": True, "active-cold-sore": True, "pregnant": True},
            "contraindicated",
            "refuse",
        ),
    ],
)
def test_the_worst_finding_governs(
    load: Load, facts: dict[str, mt.Fact], status: str, governing: str | None
) -> None:
    verdict = mt.screen(load(BARS), case(facts=CLEAR | facts))
    found = verdict.governing.rule.id if verdict.governing else None
    assert (verdict.status, found) == (status, governing)
    assert len(verdict.findings) == len(facts)


@pytest.mark.parametrize(
    ("known", "unknown", "status"),
    [
        (None, "pregnant", "incomplete"),
        (None, "active-cold-sore", "incomplete"),
        (None, "breastfeeding", "incomplete"),
        ("breastfeeding", "active-cold-sore", "incomplete"),
        ("breastfeeding", "pregnant", "incomplete"),
        ("active-cold-sore", "pregnant", "incomplete"),
        ("active-cold-sore", "breastfeeding", "deferred"),
        ("pregnant", "active-cold-sore", "contraindicated"),
        ("pregnant", "breastfeeding", "contraindicated"),
    ],
)
def test_an_unknown_fact_that_could_make_it_worse_leaves_it_incomplete(
    load: Load, known: str | None, unknown: str, status: str
) -> None:
    facts = CLEAR | {unknown: None} | ({known: True} if known else {})
    verdict = mt.screen(load(BARS), case(facts=facts))
    assert verdict.status == status
    assert unknown in verdict.missing


def test_an_incomplete_screening_reports_the_worst_that_is_known(load: Load) -> None:
    facts = CLEAR | {"pregnant": None, "active-cold-sore": True, "breastfeeding": True}
    verdict = mt.screen(load(BARS), case(facts=facts))
    assert verdict.status == "incomplete"
    assert verdict.governing is not None
    assert (verdict.governing.rule.id, verdict.governing.status) == ("defer", "deferred")


def test_an_incomplete_screening_promises_no_date(load: Load) -> None:
    facts = CLEAR | {"pregnant": None, "retinoid": date(2026, 11, 30)}
    verdict = mt.screen(load(BARS + NO_RETINOID), case(facts=facts))
    assert (verdict.status, verdict.earliest) == ("incomplete", None)


def test_every_unknown_question_is_named_once(load: Load) -> None:
    verdict = mt.screen(load(BARS + NO_RETINOID), case())
    assert verdict.status == "incomplete"
    assert sorted(verdict.missing) == ["active-cold-sore", "breastfeeding", "pregnant", "retinoid"]


def test_a_question_that_no_rule_uses_is_not_missing(load: Load) -> None:
    verdict = mt.screen(load(BARS), case(facts=CLEAR))
    assert (verdict.status, verdict.missing) == ("eligible", ())


def test_an_unknown_use_that_could_put_the_date_off_further_leaves_it_incomplete(
    load: Load,
) -> None:
    facts: dict[str, mt.Fact] = {"retinoid": date(2026, 11, 30)}
    verdict = mt.screen(load(NO_RETINOID + NO_WAXING), case(facts=facts))
    assert (verdict.status, verdict.missing) == ("incomplete", ("waxing",))


def test_of_two_findings_of_the_same_kind_the_one_that_clears_last_governs(load: Load) -> None:
    facts: dict[str, mt.Fact] = {"retinoid": date(2026, 11, 30), "waxing": date(2026, 11, 29)}
    verdict = mt.screen(load(NO_RETINOID + NO_WAXING), case(facts=facts))
    assert verdict.governing is not None
    assert (verdict.governing.rule.id, verdict.earliest) == ("no-waxing", date(2026, 12, 7))


def test_a_finding_that_no_date_clears_governs_one_with_a_date(load: Load) -> None:
    facts = CLEAR | {"active-cold-sore": True, "retinoid": date(2026, 11, 30)}
    verdict = mt.screen(load(NO_RETINOID + BARS), case(facts=facts))
    assert verdict.governing is not None
    assert (verdict.governing.rule.id, verdict.earliest) == ("defer", None)


def test_a_finding_has_its_rule_status_fact_date_place_and_sentence(load: Load) -> None:
    used = date(2026, 11, 30)
    (finding,) = mt.screen(load(NO_RETINOID), case(facts={"retinoid": used})).findings
    assert (finding.rule.id, finding.status) == ("no-retinoid", "deferred")
    assert (finding.feature, finding.fact) == ("retinoid", used)
    assert finding.clear == date(2026, 12, 4)
    assert [str(place) for place in finding.cites] == ["before 4"]
    assert finding.text == "Do not use a retinoid in the three days before."


def test_a_protocol_without_bars_and_washouts_turns_nobody_away(load: Load) -> None:
    verdict = mt.screen(load(""), case())
    assert (verdict.status, verdict.earliest) == ("eligible", date(2026, 12, 1))
