"""A decision says how an unclear place of the handout is read, and who signed it.

Until a clinician signs it, every rule that rests on it is an assumption, and shown as one
everywhere. A decision explains; it never makes an answer less strict.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment, word

RULE = """
Do not use a retinoid in the three days before.

```yaml
id: three-days
avoid: [retinoid]
from: 3 days before
{more}
```
"""

DECISION = """
# {name}. Which number counts?

Two lines of the handout give two numbers.

```yaml
decision: {name}
places: before 1, before 2
reading: Three days.
prevails: {prevails}
signed: {signed}
```
"""

DOCTOR = "Dr. Jane Doe, 14 March 2026"


def protocol_of(load: Load, more: str, **signed: str) -> mt.Protocol:
    decisions = "".join(
        DECISION.format(name=name, prevails="three-days", signed=who)
        for name, who in signed.items()
    )
    return load(RULE.format(more=more), decisions=decisions)


@pytest.mark.parametrize(
    ("more", "signed", "assumption"),
    [
        ("cites: before 1", {}, False),
        ("assumption: yes", {}, True),
        ("cites: before 1\ndecisions: F1", {"F1": "assumption"}, True),
        ("cites: before 1\ndecisions: F1", {"F1": DOCTOR}, False),
        ("cites: before 1\ndecisions: F1, F2", {"F1": DOCTOR, "F2": "assumption"}, True),
        ("cites: before 1\ndecisions: F1, F2", {"F1": DOCTOR, "F2": DOCTOR}, False),
        ("assumption: yes\ndecisions: F1", {"F1": "assumption"}, True),
    ],
)
def test_a_rule_is_an_assumption_until_all_its_decisions_are_signed(
    load: Load, more: str, signed: dict[str, str], assumption: bool
) -> None:
    (item,) = mt.plan(protocol_of(load, more, **signed), case()).items
    assert item.assumption is assumption


def test_what_the_handout_leaves_open_is_an_assumption_no_longer_once_a_clinician_signs(
    load: Load,
) -> None:
    protocol = protocol_of(load, "assumption: yes\ndecisions: F1", F1=DOCTOR)
    (item,) = mt.plan(protocol, case()).items
    assert item.assumption is False


def test_every_view_shows_an_assumption_and_the_decision_it_rests_on(load: Load) -> None:
    protocol = protocol_of(load, "cites: before 1\ndecisions: F1", F1="assumption")
    person = case(facts={"retinoid": date(2026, 11, 30)})
    answer = mt.ask(protocol, person, "retinoid", at=moment("2026-11-30 09:00")).to_dict()
    verdict = mt.screen(protocol, person).to_dict()
    plan = mt.plan(protocol, person).to_dict()
    for shown in (answer["reasons"], verdict["findings"], plan["items"]):
        assert [(line["assumption"], line["decisions"]) for line in shown] == [(True, ["F1"])]


def test_a_signed_decision_says_who_signed(load: Load) -> None:
    protocol = protocol_of(load, "cites: before 1\ndecisions: F1", F1=DOCTOR)
    assert protocol.decisions["F1"].signed == DOCTOR


def test_a_decision_for_the_looser_rule_does_not_loosen_the_answer(load: Load) -> None:
    opposed = (
        RULE.format(more="cites: before 1")
        + """
Use a retinoid up to the session.

```yaml
id: retinoid-is-fine
may: [retinoid]
from: any time
cites: before 2
```
"""
    )
    decision = DECISION.format(name="F1", prevails="retinoid-is-fine", signed=DOCTOR)
    protocol = load(opposed, decisions=decision)
    assert word(protocol, case(), "retinoid", "2026-11-30 09:00") == "no"


def test_a_rule_without_a_place_in_the_handout_has_to_be_marked_as_an_assumption(
    load: Load,
) -> None:
    with pytest.raises(mt.ProtocolError, match="assumption: yes"):
        load(RULE.format(more=""))


def test_a_decision_that_does_not_exist_is_refused(load: Load) -> None:
    with pytest.raises(mt.ProtocolError, match="F9"):
        protocol_of(load, "cites: before 1\ndecisions: F9", F1=DOCTOR)
