"""What an event says: nothing by default, everything with details, in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

import meantime as mt
from meantime.interop.ical.edges import Says
from meantime.interop.ical.words import WORDS
from meantime.model.translation import Translation
from tests.spec.tiny import Load, case
from tests.unit.interop.reading import Event, events, made, uid

TEXT = """
Do not use retinoids or acids for three days. If prescribed, ask who prescribed it.

```yaml
id: actives
avoid: [retinoid, acid]
from: end
until: 3 days after
cites: after 1, after 2
```

Do not go to the gym; stay home, for a day.

```yaml
id: gym
avoid: [gym]
from: end
until: 24 hours after
assumption: yes
```

Wear make-up again once your skin is calm.

```yaml
id: makeup
may: [makeup]
from: 48 hours after
once: skin-calm
cites: after 2
```

Wear a hat in the week before. It is a plus.

```yaml
id: hat
do: [hat]
from: 7 days before
until: 2 days before
strength: preferred
cites: before 1
```

Stay out of the sun for a day. Three are better.

```yaml
id: sun
avoid: [sun]
from: end
until: 1 to 3 days after
cites: after 1
```
"""
PLANNED = "This time counts from the planned end of the session. It can move."


def event(content: bytes, *edge: str) -> Event:
    return events(content)[uid(*edge)]


def in_spanish(protocol: mt.Protocol, reviewed: str | None) -> mt.Protocol:
    own = protocol.translations["en"]
    spanish = Translation(
        "es",
        reviewed,
        "Un protocolo",
        {name: f"Regla {name}." for name in own.rules},
        {},
        {name: f"¿Pregunta {name}?" for name in own.questions},
        {},
        "",
    )
    return replace(protocol, translations={"en": own, "es": spanish})


@pytest.mark.parametrize("language", WORDS)
def test_every_language_says_everything(language: str) -> None:
    words = WORDS[language]
    assert words.says.keys() == set(Says)
    assert all(words) and all(words.says.values())
    assert len(set(words.says.values())) == len(Says)


@pytest.mark.parametrize("recorded", [True, False])
def test_nothing_tells_what_a_calendar_is_about(load: Load, recorded: bool) -> None:
    person = case() if recorded else case(lasts=None)
    content = made(load(TEXT), person)
    assert {found.title for found in events(content).values()} == {"Appointment", "Care step"}
    told = content.decode().replace("\r\n ", "").casefold()
    for concept in ("retinoid", "acid", "gym", "make", "sun", "needl", "tiny", "protocol"):
        assert concept not in told
    for rule in ("actives", "handout", "session-1", "7f3c9a"):
        assert rule not in told


def test_what_is_not_certain_says_so_without_saying_what_it_is(load: Load) -> None:
    content = made(load(TEXT), case())
    assert event(content, "makeup", "begin").text.startswith("This is not certain yet. Ask")
    assert event(content, "makeup", "begin").status == "TENTATIVE"
    assert "certain" not in event(content, "gym", "end").text
    assert event(content, "gym", "end").status == "CONFIRMED"
    booked = made(load(TEXT), case(lasts=None))
    assert event(booked, "gym", "end").text.startswith("This is not certain yet. Ask")
    assert event(booked, "gym", "end").status == "TENTATIVE"
    assert event(booked, "hat", "begin").status == "CONFIRMED"


def test_details_name_the_things_and_the_rule(load: Load) -> None:
    content = made(load(TEXT), case(), details=True)
    found = event(content, "actives", "end")
    assert found.title == "Allowed (if prescribed, ask who prescribed it): retinoid, acid"
    assert found.text == (
        "Up to now: Do not use retinoids or acids for three days. If prescribed, ask who "
        "prescribed it.\nHandout: after 1, after 2"
    )
    found = event(content, "gym", "end")
    assert found.title == "Allowed: gym *"
    assert found.text == (
        "Up to now: Do not go to the gym; stay home, for a day.\n"
        "* Not said, or not clear, in the handout. No clinician has signed it yet."
    )


def test_a_permission_that_waits_never_says_allowed(load: Load) -> None:
    found = event(made(load(TEXT), case(), details=True), "makeup", "begin")
    assert found.title == "Ask first: make-up"
    assert found.text == (
        "Ask first. It depends on: Is your skin calm now?\n"
        "Wear make-up again once your skin is calm.\nHandout: after 2"
    )


def test_a_planned_end_frees_nobody_for_certain(load: Load) -> None:
    content = made(load(TEXT), case(lasts=None), details=True)
    found = event(content, "gym", "end")
    assert found.title == "If the session ends on time: Allowed: gym *"
    assert PLANNED in found.text.splitlines()
    assert event(content, "makeup", "begin").title == "Ask first: make-up"
    assert event(content, "sun", "end").title == "Better not now: sun"
    assert PLANNED not in event(content, "hat", "begin").text


def test_a_wish_is_said_to_be_one(load: Load) -> None:
    content = made(load(TEXT), case(), details=True)
    wish = "Better so, not a must."
    assert event(content, "hat", "begin").title == "To do: hat"
    assert wish in event(content, "hat", "begin").text
    assert event(content, "hat", "end").title == "This step ends: hat"
    assert wish not in event(content, "hat", "end").text
    assert event(content, "sun", "end").title == "Better not now: sun"
    assert wish in event(content, "sun", "end").text
    assert event(content, "sun", "better-end").title == "Allowed: sun"
    assert wish not in event(content, "sun", "better-end").text


def test_what_begins_with_the_end_of_the_session_stands_in_it(load: Load) -> None:
    found = event(made(load(TEXT), case(), details=True), "session")
    assert found.title == "A tiny protocol"
    assert found.text.splitlines() == [
        "From the end of the session:",
        "- Do not use retinoids or acids for three days. If prescribed, ask who prescribed it.",
        "- Do not go to the gym; stay home, for a day.",
        "- Stay out of the sun for a day. Three are better.",
    ]


def test_what_waits_says_so_within_the_session_too(load: Load) -> None:
    fields = "{}: [makeup]\nfrom: end\nuntil: {}\nonce: skin-calm"
    waiting = ONE.format("Wear make-up.", fields.format("may", "open"))
    assert event(made(load(waiting), case(), details=True), "session").text.splitlines()[1] == (
        "- Ask first. It depends on: Is your skin calm now? Wear make-up."
    )
    certain = ONE.format("Wear no make-up.", fields.format("avoid", "day 2"))
    assert event(made(load(certain), case(), details=True), "session").text.splitlines()[1] == (
        "- Wear no make-up."
    )


ONE = """
{}

