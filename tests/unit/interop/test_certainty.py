"""Before a session that may not take place, nothing is confirmed that rests on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

import meantime as mt
from tests.spec.tiny import SECOND, Load, case, moment
from tests.unit.interop.reading import BEFORE, events, made, uid
from tests.unit.interop.test_texts import in_spanish

TEXT = """
Tell us if you are pregnant. We do not treat you then.

```yaml
id: pregnancy
bar: [pregnant]
so: refuse
cites: before 1
```

Tell us if you breastfeed.

```yaml
id: nursing
bar: [breastfeeding]
so: review
cites: before 1
```

Wear a hat in the week before.

```yaml
id: hat
do: [hat]
from: 7 days before
until: 2 days before
cites: before 1
```

Do not wax for three days.

```yaml
id: wax
avoid: [waxing]
from: 3 days before
cites: before 1
```
"""
DOUBT = "The date of your appointment is not certain. Call your clinic."
WELL: dict[str, mt.Fact] = {"pregnant": False, "breastfeeding": False, "waxing": "never"}


def said(content: bytes) -> tuple[str, bool, str, bool]:
    """The status of the session and of a step, and whether each says that the date may not hold."""
    found = events(content)
    session, step = found[uid("session")], found[uid("hat", "begin")]
    return session.status, DOUBT in session.text, step.status, DOUBT in step.text


@pytest.mark.parametrize(
    ("facts", "session", "step"),
    [
        ({}, "CONFIRMED", "CONFIRMED"),
        ({"breastfeeding": True}, "TENTATIVE", "CONFIRMED"),
        ({"pregnant": None}, "TENTATIVE", "CONFIRMED"),
        ({"waxing": "ongoing"}, "TENTATIVE", "TENTATIVE"),
        ({"pregnant": True}, "TENTATIVE", "TENTATIVE"),
        ({"pregnant": None, "waxing": "ongoing"}, "TENTATIVE", "TENTATIVE"),
    ],
)
@pytest.mark.parametrize("details", [True, False])
def test_what_screening_leaves_certain(
    load: Load, facts: dict[str, mt.Fact], session: str, step: str, details: bool
) -> None:
    booked = case(lasts=None, facts={**WELL, **facts})
    content = made(load(TEXT), booked, BEFORE, details=details)
    tentative = (session == "TENTATIVE", step == "TENTATIVE")
    assert said(content) == (session, tentative[0], step, tentative[1])


def test_a_doubt_names_no_finding(load: Load) -> None:
    content = made(load(TEXT), case(lasts=None, facts={**WELL, "pregnant": True}), BEFORE)
    assert {event.title for event in events(content).values()} == {"Appointment", "Care step"}
    assert b"pregnan" not in content
    assert events(content)[uid("session")].text.startswith(f"{DOUBT}\nLook in your plan")


def test_a_doubt_in_another_language(load: Load) -> None:
    protocol = in_spanish(load(TEXT), reviewed="Dra. Pérez, 2026-11-01")
    content = made(protocol, case(lasts=None), BEFORE, language="es")
    text = events(content)[uid("session")].text
    assert text.startswith("La fecha de su cita no está confirmada. Llame a su clínica.\n")


def test_a_session_that_has_begun_is_certain(load: Load) -> None:
    booked = case(lasts=None, facts={**WELL, "pregnant": True})
    start = moment("2026-12-01 10:00")
    assert said(made(load(TEXT), booked, start)) == ("CONFIRMED", False, "CONFIRMED", False)
    before = made(load(TEXT), booked, start - SECOND)
    assert said(before) == ("TENTATIVE", True, "TENTATIVE", True)


def test_an_answer_that_is_given_confirms_the_date(load: Load) -> None:
    protocol = load(TEXT)
    first = made(protocol, case(lasts=None), BEFORE)
    later = BEFORE + timedelta(days=1)
    session = events(made(protocol, case(lasts=None, facts=WELL), later, first))[uid("session")]
    assert (session.status, session.sequence, session.modified) == ("CONFIRMED", 1, later)


def test_an_end_that_has_not_come_is_not_a_recorded_one(load: Load) -> None:
    end = moment("2026-12-01 11:00")
    for early in (BEFORE, end - timedelta(microseconds=1)):
        with pytest.raises(mt.CaseError, match="end: .* Leave --end out until the session is over"):
            made(load(TEXT), case(facts=WELL), early)
    assert said(made(load(TEXT), case(facts=WELL), end))[0] == "CONFIRMED"
