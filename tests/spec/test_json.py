"""Every answer turns into plain values for JSON, with moments in the clinic's own time."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import meantime as mt
from tests.spec.tiny import DAY, Load, case, moment

RULES = """
Do not use a retinoid in the three days before. Five are better.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 to 5 days before
cites: before 1
```

Stay out of the sun for 24 hours, and until your skin is calm.

```yaml
id: no-sun
avoid: [sun]
from: end
until: 24 hours after
once: skin-calm
cites: after 1
```

Wear make-up from 24 hours after.

```yaml
id: makeup
may: [makeup]
from: 24 hours after
cites: after 2
```

You cannot have this treatment while you are pregnant.

```yaml
id: pregnancy
bar: [pregnant]
so: refuse
cites: before 2
```

Book three to five sessions, at least four weeks apart.

```yaml
series: three-to-five
least: 3
most: 5
interval: 4 weeks
cites: after 1
```
"""

USED: dict[str, mt.Fact] = {"retinoid": date(2026, 11, 30), "pregnant": False}


def through_json(value: dict[str, Any]) -> dict[str, Any]:
    """The value after a way through JSON: equal only if it held nothing but plain values."""
    read: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False))
    return read


def test_every_view_turns_into_plain_values(load: Load) -> None:
    protocol = load(RULES)
    for person in (case(facts=USED), case(), case(lasts=None), case(facts={"pregnant": True})):
        views = [
            protocol.to_dict(),
            mt.screen(protocol, person).to_dict(),
            mt.plan(protocol, person).to_dict(),
            mt.series(protocol, person).to_dict(),
            mt.series(protocol, person, by=date(2027, 6, 12)).to_dict(),
            mt.series(protocol, person, sessions=6).to_dict(),
        ]
        views += [
            mt.ask(protocol, person, question, at=moment("2026-11-20 09:00") + days * DAY).to_dict()
            for question in ("retinoid", "sun", "make-up and sun", "glorp", "")
            for days in range(20)
        ]
        for view in views:
            assert through_json(view) == view


def test_an_answer_gives_moments_in_local_time_with_their_offset(load: Load) -> None:
    person = case(facts={"skin-calm": True})
    answer = mt.ask(load(RULES), person, "makeup", at=moment("2026-12-01 15:00"))
    assert answer.to_dict()["until"] == "2026-12-02T11:00:00-05:00"


def test_the_offset_is_the_one_of_that_moment(load: Load) -> None:
    """New York moves its clocks back on 1 November 2026."""
    answer = mt.ask(load(RULES), case("2026-10-31 10:00"), "makeup", at=moment("2026-10-31 15:00"))
    assert answer.to_dict()["until"] == "2026-11-01T10:00:00-05:00"


def test_an_answer_says_its_word_its_reasons_and_what_it_waits_for(load: Load) -> None:
    told = mt.ask(load(RULES), case(), "sun", at=moment("2026-12-05 09:00")).to_dict()
    assert (told["answer"], told["until"], told["waits_for"]) == ("no", None, ["skin-calm"])
    (reason,) = told["reasons"]
    assert reason["rule"] == "no-sun"
    assert reason["cites"] == ["after 1"]
    assert reason["lifted_by"] == ["skin-calm"]


def test_a_verdict_gives_dates_as_dates(load: Load) -> None:
    told = mt.screen(load(RULES), case(facts=USED)).to_dict()
    assert (told["status"], told["date"], told["earliest"]) == (
        "deferred",
        "2026-12-01",
        "2026-12-06",
    )
    assert told["governing"]["fact"] == "2026-11-30"
    assert told["governing"]["review_from"] == "2026-12-04"


def test_a_plan_says_what_its_end_rests_on(load: Load) -> None:
    told = mt.plan(load(RULES), case(lasts=None)).to_dict()
    assert (told["end"], told["end_basis"]) == ("2026-12-01T11:00:00-05:00", "planned")
    first = told["items"][0]
    assert (first["rule"], first["begins"], first["ends"]) == (
        "pregnancy",
        None,
        "2026-12-01T11:00:00-05:00",
    )


def test_an_infeasible_series_says_why_and_by_how_much(load: Load) -> None:
    told = mt.series(load(RULES), case(facts=USED), sessions=6).to_dict()
    assert (told["feasible"], told["sessions"]) == (False, [])
    assert (told["constraint"]["name"], told["constraint"]["short_by"]) == ("sessions", 1)
