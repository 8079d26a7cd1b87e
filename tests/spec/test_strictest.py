"""Where several rules speak of the same thing at the same moment, the strictest wins, always.

A prohibition beats a permission; so does "not advised", and a question for the clinic.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case, moment, word

_ONE = """
Do as the handout says.

```yaml
id: {name}
{verb}: [gym]
from: end
until: 24 hours after
{more}
cites: after 1
```
"""

STANCES = {
    "no": _ONE.format(name="no", verb="avoid", more=""),
    "not-advised": _ONE.format(name="better-not", verb="avoid", more="strength: preferred"),
    "ask": _ONE.format(name="ask", verb="tell", more="route: clinic"),
    "yes": _ONE.format(name="yes", verb="may", more=""),
}
AFTERNOON = "2026-12-01 15:00"


@pytest.mark.parametrize(
    ("strict", "loose"),
    [
        ("no", "ask"),
        ("no", "not-advised"),
        ("no", "yes"),
        ("ask", "not-advised"),
        ("ask", "yes"),
        ("not-advised", "yes"),
    ],
)
def test_of_two_rules_the_stricter_wins_whichever_stands_first(
    load: Load, strict: str, loose: str
) -> None:
    assert word(load(STANCES[strict] + STANCES[loose]), case(), "gym", AFTERNOON) == strict
    assert word(load(STANCES[loose] + STANCES[strict]), case(), "gym", AFTERNOON) == strict


def test_when_the_stricter_rule_is_over_the_other_one_stands(load: Load) -> None:
    longer = STANCES["yes"].replace("24 hours", "48 hours")
    answers = around(load(STANCES["no"] + longer), case(), "gym", "2026-12-02 11:00")
    assert answers == ("no", "yes", "yes")


def test_every_rule_that_takes_the_strictest_stance_is_a_reason_the_longest_first(
    load: Load,
) -> None:
    longer = STANCES["no"].replace("id: no", "id: longer").replace("24 hours", "48 hours")
    protocol = load(STANCES["no"] + longer + STANCES["yes"])
    answer = mt.ask(protocol, case(), "gym", at=moment(AFTERNOON))
    assert [why.rule.id for why in answer.reasons] == ["longer", "no"]


def test_a_shorter_rule_never_clears_a_longer_one(load: Load) -> None:
    longer = STANCES["no"].replace("id: no", "id: longer").replace("24 hours", "48 hours")
    answers = around(load(STANCES["no"] + longer), case(), "gym", "2026-12-02 11:00")
    assert answers == ("no", "no", "no")


def test_a_thing_that_no_rule_speaks_of_is_not_covered(load: Load) -> None:
    answer = mt.ask(load(STANCES["yes"]), case(), "hat", at=moment(AFTERNOON))
    assert (answer.answer, answer.until, answer.reasons) == ("not-covered", None, ())
