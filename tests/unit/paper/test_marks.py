"""Nothing is called fine or to do that the plan, when asked, does not say yes to."""

from __future__ import annotations

import pytest

import meantime as mt
from meantime.paper.sheet import Mark
from tests.spec.tiny import case
from tests.unit.paper.conftest import Load
from tests.unit.paper.rules import FEVER, general, line, personal, rules_in

FREE = """
Use them again from 24 hours after.

```yaml
id: again
may: [sunscreen, retinoid]
from: 24 hours after
cites: after 1
```
"""
LATER = """
Leave it for longer.

```yaml
id: later
avoid: [{about}]
from: end
until: {until}
cites: after 2
```
"""
CALM = """
Use no acid through day 7, and until your skin is calm.

```yaml
id: no-acid
avoid: [acid]
from: end
until: day 7
once: skin-calm
outside: ask
cites: after 1
```
"""
GRADED = """
Use no acid for three days. Ten days is better.

```yaml
id: graded
avoid: [acid]
from: 5 to 7 days before
until: 3 to 10 days after
once: skin-calm
outside: ask
cites: after 1
```
"""
AFTERWARDS = "2026-12-10 09:00"


def with_later(load: Load, about: str, until: str = "3 days after") -> mt.Protocol:
    return load(FEVER + FREE + LATER.format(about=about, until=until))


def test_what_nothing_forbids_is_fine(load: Load) -> None:
    found = line(personal(load(FEVER + FREE)), "again")
    assert (found.mark, found.notes) == (Mark.FINE, ())


def test_of_several_things_the_note_names_the_one_that_is_not_free(load: Load) -> None:
    protocol = with_later(load, "retinoid")
    for sheet in (personal(protocol), general(protocol)):
        found = line(sheet, "again")
        assert (found.mark, found.word) == (Mark.CARE, "Take care")
        assert found.notes == ("Ask the clinic first about: retinoid.",)
    free = personal(protocol, case(), "2026-12-05 00:00")
    assert line(free, "again").mark is Mark.FINE


def test_what_is_still_forbidden_altogether_is_not_now(load: Load) -> None:
    found = line(personal(with_later(load, "sunscreen, retinoid")), "again")
    assert (found.mark, found.word) == (Mark.NOT_NOW, "Not now")


def test_what_to_do_is_asked_about_as_well(load: Load) -> None:
    free = FREE.replace("may:", "do:")
    assert line(personal(load(FEVER + free)), "again").mark is Mark.DO
    strict = load(FEVER + free + LATER.format(about="retinoid", until="3 days after"))
    assert line(personal(strict), "again").mark is Mark.CARE


def test_what_has_always_held_is_asked_about_at_the_moment_of_making(load: Load) -> None:
    always = FREE.replace("from: 24 hours after", "from: any time").replace("may:", "do:")
    protocol = load(FEVER + always + LATER.format(about="retinoid", until="3 days after"))
    marks = [
        line(sheet, "again").mark
        for sheet in (
            general(protocol),
            personal(protocol),
            personal(protocol, case(), "2026-12-01 12:00"),
        )
    ]
    assert marks == [Mark.DO, Mark.DO, Mark.CARE]


def test_a_no_to_its_question_keeps_it_from_being_fine(load: Load) -> None:
    protocol = load(FEVER + FREE.replace("cites", "once: skin-calm\ncites"))
    asked, sore = (
        line(personal(protocol, case(facts=facts), AFTERWARDS), "again")
        for facts in ({}, {"skin-calm": False})
    )
    said = "Not before the answer is yes: Is your skin calm now?"
    assert (asked.mark, asked.notes) == (Mark.CARE, (said,))
    assert (sore.mark, sore.notes) == (Mark.NOT_NOW, (said,))


def test_a_language_without_the_words_says_only_to_ask() -> None:
    protocol = mt.load("microneedling")
    found = {
        language: line(personal(protocol, language=language), "usual-care-after-48-hours").notes[-1]
        for language in ("es", "ar")
    }
    assert found["es"].startswith("Pregunte primero a la clínica por: ")
    assert found["ar"] == "اسأل العيادة أولا."


