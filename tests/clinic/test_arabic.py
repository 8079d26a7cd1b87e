"""The portal in Arabic: all that patients see is translated, right to left, and nothing is turned.

What stays in English there is marked as English; a phone number is never read backwards.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import meantime as mt
from meantime.clinic.care.actions import patients
from meantime.clinic.care.models import Appointment
from meantime.clinic.design.moments import away_words, day_words, full_words
from meantime.clinic.design.templatetags.design import listed
from meantime.clinic.languages import LANGUAGES, OF_STAFF
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import asking, links
from meantime.clinic.portal.answering import _loosely, answered
from meantime.clinic.portal.models import TRIES, PatientQuestion
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Clinic, Member, Room, User
from meantime.clinic.zones import ZONES, city_of
from tests.clinic.catalogue import CLINIC, Message, compiled, messages, mo_of, of_patients
from tests.clinic.catalogue import translated as every_translated
from tests.clinic.conftest import NOW, Clock, client_of
from tests.clinic.test_portal_questions import Phone, sent
from tests.clinic.test_spanish import (
    STATES,
    Entry,
    Held,
    _Spoken,
    forms,
    just_treated,
    nothing_answered,
    on_the_day,
    two_days_after,
)

ARABIC = "ar"
_FILLED = re.compile(r"%\(\w+\)[a-z]|</?\w+>")
_LATIN = re.compile(r"[A-Za-z]")
# What Arabic pages of clinics write in Latin letters, too; and the name of this software.
_NAMES = ("SPF", "IPL", "JPEG", "START", "STOP", "Meantime")
_OWN = re.compile("|".join((*_NAMES, _FILLED.pattern)))
_STOP = re.compile(r"[؀-ۿ)]\s*[,;?](?!\S)")
_STOPS = {".": ".", "?": "؟", ":": ":"}


@pytest.fixture(autouse=True)
def language_of_the_tests() -> Iterator[None]:
    """A request leaves its language behind in its thread."""
    yield
    translation.activate("en")


@pytest.fixture
def held(
    appointment: Appointment, nurse: Member, clinician: Member, room: Room, clock: Clock
) -> Held:
    """A patient who reads Arabic, with the plan open on their phone, and who works for them."""
    patient = appointment.patient
    who = patient.name, patient.birthday
    changed = patients.change_patient(nurse, patient, *who, ARABIC, "", patient.revision, NOW)
    found = Appointment.everywhere.get(pk=appointment.pk)
    return Held(Phone(nurse, changed), found, nurse, clinician, room, clock)


def entries() -> list[Entry]:
    found = []
    for item in every_translated(ARABIC):
        text, plural = (*forms(item.id), "")[:2]
        message = Message(text, plural, item.context or "")
        found.append(Entry(message, forms(item.string), item.fuzzy))
    return [entry for entry in found if entry.message.text]


def test_every_message_of_a_page_that_patients_see_is_in_arabic_and_nothing_else() -> None:
    assert {entry.message for entry in entries()} == set(messages(ARABIC)), "run `make words`"
    assert len(entries()) > 200
    assert [entry.message for entry in entries() if not all(entry.strings)] == []
    assert [entry.message for entry in entries() if entry.fuzzy] == []
    assert list(every_translated(ARABIC).obsolete) == []


def test_pages_of_patients_are_told_from_those_of_the_staff() -> None:
    found = {
        file.relative_to(CLINIC).as_posix()
        for file in CLINIC.rglob("*")
        if file.suffix in (".py", ".html") and of_patients(file)
    }
    assert {"portal/templates/portal/now.html", "portal/views/healing.py"} <= found
    assert {"portal/templates/portal/lines.html", "design/templates/base.html"} <= found
    staff = {"portal/templates/portal/links.html", "portal/views/giving.py", "care/board.py"}
    assert not found & staff


def test_every_count_has_six_forms_and_what_is_filled_in_stays() -> None:
    for message, strings, _fuzzy in entries():
        kept = sorted(_FILLED.findall(message.plural or message.text))
        assert len(strings) == (6 if message.plural else 1), message
        # "One day" and "two days" are words of their own, which have the number in them.
        said = strings if not message.plural else (strings[0], *strings[3:])
        assert [sorted(_FILLED.findall(text)) for text in said] == [kept] * len(said), message


def test_the_words_are_arabic_with_its_stops_and_one_kind_of_digits() -> None:
    for message, strings, _fuzzy in entries():
        for text in strings:
            assert not re.search(r"[A-Za-z,;?٠-٩]", _OWN.sub("", text)), text
            end = message.text[-1]
            assert end not in _STOPS or text[-1] == _STOPS[end], text


def test_a_phone_number_and_a_name_are_apart_from_the_words_around_them() -> None:
    for _message, strings, _fuzzy in entries():
        for text in strings:
            assert text.count("%(phone)s") == text.count("\u2066%(phone)s\u2069")
            for name in ("name", "patient", "carer", "clinic"):
                assert text.count(f"%({name})s") == text.count(f"\u2068%({name})s\u2069")


def test_the_compiled_file_is_what_the_written_one_says() -> None:
    files = BytesIO(mo_of(ARABIC).read_bytes()), BytesIO(compiled(ARABIC))
    held, wanted = (vars(gettext.GNUTranslations(file))["_catalog"] for file in files)
    for told in (held, wanted):
        del told[""]  # the header names the version of what wrote it
    assert held == wanted


def test_moments_are_said_as_in_arabic() -> None:
    with translation.override(ARABIC):
        said = [away_words(NOW + timedelta(hours=n), NOW) for n in (2, 3, 10, 11, 36)]
        assert said == ["بعد ساعتين", "بعد 3 ساعات", "بعد 10 ساعات", "بعد 11 ساعة", "بعد يومين"]
        said = [away_words(NOW - timedelta(days=n), NOW) for n in (2, 3, 11, 21, 700, 714)]
        assert said[:3] == ["منذ يومين", "منذ 3 أيام", "منذ 11 يوما"]
        assert said[3:] == ["منذ 3 أسابيع", "منذ 100 أسبوع", "منذ 102 أسبوع"]
        assert away_words(NOW + timedelta(hours=1, minutes=30), NOW) == "بعد ساعتين"
        assert day_words(date(2026, 12, 3)) == "الخميس 3 ديسمبر 2026"
        assert full_words(NOW).endswith(f"2026، {NOW:%H:%M}")
        assert listed(("أ", "ب")) == "أ، ب"


def test_arabic_is_for_patients_and_not_for_pages_of_the_staff(nurse: Member) -> None:
    assert [code for code, _name in LANGUAGES if code not in dict(OF_STAFF)] == [ARABIC]
    client = client_of(nurse)
    client.post(reverse("set_language"), {"language": ARABIC})
    page = client.get(reverse("today", args=[nurse.clinic.slug])).content.decode()
    assert '<html lang="en" dir="ltr"' in page
    assert f'value="{ARABIC}"' not in page
    asked = Client(headers={"accept-language": "ar"}).get(reverse("account_login"))
    assert asked["Content-Language"] == "en"
    form = client.get(reverse("patient-new", args=[nurse.clinic.slug])).content.decode()
    assert re.search(r'<option value="ar"[^>]*>العربية', form)


def names_of(response: Any) -> list[str]:
    """What clinics and people are called and write, on a page in whatever language."""
    clinic = Clinic.objects.get()
    typed = (response.context or {}).get("q") or ""
    patient = Appointment.everywhere.earliest("start").patient
    holders = [link.holder for link in patient.links.all() if link.holder]
    people = User.objects.values_list("name", flat=True)
    asked = [text for row in PatientQuestion.everywhere.all() for text in (row.text, row.answer)]
    words = (clinic.name, clinic.emergency, patient.name, typed, *holders, *people, *asked, *_NAMES)
    # Places are called as the zone of their clocks is.
    return [word for word in (*words, *map(city_of, ZONES), *ZONES) if word]


def left_in_latin(page: str, names: Sequence[str] = ()) -> set[str]:
    """What an Arabic page says in Latin letters, and does not mark as another language."""
    found = set()
    for text, languages in _Spoken(page).texts.items():
        rest = text
        for name in sorted(names, key=len, reverse=True):
            rest = rest.replace(" ".join(name.split()), "")
        if ARABIC in languages and _LATIN.search(rest):
            found.add(text)
    return found


def check_arabic(response: Any) -> None:
    """A page of the portal is in Arabic, with what is not marked as English, and runs so."""
    said = response.content.decode()
    assert '<html lang="ar" dir="rtl"' in said
    assert response["Content-Language"] == ARABIC
    assert left_in_latin(said, names_of(response)) == set()
    texts = _Spoken(said).texts
    # Words of the page, not of people, have Arabic commas and question marks.
    wrong = [text for text, found in texts.items() if ARABIC in found and _STOP.search(text)]
    assert wrong == []
    phone = re.escape(Clinic.objects.get().phone)
    for before in re.findall(rf"(.{{0,15}}){phone}", said):
        assert before.endswith(('href="tel:', '<bdi dir="ltr">', "\u2066")), before


def test_latin_letters_are_found_on_a_page(held: Held) -> None:
    held.post("portal-settings", language="en")
    page = held.phone.client.get(held.phone.address("portal-now")).content.decode()
    assert left_in_latin(page) == set()
    found = left_in_latin(page.replace('<html lang="en"', '<html lang="ar"'))
    assert {"Now", "Some questions are open.", "Answer them"} <= found


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_a_patient_holds_is_in_arabic(held: Held, state: Callable[[Held], None]) -> None:
    state(held)
    found = held.pages()
    assert len(found) >= 6
    for page in found:
        check_arabic(page)


@pytest.mark.parametrize("state", [nothing_answered, two_days_after])
@pytest.mark.parametrize("text", ["retinol", "aspirin", "sauna", "moisturizr", "xyzzy", "شيء آخر"])
def test_an_answer_is_in_arabic(held: Held, state: Callable[[Held], None], text: str) -> None:
    state(held)
    page = held.post("portal-may", q=text)
    assert page.status_code == 200
    assert 'class="word ' in page.content.decode()
    check_arabic(page)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("portal-send", {"q": "retinol"}),
        ("portal-send", {"q": "x" * 201}),
        ("portal-send", {"q": ""}),
        ("portal-questions", {"question": "no-such-question"}),
        ("portal-questions", {"question": "pregnant"}),
        ("portal-questions", {"question": "retinoid", "q-retinoid": "date"}),
        (
            "portal-questions",
            {"question": "retinoid", "q-retinoid": "date", "d-retinoid": "2031-01-01"},
        ),
        ("portal-settings", {"language": "لغة أخرى"}),
        ("portal-healing", {"step": "signs"}),
        ("portal-healing", {"step": "signs", "sign": "no-such-rule"}),
        ("portal-healing", {"step": "reports"}),
        ("portal-healing", {"step": "reports", "r-skin-calm": "yes"}),
    ],
)
def test_what_is_refused_is_said_in_arabic(held: Held, name: str, told: dict[str, str]) -> None:
    if name == "portal-healing":
        two_days_after(held)
    page = held.post(name, **told)
    assert page.status_code == 400
    check_arabic(page)


def test_ten_questions_are_enough_and_the_number_to_call_is_apart(held: Held) -> None:
    for number in range(asking.MOST_OPEN):
        sent(held.phone, f"كلمة {number}")
    page = held.post("portal-send", q="كلمة أخرى")
    assert page.status_code == 400
    assert f"\u2066{held.nurse.clinic.phone}\u2069" in page.content.decode()
    check_arabic(page)


def test_a_carer_reads_it_in_arabic_too(held: Held) -> None:
    carer = Phone(held.nurse, held.phone.link.patient, "Eva Ruiz")
    for page in held._replace(phone=carer).pages():
        assert "\u2068Eva Ruiz\u2069" in page.content.decode()
        check_arabic(page)


def test_a_carer_chooses_another_language_and_the_patient_keeps_theirs(held: Held) -> None:
    carer = Phone(held.nurse, held.phone.link.patient, "Eva Ruiz")
    settings = carer.client.get(carer.address("portal-settings")).content.decode()
    assert '<bdi lang="en">English</bdi>' in settings
    carer.client.post(carer.address("portal-settings"), {"language": "es"})
    assert carer.client.get(carer.address("portal-now"))["Content-Language"] == "es"
    check_arabic(held.phone.client.get(held.phone.address("portal-now")))


def test_the_door_of_a_plan_is_in_arabic(held: Held) -> None:
    client, patient = Client(), held.phone.link.patient
    made, token = links.give(held.nurse, patient, "", True, NOW)
    where = reverse("portal-open", args=[token])
    answers = [
        client.get(where),
        *(client.post(where, {"born": born}) for born in ("", "1980-01-01")),
    ]
    assert client.post(where, {"born": "1990-05-04"}).status_code == 302
    answers.append(client.post(reverse("portal-close", args=[made.pk])))
    answers += [client.post(where, {"born": "1980-01-01"}) for _ in range(TRIES + 1)]
    assert answers[-1].status_code == 410
    for answer in answers:
        check_arabic(answer)


def test_where_no_link_says_whose_it_is_the_browser_says_the_language(held: Held) -> None:
    arabic, other = (Client(headers={"accept-language": one}) for one in ("ar-EG,en", "en-US,ar"))
    for where in (held.phone.address("portal-now"), reverse("portal-open", args=["x" * 43])):
        check_arabic(arabic.get(where))
        assert other.get(where)["Content-Language"] == "en"
    arabic.post(reverse("set_language"), {"language": "es"})
    assert arabic.get(where)["Content-Language"] == "es"


MICRONEEDLING = mt.load("microneedling")
NAMED = {
    name: item.id for item in MICRONEEDLING.concepts.values() for name in item.names.get("ar", ())
}


def test_a_word_of_arabic_is_for_one_thing() -> None:
    assert len(NAMED) > 250
    found: dict[tuple[str, ...], str] = {}
    for name, concept in NAMED.items():
        assert found.setdefault(_loosely(name), concept) == concept, name
    assert not _LATIN.search("".join(NAMED))


@pytest.mark.parametrize("state", [nothing_answered, on_the_day, just_treated, two_days_after])
def test_a_word_of_arabic_asks_what_its_english_one_asks(
    held: Held, state: Callable[[Held], None]
) -> None:
    state(held)
    standings, at = standings_of(held.appointment.patient), held.clock.now
    for name, concept in NAMED.items():
        label = MICRONEEDLING.concepts[concept].label()
        asked = answered(standings, name, at, ARABIC)
        wanted = answered(standings, label, at, "en")
        assert asked and wanted
        assert (asked.word, asked.until, asked.then) == (wanted.word, wanted.until, wanted.then)
        assert asked.about[0] == MICRONEEDLING.concepts[concept].names["ar"][0]


@pytest.mark.parametrize(
    "frame", ["لا {}", "{} مع ليزر", "هل أتوقف عن {}؟", "بدون {}", "{}، {}", "كم {}"]
)
def test_more_than_a_word_of_arabic_is_never_a_yes(held: Held, frame: str) -> None:
    two_days_after(held)
    standings = standings_of(held.appointment.patient)
    for name in NAMED:
        asked = answered(standings, frame.replace("{}", name), held.clock.now, ARABIC)
        assert asked and asked.word == "not-covered"


def test_a_word_is_known_with_the_article_and_as_it_is_typed(held: Held) -> None:
    for text in ("ساونا", "الساونا", "السّاونا", "السباحه", "سباحة"):
        asked = held.post("portal-may", q=text).context["answer"]
        assert asked.about in (("الساونا",), ("السباحة",))
        assert asked.unknown == ()
    page = held.post("portal-may", q="lip filler").content.decode()
    assert "فيلر" in page or 'lang="en"' in page


def test_the_words_of_the_hint_are_known(held: Held) -> None:
    with translation.override(ARABIC):
        hint = translation.gettext("A word or a question: gym, retinol, may I run today")
    for word in hint.partition(":")[2].split("،"):
        assert held.post("portal-may", q=word).context["answer"].unknown == ()


def test_paper_and_calendar_are_in_arabic(held: Held) -> None:
    held.answers()
    where = [
        reverse(name, args=[held.phone.link.pk, held.appointment.pk])
        for name in ("portal-print", "portal-calendar")
    ]
    sheet, dates = (held.phone.client.get(one) for one in where)
    assert sheet.status_code == dates.status_code == 200
    assert sheet.content.startswith(b"%PDF")
    assert b"NotoSansArabic" in sheet.content
    assert "تقويم العناية" in dates.content.decode()


def test_all_that_a_patient_is_told_is_in_the_arabic_of_the_protocol(held: Held) -> None:
    protocol = protocol_of(Version.everywhere.get())
    said, own = protocol.translations[ARABIC], protocol.translations["en"]
    assert set(said.rules) == set(own.rules)
    assert set(said.questions) == set(own.questions)
    for text in (*said.rules.values(), *said.questions.values(), said.title):
        rest = re.sub("|".join(_NAMES), "", text)
        assert not _LATIN.search(rest), text


def test_the_parser_of_these_tests_hears_labels(held: Held) -> None:
    page = held.phone.client.get(held.phone.address("portal-now")).content.decode()
    assert _Spoken(page).texts["أجزاء خطتك"] == {ARABIC}


def test_what_scripts_say_has_the_same_digits() -> None:
    made = [
        line
        for file in CLINIC.rglob("static/**/*.js")
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"new Intl\.(?:RelativeTime|Number)Format", line)
    ]
    assert made
    assert [line for line in made if 'numberingSystem: "latn"' not in line] == []
