"""What an event says: nothing by default, everything with details, in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest

import meantime as mt
from meantime.answers.edges import Says
from meantime.interop.ical.words import WORDS
from meantime.model.translation import Translation
from tests.spec.tiny import Load, case
from tests.unit.interop.reading import BEFORE, PERSON, Event, events, made, uid

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
    protocol = load(TEXT)
    content = made(protocol, case()) if recorded else made(protocol, case(lasts=None), BEFORE)
    assert {found.title for found in events(content).values()} == {"Appointment", "Care step"}
    told = content.decode().replace("\r\n ", "").casefold()
    for concept in ("retinoid", "acid", "gym", "make", "sun", "needl", "tiny", "protocol"):
        assert concept not in told
    for rule in ("actives", "handout", "session-1", PERSON):
        assert rule not in told


def test_what_is_not_certain_says_so_without_saying_what_it_is(load: Load) -> None:
    content = made(load(TEXT), case())
    assert event(content, "makeup", "begin").text.startswith("This is not certain yet. Ask")
    assert event(content, "makeup", "begin").status == "TENTATIVE"
    assert "certain" not in event(content, "gym", "end").text
    assert event(content, "gym", "end").status == "CONFIRMED"
    booked = made(load(TEXT), case(lasts=None), BEFORE)
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
    content = made(load(TEXT), case(lasts=None), BEFORE, details=True)
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
    assert event(content, "hat", "end").title == "No longer needed: hat"
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


def in_arabic(protocol: mt.Protocol) -> mt.Protocol:
    """A translation whose vocabulary has a word for the gym alone."""
    own = protocol.translations["en"]
    rules = {name: f"{name} بالعربية" for name in own.rules}
    questions = {name: f"{name}؟" for name in own.questions}
    arabic = Translation("ar", "د. سارة", "بروتوكول", rules, {}, questions, {}, "")
    gym = protocol.concepts["gym"]
    words = {**protocol.concepts, "gym": replace(gym, words={**gym.words, "ar": ("النادي",)})}
    return replace(
        protocol,
        vocabulary=replace(protocol.vocabulary, concepts=words),
        translations={"en": own, "ar": arabic},
    )


def test_a_title_has_no_word_of_another_language(load: Load) -> None:
    """What is said of the things then stands in the description, above the sentence."""
    protocol = in_arabic(load(TEXT))
    content = made(protocol, case(), details=True, language="ar")
    assert event(content, "gym", "end").title == "مسموح: النادي *"
    makeup = event(content, "makeup", "begin")
    assert makeup.title == "خطوة عناية"
    assert makeup.text.splitlines()[:3] == [
        "اسأل أولاً",
        "اسأل أولاً. يتوقف ذلك على: skin-calm؟",
        "makeup بالعربية",
    ]
    actives = event(content, "actives", "end")
    assert actives.title == "خطوة عناية"
    assert actives.text.startswith("مسموح (إن كان بوصفة طبية، فاسأل من وصفه)\nحتى الآن: actives")
    titles = "".join(found.title for found in events(content).values())
    assert not any("a" <= sign.casefold() <= "z" for sign in titles)


def test_without_names_things_that_differ_are_to_be_asked_about(load: Load) -> None:
    text = ONE.format("Rest.", "avoid: [gym, hat]\nfrom: end\nuntil: 24 hours after") + ONE.format(
        "Wear no hat.", "avoid: [hat]\nfrom: end\nuntil: day 2\nstrength: preferred"
    ).replace("id: x", "id: longer")
    protocol = load(text)
    named = event(made(protocol, case(), details=True), "x", "end")
    assert named.title == "Allowed: gym; Better not now: hat"
    unnamed = made(in_arabic(protocol), case(), details=True, language="ar")
    assert event(unnamed, "x", "end").text.splitlines()[0] == "اسأل أولاً"


def test_a_planned_end_is_said_in_a_language_without_names_too(load: Load) -> None:
    protocol = in_arabic(load(TEXT))
    content = made(protocol, case(lasts=None), BEFORE, details=True, language="ar")
    assert event(content, "sun", "better-end").text.startswith("إذا انتهت الجلسة في وقتها: مسموح\n")


@pytest.mark.parametrize("details", [True, False])
def test_a_number_to_call_stands_last_in_every_event(load: Load, details: bool) -> None:
    content = made(load(TEXT), case(), details=details, phone="+1 (555) 010-0100")
    assert {found.text.splitlines()[-1] for found in events(content).values()} == {
        "Call your clinic: +1 (555) 010-0100"
    }


def test_a_number_keeps_its_order_in_an_arabic_line(load: Load) -> None:
    content = made(in_arabic(load(TEXT)), case(), language="ar", phone="555 0100")
    assert event(content, "session").text.endswith("اتصل بعيادتك: \u2066555 0100\u2069")


@pytest.mark.parametrize(
    ("own", "typed", "said"),
    [
        ("", "", None),
        ("clinic", "", None),
        ("555 0100", "", "555 0100"),
        ("555 0100", "555 0199", "555 0199"),
        ("clinic", "555 0199 x2", "555 0199 x2"),
    ],
)
def test_the_number_typed_or_the_protocols_own(
    load: Load, own: str, typed: str, said: str | None
) -> None:
    content = made(replace(load(TEXT), phone=own), case(), phone=typed)
    call = [line for line in event(content, "session").text.splitlines() if "Call your" in line]
    assert call == ([] if said is None else [f"Call your clinic: {said}"])


def test_what_is_no_number_is_refused(load: Load) -> None:
    with pytest.raises(mt.MeantimeError, match="phone: this is not one number that can be called"):
        made(load(TEXT), case(), phone="ask at the desk")


@pytest.mark.parametrize(("language", "cure"), [("ar", "Known here: `en`"), ("enn", "`en`?")])
def test_a_language_that_is_not_there(load: Load, language: str, cure: str) -> None:
    with pytest.raises(mt.CaseError, match=f"no calendar in `{language}`. .*{cure}"):
        made(load(TEXT), case(), language=language)