@pytest.mark.parametrize("facts", [{}, {"skin-calm": False}], ids=["unasked", "sore"])
def test_no_date_ends_what_waits_for_a_report(load: Load, facts: dict[str, mt.Fact]) -> None:
    protocol = load(FEVER + CALM)
    answered = "until your answer is yes to “Is your skin calm now?”"
    early = line(personal(protocol, case(facts=facts), "2026-12-02 09:00"), "no-acid")
    assert early.mark is Mark.NOT_NOW
    assert early.times.replace("\u00a0", " ") == (
        f"from the end of the session {answered}, and at least until Tue 8 Dec, 24:00"
    )
    assert early.notes == ("After that, ask the clinic first.",)
    late = line(personal(protocol, case(facts=facts), AFTERWARDS), "no-acid")
    assert late.mark is Mark.NOT_NOW
    assert late.times == f"from the end of the session {answered}"
    assert late.band[-1].end == 1


def test_for_everybody_the_report_ends_it_too(load: Load) -> None:
    found = line(general(load(FEVER + CALM)), "no-acid")
    assert found.times == (
        "from the end of the session until your answer is yes to “Is your skin calm now?”, "
        "and at least until the end of day 7 after the session"
    )


def test_a_window_without_an_end_ends_with_the_report(load: Load) -> None:
    protocol = load(FEVER + CALM.replace("until: day 7", "until: open"))
    found = line(personal(protocol, case(), AFTERWARDS), "no-acid")
    assert found.times.endswith("session until your answer is yes to “Is your skin calm now?”")


def test_once_it_has_ended_the_clinic_is_still_asked(load: Load) -> None:
    calm = case(facts={"skin-calm": True})
    protocol = load(FEVER + CALM)
    before = line(personal(protocol, calm, "2026-12-08 23:59"), "no-acid")
    assert (before.mark, before.notes) == (Mark.NOT_NOW, ("After that, ask the clinic first.",))
    after = line(personal(protocol, calm, "2026-12-09 00:00"), "no-acid")
    assert (after.mark, after.notes) == (Mark.CARE, ("Ask the clinic first.",))
    assert after.times.replace("\u00a0", " ") == "from Wed 9 Dec, 00:00"


def test_what_is_allowed_or_silent_afterwards_is_left_out(load: Load) -> None:
    for outside in ("allowed", "silent"):
        protocol = load(FEVER + CALM.replace("outside: ask", f"outside: {outside}"))
        sheet = personal(protocol, case(facts={"skin-calm": True}), AFTERWARDS)
        assert [found.rule for found in sheet.lines()] == ["fever"]


def test_a_graded_rule_binds_until_its_report_and_is_asked_about_afterwards(load: Load) -> None:
    protocol = load(FEVER + GRADED)
    sore = line(personal(protocol, case(), AFTERWARDS), "graded")
    assert (sore.mark, sore.notes) == (Mark.NOT_NOW, ("After that, ask the clinic first.",))
    before = line(personal(protocol, case(lasts=None)), "graded")
    assert [note.replace("\u00a0", " ") for note in before.notes] == [
        "Better: from Tue 24 Nov, 00:00.",
        "After that, ask the clinic first.",
    ]
    calm = case(facts={"skin-calm": True})
    better = line(personal(protocol, calm, AFTERWARDS), "graded")
    assert better.notes == ("Better so, not a must.", "After that, ask the clinic first.")
    over = line(personal(protocol, calm, "2026-12-12 09:00"), "graded")
    assert (over.mark, over.notes) == (Mark.CARE, ("Ask the clinic first.",))
    assert over.times.replace("\u00a0", " ") == "from Sat 12 Dec, 00:00"


def test_the_line_stands_where_it_stood(load: Load) -> None:
    for at in ("2026-12-02 09:00", AFTERWARDS):
        assert rules_in(personal(load(FEVER + CALM), case(), at), "after") == ["no-acid"]