```yaml
id: x
{}
cites: before 1
```
"""


def test_what_ends_with_the_session_is_not_said_to_begin_there(load: Load) -> None:
    text = ONE.format("Wear a hat on the way.", "do: [hat]\nfrom: the day\nuntil: start")
    assert event(made(load(text), case(), details=True), "session").text == ""


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ("avoid: [acid]", "Not now: acid"),
        ("avoid: [retinoid]", "Not now (if prescribed, ask who prescribed it): retinoid"),
        ("tell: [antiviral]\nuntil: end\nroute: prescriber", "Ask first: antiviral"),
        ("avoid: [skin-product]", "Not now: skin product"),
    ],
)
def test_what_may_have_been_prescribed_is_never_just_a_no(
    load: Load, fields: str, title: str
) -> None:
    protocol = load(ONE.format("Ask the clinic.", f"{fields}\nfrom: 3 days before"))
    assert event(made(protocol, case(), details=True), "x", "begin").title == title


def test_a_kind_that_has_a_rule_and_may_have_been_prescribed_counts(load: Load) -> None:
    whole = ONE.format("Ask the clinic.", "avoid: [skin-product]\nfrom: 3 days before")
    kind = ONE.format("Ask them.", "avoid: [retinoid]\nfrom: end\nuntil: day 2")
    protocol = load(whole + kind.replace("id: x", "id: kind"))
    title = event(made(protocol, case(), details=True), "x", "begin").title
    assert title == "Not now (if prescribed, ask who prescribed it): skin product"


def test_another_language_in_its_own_words(load: Load) -> None:
    protocol = in_spanish(load(TEXT), reviewed="Dra. Pérez, 2026-11-01")
    neutral = event(made(protocol, case(), language="es"), "gym", "end")
    assert neutral.title == "Paso de cuidado"
    content = made(protocol, case(), details=True, language="es")
    found = event(content, "makeup", "begin")
    assert found.title == "Pregunte antes: maquillaje"
    assert found.text.splitlines()[:2] == [
        "Pregunte antes. Depende de: ¿Pregunta skin-calm?",
        "Regla makeup.",
    ]
    assert event(content, "session").title == "Un protocolo"


def test_a_translation_nobody_checked_says_so(load: Load) -> None:
    said = "Nadie ha revisado aún esta traducción."
    protocol = in_spanish(load(TEXT), reviewed=None)
    content = made(protocol, case(), details=True, language="es")
    assert event(content, "gym", "end").text.endswith(said)
    assert event(content, "session").text.endswith(said)
    checked = in_spanish(load(TEXT), reviewed="Dra. Pérez, 2026-11-01")
    assert said not in made(checked, case(), details=True, language="es").decode()


@pytest.mark.parametrize(("language", "cure"), [("ar", "Known here: `en`"), ("enn", "`en`?")])
def test_a_language_that_is_not_there(load: Load, language: str, cure: str) -> None:
    with pytest.raises(mt.CaseError, match=f"no calendar in `{language}`. .*{cure}"):
        made(load(TEXT), case(), language=language)
