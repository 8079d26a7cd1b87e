"""A case is a value: it never changes, equal cases are the same case, and it can be sent around."""

from __future__ import annotations

import pickle
from datetime import UTC, date

import pytest

import meantime as mt
from tests.spec.tiny import HOUR, NEW_YORK, Load, case, moment

NO_RETINOID = """
Do not use a retinoid in the three days before.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```
"""


def full() -> mt.Case:
    return case(
        facts={"retinoid": date(2026, 11, 30), "pregnant": False, "acid": "never", "waxing": None},
        session=2,
        anchors={"peel": date(2026, 11, 29)},
        earlier=(mt.Visit(moment("2026-11-01 10:00"), moment("2026-11-01 11:00")),),
    )


def test_a_case_comes_back_from_a_pickle_as_it_was() -> None:
    person = full()
    again = pickle.loads(pickle.dumps(person))
    assert again == person
    assert hash(again) == hash(person)
    assert (again.facts, again.anchors, again.earlier) == (
        person.facts,
        person.anchors,
        person.earlier,
    )


def test_a_case_from_a_pickle_gets_the_same_answers(load: Load) -> None:
    protocol, person = load(NO_RETINOID), full()
    again = pickle.loads(pickle.dumps(person))
    assert mt.screen(protocol, again).to_dict() == mt.screen(protocol, person).to_dict()


def test_equal_cases_have_the_same_hash_whatever_the_order_of_their_facts() -> None:
    one = case(facts={"pregnant": False, "acid": "never"})
    other = case(facts={"acid": "never", "pregnant": False})
    assert one == other
    assert hash(one) == hash(other)


def test_the_same_moment_in_another_zone_is_the_same_case() -> None:
    local = mt.Case(start=moment("2026-12-01 10:00"), zone=NEW_YORK)
    in_utc = mt.Case(start=moment("2026-12-01 10:00").astimezone(UTC), zone=NEW_YORK)
    assert local == in_utc
    assert hash(local) == hash(in_utc)
    assert local.start.tzinfo is UTC


@pytest.mark.parametrize(
    "other",
    [
        case("2026-12-01 10:01"),
        case(lasts=2 * HOUR),
        case(lasts=None),
        case(zone="Europe/Berlin"),
        case(facts={"pregnant": False}),
        case(session=2),
        case(anchors={"peel": date(2026, 11, 29)}),
        case(earlier=(mt.Visit(moment("2026-11-01 10:00")),)),
    ],
    ids=["start", "end", "unrecorded", "zone", "facts", "session", "anchors", "earlier"],
)
def test_a_case_that_differs_in_anything_is_another_case(other: mt.Case) -> None:
    assert case() != other


def test_an_answer_to_another_case_is_never_taken_for_this_ones(load: Load) -> None:
    protocol = load(NO_RETINOID.replace("3 days before", "3 days before the peel"))
    at = moment("2026-11-27 09:00")
    assert mt.ask(protocol, case(), "retinoid", at=at).answer == "yes"
    person = case(anchors={"peel": date(2026, 11, 29)})
    assert mt.ask(protocol, person, "retinoid", at=at).answer == "no"
    assert mt.ask(protocol, case(), "retinoid", at=at).answer == "yes"


def test_what_a_case_knows_cannot_be_changed() -> None:
    person = full()
    with pytest.raises(TypeError):
        person.facts["pregnant"] = True  # type: ignore[index]
    with pytest.raises(AttributeError):
        person.session = 3  # type: ignore[misc]


def test_a_change_to_the_facts_it_was_made_from_does_not_reach_a_case() -> None:
    facts: dict[str, mt.Fact] = {"pregnant": False}
    person = case(facts=facts)
    facts["pregnant"] = True
    assert person.facts["pregnant"] is False


def test_the_same_question_has_the_same_answer_however_often_it_is_asked(load: Load) -> None:
    protocol, person = load(NO_RETINOID), full()
    at = moment("2026-11-29 09:00")
    told = [mt.ask(protocol, person, "retinoid", at=at).to_dict() for _ in range(3)]
    assert told[0]["answer"] == "no"
    assert told[1:] == told[:1] * 2
