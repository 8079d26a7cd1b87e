"""Words of a clinic's own: what is refused and how to mend it, who may, what really goes out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import event, given, settings
from hypothesis import strategies as some

from meantime.answers.notices import Kind
from meantime.clinic.audit.chain import verify_chain
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import contacts
from meantime.clinic.care.models import Appointment, Contact, Patient
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.library.models import State, Version
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.reminders.actions.wording import put_back, word
from meantime.clinic.reminders.channels.sms.length import fitted, segments, widening
from meantime.clinic.reminders.models import Delivery, Wording
from meantime.clinic.reminders.texts import (
    KINDS,
    PHONE,
    WHEN,
    body_of,
    ended,
    message_of,
    own_words,
    usual_words,
    whole,
)
from meantime.clinic.reminders.wanted import BOOKED, OFF
from meantime.clinic.reminders.wording.accepting import Rules, accepted, needed, possible, rules_of
from meantime.clinic.reminders.wording.measuring import measured
from meantime.clinic.reminders.wording.occasions import OCCASIONS
from meantime.clinic.reminders.worker import Sending
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member, make_version
from tests.clinic.deliveries import make_delivery

CODES = [code for code, _name in LANGUAGES]
EVERY = [(language, kind) for language in CODES for kind in KINDS]
# Its own words for the day before, in each language.
OWN = {
    "en": "See you on {when}.",
    "es": "Le esperamos el {when}.",
    "ar": "نراك يوم {when}.",
}


@pytest.fixture
def rules(clinic: Clinic, version: Version) -> Rules:
    return rules_of(clinic, NOW)


def why_not(rules: Rules, kind: str, typed: str, language: str = "en") -> str:
    with pytest.raises(Refused) as refused:
        accepted(rules, language, kind, typed)
    return str(refused.value.reason)


# What may be said


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_meantimes_own_words_may_be_said(rules: Rules, language: str, kind: str) -> None:
    usual = usual_words(language, kind)
    assert accepted(rules, language, kind, usual) == usual
    assert not re.search(r"[\u2066-\u2069%]", usual)


def test_every_sentence_has_its_occasion_and_a_row_for_it() -> None:
    assert {*KINDS} == {*OCCASIONS}
    assert max(map(len, KINDS)) <= Wording._meta.get_field("kind").max_length


@pytest.mark.parametrize(
    ("kind", "has_to", "may"),
    [
        (BOOKED, [WHEN], [WHEN, PHONE]),
        (OFF, [WHEN, PHONE], [WHEN, PHONE]),
        (Kind.CALL, [WHEN, PHONE], [WHEN, PHONE]),
        (Kind.EVE, [WHEN], [WHEN, PHONE]),
        (Kind.QUESTIONS, [], [WHEN, PHONE]),
        (Kind.STEPS, [], [PHONE]),
        (Kind.CHECK_IN, [], [PHONE]),
        (Kind.RETURN, [PHONE], [PHONE]),
    ],
)
def test_what_has_to_be_filled_in_and_what_may(
    kind: str, has_to: list[str], may: list[str]
) -> None:
    assert (needed(kind), possible(kind)) == (has_to, may)


@pytest.mark.parametrize(
    "text",
    [
        "See you at 10.30 a.m. sharp: {when}. Questions? {phone}.",
        "{when}! (Ring twice.) 50% of our doors are shut.",
        "We look forward to {when} 😀",
        "Your session, appointment or visit: {when}",
        "نراك يوم {when} بعد 10 دقيقة",
        "Nos vemos el {when}. ¡Gracias!",
    ],
)
def test_what_is_plain_is_taken_as_it_is(rules: Rules, text: str) -> None:
    assert accepted(rules, "en", Kind.EVE, text) == text


def test_spaces_and_signs_are_brought_into_order(rules: Rules) -> None:
    typed = "  Until\u00a0 {when},  se\u0301 \n"
    assert accepted(rules, "en", Kind.EVE, typed) == "Until {when}, sé"


# What may not


@pytest.mark.parametrize("typed", ["", "  ", "\n \r\n"])
def test_nothing_is_no_message(rules: Rules, typed: str) -> None:
    assert "go back to Meantime's words" in why_not(rules, Kind.EVE, typed)


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_message_is_one_line(rules: Rules, sign: str) -> None:
    assert "in one line" in why_not(rules, Kind.EVE, f"On {{when}}{sign}at ten")


@pytest.mark.parametrize(
    "sign",
    [*"\0\a\b\t\x1b\x7f", "\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200b", "\ufeff"],
)
def test_signs_that_nobody_sees_are_refused(rules: Rules, sign: str) -> None:
    assert "hidden signs" in why_not(rules, Kind.EVE, f"On {sign}{{when}}")


def test_signs_that_join_letters_are_not(rules: Rules) -> None:
    assert accepted(rules, "ar", Kind.EVE, "می\u200cبینیم {when}")


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        (Kind.EVE, "See you soon.", "date"),
        (Kind.DAY, "It is today. {phone}", "date"),
        (OFF, "Your visit is off. Call {phone}.", "date"),
        (OFF, "Your visit on {when} is off.", "phone number"),
        (Kind.CALL, "Call us before {when}.", "phone number"),
        (Kind.RETURN, "Plan your next visit.", "phone number"),
    ],
)
def test_what_has_to_be_there_is_asked_for(rules: Rules, kind: str, typed: str, name: str) -> None:
    right = WHEN if name == "date" else PHONE
    said = why_not(rules, kind, typed)
    assert said == f"The {name} is missing. Write {right} where it belongs."


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        *(("wen", WHEN), ("When", WHEN), (" when ", WHEN), ("whne", WHEN), ("date", WHEN)),
        *(("visit date", WHEN), ("fecha", WHEN), ("día", WHEN), ("الموعد", WHEN), ("تاريخ", WHEN)),
        *(("phon", PHONE), ("PHONE", PHONE), ("phone_number", PHONE), ("teléfono", PHONE)),
        *(("clinic phone", PHONE), ("هاتف", PHONE)),
    ],
)
def test_the_nearest_right_one_is_named(rules: Rules, typed: str, right: str) -> None:
    said = why_not(rules, Kind.EVE, f"On {{{typed}}}")
    assert said == f"{{{typed}}} is not known. Did you mean {right}?"


def test_where_none_is_near_all_are_named(rules: Rules) -> None:
    said = why_not(rules, Kind.EVE, "On {xyz} {when}")
    assert said == "{xyz} is not known. Here you can write: {when}, {phone}."
    said = why_not(rules, Kind.STEPS, "A step {}")
    assert said == "{} is not known. Here you can write: {phone}."


@pytest.mark.parametrize("typed", ["when", "date", "wen"])
def test_no_day_is_named_where_it_may_be_over(rules: Rules, typed: str) -> None:
    said = why_not(rules, Kind.CHECK_IN, f"How is it since {{{typed}}}?")
    assert said.startswith(f"Take {{{typed}}} out: this is said after a visit too")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *((name, "does not name the patient") for name in ("name", "Name", "first_name")),
        *((name, "does not name the patient") for name in ("patient", "nombre", "Patient Name")),
        *((name, "does not name the treatment") for name in ("treatment", "procedure", "علاج")),
        *((name, "begins with the clinic's name") for name in ("clinic", "clinic_name", "link")),
    ],
)
def test_what_no_message_names_is_refused_with_the_reason(
    rules: Rules, typed: str, reason: str
) -> None:
    said = why_not(rules, Kind.EVE, f"Dear {{{typed}}}, see you on {{when}}")
    assert said.startswith(f"Take {{{typed}}} out: ")
    assert reason in said


@pytest.mark.parametrize(
    "typed", ["On {when", "On when}", "{{when}}", "}when{", "{when} {", "{when}}", "{{when}"]
)
def test_a_brace_does_not_stand_alone(rules: Rules, typed: str) -> None:
    assert why_not(rules, Kind.EVE, typed).startswith("A brace stands alone. Here you can write: ")


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example", "HTTP://x", "www.evil.example", "evil.com", "Evil.Example/pay"),
        *("bit.ly/3x", "a@evil.example", "пример.рф", "evil。com", "192.168.0.1", "{when}.com"),
        *("موقع.شبكة", "evil.{when}"),
    ],
)
def test_a_message_has_no_web_address_but_its_own(rules: Rules, address: str) -> None:
    said = why_not(rules, Kind.EVE, f"On {{when}}, see {address} now")
    assert said.startswith(f"Take the web address out ({address}):")
    assert "space after the full stop" in said


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Your microneedling is on {when}.", "microneedling"),
        ("MICRONEEDLING, {when}", "MICRONEEDLING"),
        ("Your micro-needling: {when}", "micro-needling"),
        ("Your micro needling: {when}", "micro needling"),
        ("Your micro\u200dneedling: {when}", "micro\u200dneedling"),
        ("Collagen therapies on {when}", "Collagen"),
        ("Dermapen on {when}", "Dermapen"),
        ("Sus microagujas son el {when}", "microagujas"),
        ("Inducción: {when}", "Inducción"),
        ("موعدك للوخز {when}", "للوخز"),
        ("والكولاجين {when}", "والكولاجين"),
    ],
)
@pytest.mark.parametrize("language", CODES)
def test_no_treatment_of_the_clinic_is_named_in_any_language(
    rules: Rules, typed: str, found: str, language: str
) -> None:
    said = why_not(rules, Kind.EVE, typed, language)
    assert said.startswith(f"Take “{found}” out: it tells what is treated")


def test_only_what_the_clinic_has_published_is_a_name_there(clinic: Clinic) -> None:
    text = "Your microneedling is on {when}."
    make_version(clinic, State.DRAFT)
    make_version(make_clinic("inland"))
    assert accepted(rules_of(clinic, NOW), "en", Kind.EVE, text) == text
    assert not rules_of(clinic, NOW).names


# How long it may be


def test_two_parts_are_the_most_at_the_longest_date(rules: Rules) -> None:
    def of(letters: int) -> str:
        return f"On {{when}} {'a' * letters}"

    last = max(n for n in range(300) if _fits(rules, of(n)))
    assert accepted(rules, "en", Kind.EVE, of(last)) == of(last)
    assert len(measured(rules.clinic, "en", Kind.EVE, of(last), NOW).text) == 2 * 153
    said = why_not(rules, Kind.EVE, of(last + 9))
    assert "would go out in 3 parts, and 2 are the most" in said
    assert said.endswith("Letters to take out, at least: 9.")


def _fits(rules: Rules, text: str) -> bool:
    try:
        return bool(accepted(rules, "en", Kind.EVE, text))
    except Refused:
        return False


def test_what_halves_the_room_is_named(rules: Rules) -> None:
    said = why_not(rules, Kind.EVE, f"On {{when}} ☺ {'á' * 70}")
    assert said.endswith("These signs halve the room, so leave them out if you can: ☺")
    whole = measured(rules.clinic, "en", Kind.EVE, "On {when} ☺", NOW)
    assert (whole.parts, whole.usual, whole.is_dear) == (2, 1, True)
    assert widening("Mañana, ¿sí? ☺ 😀 ☺") == "☺😀"


def test_where_meantimes_words_take_three_parts_so_may_others(rules: Rules) -> None:
    rules.clinic.name = "Harbour Skin Clinic North by the Old Bridge"
    usual = measured(rules.clinic, "ar", OFF, usual_words("ar", OFF), NOW)
    assert (usual.parts, usual.most, usual.is_dear) == (3, 3, False)
    assert accepted(rules, "ar", OFF, usual_words("ar", OFF))
    assert "3 are the most" in why_not(rules, OFF, f"{usual_words('ar', OFF)} {'ش' * 90}", "ar")


def test_a_page_of_text_is_not_even_counted(rules: Rules) -> None:
    assert "far too long" in why_not(rules, Kind.EVE, "{when}" + "a" * 100_000)


def test_a_first_text_is_measured_with_its_end(rules: Rules) -> None:
    assert measured(rules.clinic, "en", BOOKED, "On {when}", NOW).text.endswith("STOP to end.")
    assert "STOP" not in measured(rules.clinic, "en", Kind.EVE, "On {when}", NOW).text


# Any words that are taken make a message


PLAIN = some.one_of(
    some.sampled_from(["{phone}", "visit", "mañana", "موعد", "50%", "😀", "10.30", "a.m.", "¿"]),
    some.text(some.characters(categories=["L", "N", "P", "S"]), max_size=9),
)
NASTY = some.one_of(
    some.sampled_from(["{", "}", "{when}", "%(when)s", "{0}", "\\", "microneedling", "a.co"]),
    some.text(max_size=9),
)


@some.composite
def typed(draw: some.DrawFn) -> tuple[str, str, str]:
    """A sentence, and words for it that are mostly right."""
    language, kind = draw(some.sampled_from(EVERY))
    words = draw(some.lists(PLAIN, max_size=9)) + needed(kind)
    words += draw(some.lists(NASTY, max_size=1))
    return language, kind, " ".join(draw(some.permutations(words)))


OPEN_HOURS = some.datetimes(
    datetime(2026, 1, 1), datetime(2031, 12, 31), timezones=some.just(ZoneInfo("America/New_York"))
).map(lambda moment: moment.replace(hour=8 + moment.hour % 12))
LONG_NAMED = Clinic(
    slug="x", name="Harbour Skin Clinic", zone="America/New_York", phone="+12125550100"
)


@settings(deadline=None, max_examples=300)
@given(typed(), OPEN_HOURS)
def test_whatever_is_taken_makes_a_whole_message(
    words: tuple[str, str, str], start: datetime
) -> None:
    language, kind, typed = words
    rules = Rules(LONG_NAMED, frozenset({"microneedling"}), NOW)
    try:
        text = accepted(rules, language, kind, typed)
    except Refused:
        event("refused")
        return
    event("taken")
    said = whole((kind,), start.astimezone(UTC), LONG_NAMED, language, {(language, kind): text})
    said = fitted(ended(said, language) if kind == BOOKED else said)
    assert not {"{", "}"} & {*said}
    assert len(said.splitlines()) == 1
    assert "microneedling" not in said
    assert segments(said) <= measured(LONG_NAMED, language, kind, text, NOW).most
    assert str(start.year) in said or WHEN not in text
    assert accepted(rules, language, kind, text) == text, "what is kept can be saved again"


# Said from now on


def test_own_words_are_said_and_put_back(owner: Member, version: Version) -> None:
    clinic = owner.clinic
    assert own_words(clinic.pk) == {}
    row = word(owner, "en", Kind.EVE, "  See you on {when}. ", 0, NOW)
    assert (row.text, row.revision, row.changed) == ("See you on {when}.", 1, NOW)
    assert own_words(clinic.pk) == {("en", "eve"): "See you on {when}."}
    later = NOW + timedelta(hours=1)
    row = put_back(owner, "en", Kind.EVE, 1, later)
    assert (row.text, row.revision, row.changed) == ("", 2, later)
    assert own_words(clinic.pk) == {}
    assert Wording.objects.of(clinic).count() == 1


def test_meantimes_words_typed_are_none_of_the_clinics_own(owner: Member, version: Version) -> None:
    word(owner, "en", Kind.EVE, "See you on {when}.", 0, NOW)
    word(owner, "en", Kind.EVE, usual_words("en", Kind.EVE), 1, NOW)
    assert own_words(owner.clinic.pk) == {}
    word(owner, "es", Kind.EVE, usual_words("es", Kind.EVE), 0, NOW)
    assert not Wording.objects.of(owner.clinic).filter(language="es").exists()


def test_the_audit_says_which_sentence_and_holds(owner: Member, version: Version) -> None:
    row = word(owner, "es", Kind.CHECK_IN, "¿Cómo sigue?", 0, NOW)
    word(owner, "es", Kind.CHECK_IN, "¿Cómo sigue?", 1, NOW)  # nothing is another
    put_back(owner, "es", Kind.CHECK_IN, 1, NOW)
    events = Event.objects.filter(subject=f"wording:{row.pk}").order_by("number")
    told = {"language": "es", "kind": "check-in"}
    assert [(event.verb, event.detail) for event in events] == [
        ("word message", told),
        ("put back words of message", told),
    ]
    assert not list(verify_chain(str(owner.clinic.pk)))


def test_what_is_refused_changes_nothing(owner: Member, version: Version) -> None:
    word(owner, "en", Kind.EVE, "See you on {when}.", 0, NOW)
    with pytest.raises(Refused):
        word(owner, "en", Kind.EVE, "Your microneedling is on {when}.", 1, NOW)
    row = Wording.objects.of(owner.clinic).get()
    assert (row.text, row.revision) == ("See you on {when}.", 1)
    assert Event.objects.filter(verb="word message").count() == 1


def test_whoever_was_slower_is_told(owner: Member, version: Version) -> None:
    word(owner, "en", Kind.EVE, "See you on {when}.", 0, NOW)
    with pytest.raises(Stale):
        word(owner, "en", Kind.EVE, "Until {when}.", 0, NOW)
    put_back(owner, "en", Kind.EVE, 1, NOW)
    with pytest.raises(Stale):  # seen before it was put back and worded anew
        put_back(owner, "en", Kind.EVE, 1, NOW)
    word(owner, "en", Kind.EVE, "Until {when}.", 2, NOW)
    assert own_words(owner.clinic.pk) == {("en", "eve"): "Until {when}."}


def test_words_are_those_of_one_clinic(
    owner: Member, appointment: Appointment, nurse: Member
) -> None:
    other = make_clinic("inland")
    word(make_member(other, Role.OWNER), "en", Kind.EVE, "Inland on {when}.", 0, NOW)
    contact = contacts.add_contact(nurse, appointment.patient, "email", "a@b.example", NOW)
    row = make_delivery(contact, appointment)
    assert own_words(owner.clinic.pk) == {}
    assert "Your visit is on Thu 3 Dec 2026, 10:00." in body_of(row)
    word(owner, "en", Kind.EVE, "Harbour on {when}.", 0, NOW)
    assert "Harbour on Thu 3 Dec 2026, 10:00." in body_of(row)
    assert own_words(other.pk) == {("en", "eve"): "Inland on {when}."}


# What goes out


@pytest.fixture
def contact(nurse: Member, patient: Patient, settings: Any) -> Contact:
    settings.REMINDERS_FROM = "clinic@harbour.test"
    return contacts.add_contact(nurse, patient, "email", "ana@example.org", NOW, agreed=True)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Harbour Skin Clinic: See you on Thu 3 Dec 2026, 10:00. "),
        ("es", "Harbour Skin Clinic: Le esperamos el jue 3 dic 2026, 10:00. "),
        ("ar", "Harbour Skin Clinic: نراك يوم الخميس 3 ديسمبر 2026، 10:00. "),
    ],
)
def test_a_message_that_goes_out_has_the_words_of_now(
    owner: Member,
    contact: Contact,
    appointment: Appointment,
    clock: Clock,
    language: str,
    said: str,
) -> None:
    Patient.everywhere.update(language=language)
    rows = Delivery.objects.of(owner.clinic)
    eve = next(row for row in rows if "eve" in row.kinds)
    rows.exclude(pk=eve.pk).delete()
    Delivery.everywhere.update(kinds=["eve"])
    for code, text in OWN.items():
        word(owner, code, Kind.EVE, text, 0, NOW)  # after the message was planned
    clock.now = eve.due
    Sending().run_once()
    (sent,) = mail.outbox
    assert sent.body == f"{said}http://127.0.0.1:8000/p/"


def test_a_number_is_read_from_the_left_in_arabic(owner: Member, version: Version) -> None:
    text = "اتصل {phone} قبل {when}"
    word(owner, "ar", Kind.CALL, text, 0, NOW)
    own = own_words(owner.clinic.pk)
    said = whole((Kind.CALL,), NOW, owner.clinic, "ar", own)
    assert "اتصل \u2066+1 212-555-0100\u2069 قبل" in said


def test_several_sentences_are_each_in_their_words_and_in_order(
    owner: Member, version: Version
) -> None:
    word(owner, "en", Kind.QUESTIONS, "Some questions wait: {phone}.", 0, NOW)
    own = own_words(owner.clinic.pk)
    said = whole(("questions", "eve"), NOW + timedelta(days=3), owner.clinic, "en", own)
    visit, asked = (
        "Your visit is on Thu 3 Dec 2026, 09:00.",
        "Some questions wait: +1 212-555-0100.",
    )
    assert f"{visit} {asked} http" in said


def test_a_batch_asks_once_for_the_words(
    owner: Member, contact: Contact, appointment: Appointment
) -> None:
    made = [make_delivery(contact, appointment) for _number in range(5)]
    pks = [row.pk for row in made]
    joined = Delivery.everywhere.select_related("patient", "clinic", "contact")
    rows = list(joined.filter(pk__in=pks))
    word(owner, "en", Kind.EVE, "See you on {when}.", 0, NOW)
    with CaptureQueriesContext(connection) as asked:
        own = own_words(owner.clinic.pk)
        bodies = {message_of(row, own).body for row in rows}
    assert len(asked) == 1
    assert len(bodies) == 1 and "See you on" in bodies.pop()
    assert message_of(rows[0]) == message_of(rows[0], own)


# Pages


def where(member: Member, kind: str = "eve", language: str = "en") -> str:
    return reverse("wording", args=[member.clinic.slug, language, kind])


def page_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_the_list_says_what_is_said_now_and_whose_words_they_are(
    owner: Member, version: Version
) -> None:
    row = word(owner, "ar", Kind.EVE, OWN["ar"], 0, NOW)
    client, every = client_of(owner), reverse("wordings", args=[owner.clinic.slug])
    page = page_of(client.get(every))
    assert page.count("Your own words") == 1
    assert page.count("Meantime's words") == len(EVERY) - 1
    assert f'<p lang="ar" dir="auto">{OWN["ar"]}</p>' in page
    assert "since Mon 30 Nov 2026, 09:00" in page
    for language, kind in EVERY:
        assert where(owner, kind, language) in page
        assert usual_words(language, kind) in page or (language, kind) == ("ar", "eve")
    assert "A change holds for every message that has not gone out yet" in page
    put_back(owner, "ar", Kind.EVE, row.revision, NOW)
    assert "Your own words" not in page_of(client.get(every))


def test_the_list_marks_what_costs_more_and_what_could_not_be_saved_today(
    owner: Member, version: Version
) -> None:
    every = reverse("wordings", args=[owner.clinic.slug])
    word(owner, "en", Kind.EVE, f"See you on {{when}}. {'Come. ' * 15}", 0, NOW)
    page = page_of(client_of(owner).get(every))
    assert page.count("2 parts by SMS instead of 1") == 1
    assert "could not be saved today" not in page
    # A treatment that has come since.
    Wording.everywhere.update(text="Your microneedling is on {when}.")
    page = page_of(client_of(owner).get(every))
    assert page.count("These words still go out, but could not be saved today.") == 1
    assert "Take “microneedling” out" in page


def test_a_sentence_is_worded_on_its_page(owner: Member, version: Version) -> None:
    client = client_of(owner)
    page = page_of(client.get(where(owner)))
    assert "Your visit is on {when}.</textarea>" in page
    assert '<code dir="ltr">{when}</code> the date and the time: has to be there' in page
    assert '<code dir="ltr">{phone}</code> the clinic\'s phone number</li>' in page
    assert "This is said now." in page
    told = {"text": "See you on {when}.", "revision": "0", "do": "save"}
    answer = client.post(where(owner), told, follow=True)
    assert "It holds for every message that has not gone out." in page_of(answer)
    assert own_words(owner.clinic.pk) == {("en", "eve"): "See you on {when}."}
    page = page_of(client.get(where(owner)))
    assert "See you on {when}.</textarea>" in page
    assert "Say this again" in page
    client.post(where(owner), {"revision": "1", "do": "back"})
    assert own_words(owner.clinic.pk) == {}


def test_what_is_refused_stays_in_its_box(owner: Member, version: Version) -> None:
    told = {"text": "See you on {wen}.", "revision": "0", "do": "save"}
    page = page_of(client_of(owner).post(where(owner), told), 400)
    assert "See you on {wen}.</textarea>" in page
    assert 'aria-invalid="true"' in page
    assert page.count("Did you mean {when}?") == 1
    assert 'role="alert"' in page
    assert not Wording.objects.of(owner.clinic).exists()


def test_whoever_was_slower_sees_what_is_said_now(owner: Member, version: Version) -> None:
    word(owner, "en", Kind.EVE, "See you on {when}.", 0, NOW)
    told = {"text": "Until {when}.", "revision": "0", "do": "save"}
    client = client_of(owner)
    page = page_of(client.post(where(owner), told), 409)
    assert "Somebody else has changed this meanwhile." in page
    assert "See you on {when}.</p>" in page
    assert "Until {when}.</textarea>" in page
    assert own_words(owner.clinic.pk) == {("en", "eve"): "See you on {when}."}
    assert "Somebody else" in page_of(client.post(where(owner), {"do": "back"}), 409)


def preview(member: Member, typed: str, kind: str = "eve", language: str = "en", **how: Any) -> str:
    told = {"text": typed, "revision": "0", "do": "preview"}
    return page_of(client_of(member).post(where(member, kind, language), told, **how))


LIVE: dict[str, Any] = {"headers": {"HX-Request": "true"}}


def test_a_preview_is_the_whole_message_and_changes_nothing(
    owner: Member, version: Version
) -> None:
    page = preview(owner, "See you on {when}. {phone}", **LIVE)
    assert "<html" not in page
    said = re.search(r'<p class="bubble" lang="en" dir="auto">(.+)</p>', page)
    assert said
    assert re.fullmatch(
        r"Harbour Skin Clinic: See you on \w{3} \d\d \w{3} \d{4}, 10:00. \+1 212-555-0100 "
        r"http://127.0.0.1:8000/p/",
        said[1],
    )
    assert f'<dt>Letters</dt><dd class="numeric">{len(said[1])}</dd>' in page
    assert "1 of 2 at most" in page
    assert not Wording.objects.of(owner.clinic).exists()
    assert not Event.objects.filter(verb="word message").exists()


def test_a_preview_works_without_scripts(owner: Member, version: Version) -> None:
    page = preview(owner, "See you on {when}.")
    assert "<html" in page
    assert "See you on {when}.</textarea>" in page
    assert "Harbour Skin Clinic: See you on " in page
    assert not Wording.objects.of(owner.clinic).exists()


def test_a_preview_says_what_would_be_refused_and_what_costs_more(
    owner: Member, version: Version
) -> None:
    page = preview(owner, "See you on {wen}.", **LIVE)
    assert "Did you mean {when}?" in page
    assert "See you on {wen}." in page
    page = preview(owner, f"See you on {{when}}. {'Come. ' * 15}", **LIVE)
    assert "It goes out in 2 parts instead of 1, and each is paid for." in page
    page = preview(owner, "See you on {when} ☺ in our house", **LIVE)
    assert "leave them out if you can: ☺" in page
    assert "in 3 parts" in preview(owner, f"{{when}} {'Come. ' * 60}", **LIVE)
    assert "far too long" in preview(owner, f"{{when}} {'Come. ' * 600}", **LIVE)


def test_a_preview_shows_what_a_text_leaves_out(owner: Member, version: Version) -> None:
    page = preview(owner, "¿Está aquí el {when}?", language="es", **LIVE)
    assert "¿Esta aqui el " in page
    assert "An e-mail has them." in page
    assert "An e-mail has them." not in preview(owner, "El {when}", language="es", **LIVE)


def test_arabic_is_typed_from_the_right(owner: Member, version: Version) -> None:
    page = page_of(client_of(owner).get(where(owner, "off", "ar")))
    assert re.search(r'<textarea[^>]* lang="ar" dir="rtl"', page)
    assert re.search(
        r'<textarea[^>]* lang="en" dir="ltr"', page_of(client_of(owner).get(where(owner)))
    )


@pytest.mark.parametrize("part", [("xx", "eve"), ("en", "nothing"), ("fr", "eve"), ("en", "CALL")])
def test_what_no_message_says_has_no_page(owner: Member, part: tuple[str, str]) -> None:
    address = reverse("wording", args=[owner.clinic.slug, *part])
    assert client_of(owner).get(address).status_code == 404
    assert client_of(owner).post(address, {"text": "{when}"}).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_only_an_owner_words_messages(clinic: Clinic, version: Version, role: Role) -> None:
    member = make_member(clinic, role)
    client = client_of(member)
    assert client.get(reverse("wordings", args=[clinic.slug])).status_code == 403
    assert client.get(where(member)).status_code == 403
    for do in ("save", "preview", "back"):
        told = {"text": "On {when}", "revision": "0", "do": do}
        assert client.post(where(member), told).status_code == 403
    assert not Wording.objects.of(clinic).exists()


def test_the_messages_of_a_patient_lead_there_whoever_may(
    owner: Member, desk: Member, appointment: Appointment
) -> None:
    address = reverse("patient-messages", args=[owner.clinic.slug, appointment.patient_id])
    way = reverse("wordings", args=[owner.clinic.slug])
    assert f'href="{way}"' in page_of(client_of(owner).get(address))
    assert f'href="{way}"' not in page_of(client_of(desk).get(address))
    assert f'href="{way}"' in page_of(client_of(owner).get(f"/c/{owner.clinic.slug}/settings/"))


def test_pages_of_messages_show_the_clinics_words(
    owner: Member, nurse: Member, contact: Contact, appointment: Appointment
) -> None:
    word(owner, "en", Kind.EVE, "See you on {when}.", 0, NOW)
    address = reverse("patient-messages", args=[owner.clinic.slug, appointment.patient_id])
    assert "Harbour Skin Clinic: See you on Thu 3 Dec 2026, 10:00." in page_of(
        client_of(nurse).get(address)
    )
