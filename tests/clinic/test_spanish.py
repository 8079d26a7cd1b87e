"""The clinic in Spanish: the catalogue is whole, pages use it, a choice of language stays.

What stays in English on a Spanish page is marked as English, so that it is spoken as English.
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time, timedelta
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils import translation

from meantime.answers.checking import all_clear
from meantime.clinic.audit import words
from meantime.clinic.care.actions import booking, patients, screening
from meantime.clinic.care.models import Appointment, Course, Patient
from meantime.clinic.design.as_written import as_written, filled
from meantime.clinic.library import actions
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.reading import digest_of, files_of, protocol_of
from meantime.clinic.portal.actions import asking, links
from meantime.clinic.portal.models import TRIES
from meantime.clinic.tenancy.models import Member, Room, User
from meantime.clinic.tenancy.roles import MAY, Role
from meantime.literate.protocols import SHIPPED
from meantime.model.protocol import Protocol
from tests.clinic.catalogue import CLINIC, Message, compiled, messages, mo_of, translated
from tests.clinic.conftest import NOW, PASSWORD, Clock, client_of, make_member
from tests.clinic.test_matrix import World, address, pages, world  # noqa: F401
from tests.clinic.test_portal_healing import day_of, sign
from tests.clinic.test_portal_matrix import Portal, routes
from tests.clinic.test_portal_now import treated
from tests.clinic.test_portal_questions import Phone, sent

# What has to be the same in both: what Python fills in, elements, and what is typed as it stands.
_KEPT = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|</?\w+>|`[^`]*`|\w+\.(?:md|yaml)")
_ENDS = set(".?:")


@pytest.fixture(autouse=True)
def language_of_the_tests() -> Iterator[None]:
    """A request leaves its language behind in its thread."""
    yield
    translation.activate("en")


class Entry(NamedTuple):
    """A message of the catalogue with what is said for it: one text, or one for each form."""

    message: Message
    strings: list[str]
    fuzzy: bool


def forms(told: Any) -> list[str]:
    return [told] if isinstance(told, str) else list(told)


def entries() -> list[Entry]:
    found = []
    for item in translated():
        text, plural = (*forms(item.id), "")[:2]
        message = Message(text, plural, item.context or "")
        found.append(Entry(message, forms(item.string), item.fuzzy))
    return [entry for entry in found if entry.message.text]


def test_every_message_of_the_code_is_in_the_catalogue_and_nothing_else() -> None:
    assert {entry.message for entry in entries()} == set(messages()), "run `make words`"


def test_every_message_is_translated_and_none_is_guessed() -> None:
    assert len(entries()) > 800
    assert [entry.message for entry in entries() if not all(entry.strings)] == []
    assert [entry.message for entry in entries() if entry.fuzzy] == []
    assert list(translated().obsolete) == []


def test_what_is_filled_in_stays_as_it_is_and_so_does_the_end() -> None:
    wrong = [
        (said, told)
        for entry in entries()
        for said, told in zip(entry.message, entry.strings, strict=False)
        if sorted(_KEPT.findall(said)) != sorted(_KEPT.findall(told))
        or (said != told and said[-1:] != told[-1:] and {said[-1:], told[-1:]} & _ENDS)
    ]
    assert wrong == []


def test_the_compiled_file_is_what_the_written_one_says() -> None:
    files = BytesIO(mo_of("es").read_bytes()), BytesIO(compiled())
    held, wanted = (vars(gettext.GNUTranslations(file))["_catalog"] for file in files)
    for told in (held, wanted):
        del told[""]  # the header names the version of what wrote it
    assert held == wanted


def test_two_forms_count_right_beside_the_three_of_django() -> None:
    with translation.override("es"):
        said = [
            translation.ngettext("in %(n)d day", "in %(n)d days", n) % {"n": n}
            for n in (0, 1, 2, 1_000_000)
        ]
        assert said == ["en 0 días", "en 1 día", "en 2 días", "en 1000000 días"]


def test_a_message_that_is_not_written_out_is_no_message() -> None:
    from tests.clinic.catalogue import _of_python, _of_template

    begun = "from django.utils.translation import gettext_lazy as later, ngettext\n"
    assert list(_of_python(f"{begun}later('a' 'b')")) == [Message("ab")]
    assert list(_of_python(f"{begun}ngettext('a', 'b', n)")) == [Message("a", "b")]
    with pytest.raises(ValueError, match="not written out"):
        list(_of_python(f"{begun}later(f'{{a}}')"))
    told = '{% load i18n %}{% translate "a" context "b" %}{% blocktranslate count n=n %}c{{ n }}'
    found = _of_template(f"{told}{{% plural %}}d{{{{ n }}}}{{% endblocktranslate %}}")
    assert list(found) == [Message("a", context="b"), Message("c%(n)s", "d%(n)s")]


class _Seen(HTMLParser):
    """What a person sees or hears of a page: its texts and labels. language: of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language = ""
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.language = (told.get("lang") or "") if tag == "html" else self.language
        self._silent += tag in ("script", "style", "code")
        self.texts += [told[name] or "" for name in ("aria-label", "placeholder") if name in told]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "code")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(" ".join(data.split()))


@cache
def english() -> frozenset[str]:
    """Whole messages that say another thing in Spanish and have nothing filled in."""
    return frozenset(
        entry.message.text
        for entry in entries()
        if not entry.message.plural
        and "%" not in entry.message.text
        and entry.strings != [entry.message.text]
    )


def left_in_english(seen: _Seen) -> set[str]:
    """Of what is seen, the messages that are not in Spanish; names of people are their own."""
    names = User.objects.values_list("name", flat=True)
    return set(seen.texts) & english() - set(names)


def spanish(client: Client) -> Client:
    client.post(reverse("set_language"), {"language": "es"})
    return client


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_no_page_says_in_english_what_it_can_say_in_spanish(page: Any, world: World) -> None:  # noqa: F811
    for role in sorted(MAY[page.asks]):
        client = spanish(client_of(make_member(world.clinic, role, f"one-{role}")))
        response = client.get(address(page, world))
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        seen = _Seen(response.content.decode())
        if response.status_code == 200 and seen.language:
            assert seen.language == "es" == response["Content-Language"]
        # What patients are told in English stands there as English.
        english = {text for text, found in spoken(response).items() if found == {"en"}}
        assert left_in_english(seen) - english == set()
        assert (
            spoken_as_spanish(response, protocol_of(Version.everywhere.earliest("number"))) == set()
        )


@pytest.mark.parametrize("name", ["account_login", "account_signup", "mfa_index", "home"])
def test_nor_does_the_door(name: str, nurse: Member) -> None:
    client = spanish(Client() if name.startswith("account") else client_of(nurse))
    seen = _Seen(client.get(reverse(name), follow=True).content.decode())
    assert seen.language == "es"
    assert left_in_english(seen) == set()


def test_a_choice_of_language_stays_over_logging_in_and_out(nurse: Member) -> None:
    client, door = Client(headers={"accept-language": "en"}), reverse("account_login")
    page = client.get(door).content.decode()
    assert '<html lang="en"' in page
    assert f'action="{reverse("set_language")}"' in page
    assert 'value="es" lang="es"' in page
    chosen = client.post(reverse("set_language"), {"language": "es"}, headers={"referer": door})
    assert chosen.status_code == 302
    assert chosen["Location"] == door
    cookie = chosen.cookies["language"]
    assert cookie["max-age"] == 365 * 86_400
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    told = {"login": nurse.user.email, "password": PASSWORD}
    client.post(door, told)
    today = reverse("today", args=[nurse.clinic.slug])
    page = client.get(today).content.decode()
    assert '<html lang="es"' in page
    assert 'value="en" lang="en"' in page
    client.post(reverse("account_logout"))
    assert '<html lang="es"' in client.get(door).content.decode()
    client.post(reverse("set_language"), {"language": "en"})
    assert '<html lang="en"' in client.get(door).content.decode()


def test_a_language_that_is_not_there_and_a_way_elsewhere_are_not_taken() -> None:
    client = Client()
    told = {"language": "xx", "next": "https://elsewhere.test/"}
    answer = client.post(reverse("set_language"), told)
    assert answer["Location"] == "/"
    assert "language" not in answer.cookies


def test_without_a_choice_the_browser_says_which() -> None:
    asked = Client(headers={"accept-language": "es-MX,es;q=0.9"})
    assert '<html lang="es"' in asked.get(reverse("account_login")).content.decode()


def test_moments_verdicts_and_plans_follow_the_language(
    appointment: Appointment, nurse: Member
) -> None:
    where = reverse("session", args=[nurse.clinic.slug, appointment.pk])
    page = spanish(client_of(nurse)).get(where).content.decode()
    assert "jue 3 dic 2026, 10:00" in page
    assert "en 2 días" in page or "en 3 días" in page
    assert "Faltan respuestas" in page
    # The protocol has its sentences in Spanish: the plan shows those.
    assert "No se haga ningún tratamiento con láser" in page
    assert "Have no laser" not in page
    assert "Have no laser" in client_of(nurse).get(where).content.decode()


def test_a_day_of_the_month_says_why_in_spanish(appointment: Appointment, nurse: Member) -> None:
    where = reverse("book", args=[nurse.clinic.slug, appointment.course_id])
    page = spanish(client_of(nurse)).get(where, {"month": "2026-12"}).content.decode()
    assert 'title="Espere' in page
    assert 'title="Wait' not in page


def test_fields_for_days_and_numbers_stay_readable_for_the_browser(
    course: Course, owner: Member, auditor: Member
) -> None:
    slug = owner.clinic.slug
    asked = spanish(client_of(auditor)).get(f"/c/{slug}/audit/?day=2026-11-30").content.decode()
    assert 'value="2026-11-30"' in asked
    told = {"protocol": "microneedling", "sessions": "99", "by": "2027-03-01"}
    where = reverse("series-new", args=[slug, course.patient_id])
    page = spanish(client_of(owner)).post(where, told).content.decode()
    assert 'value="2027-03-01"' in page
    drawn = spanish(client_of(auditor)).get(f"/c/{slug}/numbers/").content.decode()
    assert re.search(r'(?:x|y|width|height|points|d)="[^"]*\d,\d', drawn) is None


def recorded() -> Iterator[str]:
    """Every verb that the code gives to the audit."""
    for file in CLINIC.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("record", "_note") and len(node.args) > 1:
                yield from texts(node.args[1])


def texts(told: ast.expr) -> Iterator[str]:
    for part in ast.walk(told):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_verb_of_the_audit_has_its_words() -> None:
    found = set(recorded())
    assert len(found) > 50
    assert found <= words.VERBS, found - words.VERBS
    with translation.override("es"):
        said = {words.did(verb) for verb in words.VERBS}
    assert len(said) == len(words.VERBS)
    assert said.isdisjoint(words.VERBS)


def test_the_audit_shows_and_finds_verbs_in_spanish_and_keeps_them_in_english(
    appointment: Appointment, auditor: Member
) -> None:
    client, slug = spanish(client_of(auditor)), auditor.clinic.slug
    page = client.get(f"/c/{slug}/audit/?verb=Reservar")
    assert [line.event.verb for line in page.context["lines"]] == ["book"]
    seen = _Seen(page.content.decode()).texts
    assert "reservar" in seen
    assert "Enfermería" in seen
    assert "book" not in seen
    assert "comienzo: 2026-12-03T10:00:00-05:00" in seen
    assert (
        ",book,"
        in b"".join(client.get(reverse("audit-csv", args=[slug])).streaming_content).decode()
    )


def test_roles_are_said_in_spanish() -> None:
    with translation.override("es"):
        said = [words.role(role) for role in Role]
    assert said == ["Dirección", "Profesional de salud", "Enfermería", "Recepción", "Auditoría"]


class _Spoken(HTMLParser):
    """The texts of a page, labels and values of fields among them, by the language they are in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, set[str]] = {}
        self._languages = [""]
        self.feed(page)
        assert self._languages == [""], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        language = told.get("lang") or self._languages[-1]
        if tag == "input" and told.get("type") not in ("hidden", "radio", "checkbox"):
            self._hear(told.get("value") or "", language)
        for name in ("aria-label", "placeholder"):
            self._hear(told.get(name) or "", language)
        if tag not in ("br", "img", "input", "link", "meta"):
            self._languages.append(language)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "img", "input", "link", "meta"):
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        self._hear(data, self._languages[-1])

    def _hear(self, text: str, language: str) -> None:
        if text.strip():
            self.texts.setdefault(" ".join(text.split()), set()).add(language)


def spoken(response: Any) -> Mapping[str, set[str]]:
    return _Spoken(response.content.decode()).texts


def spoken_in(response: Any, part: str) -> set[str]:
    """The languages of the texts that have these words."""
    return set().union(*(found for text, found in spoken(response).items() if part in text))


@cache
def written(protocol: Protocol) -> frozenset[str]:
    """Sentences of a protocol, as it is written."""
    found = [
        protocol.title,
        *(rule.text for rule in protocol.rules.values()),
        *(item.question for item in protocol.features.values()),
        *(aside.why for aside in protocol.asides),
        *(phase.text for phase in protocol.phases),
    ]
    for item in protocol.decisions.values():
        found += [item.title, item.reading, item.why]
    return frozenset(" ".join(text.split()) for text in found)


def spoken_as_spanish(response: Any, protocol: Protocol) -> set[str]:
    """Sentences of a protocol that a Spanish page has in English, and does not mark as such."""
    told = [text for text, languages in spoken(response).items() if "es" in languages]
    sentences = written(protocol) - {protocol.title}  # that is in the title of the page as well
    return {sentence for sentence in sentences if any(sentence in text for text in told)}


def shown(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


def test_what_stays_in_english_is_marked_on_a_page_and_plain_elsewhere() -> None:
    told = as_written("before <4")
    assert told == str(told) == "before <4"
    assert shown("{{ told }}", told=told) == '<span lang="en">before &lt;4</span>'
    assert shown("{{ told|as_written }}", told=told) == shown("{{ told }}", told=told)
    assert shown("{{ told|as_written }}{{ told }}", told=as_written("")) == ""
    with translation.override("es"):
        told = filled(translation.gettext_lazy("except %(names)s"), names="nail <varnish>")
    assert told == "excepto nail <varnish>"
    marked = 'excepto <span lang="en">nail &lt;varnish&gt;</span>'
    assert shown("{{ told }}", told=told) == marked


RULE = "light-7-days"
FILES = files_of(SHIPPED / "microneedling")


@pytest.fixture
def draft(clinician: Member, version: Version) -> Version:
    return actions.new_draft(clinician, version)


@pytest.fixture
def reader(clinician: Member) -> Client:
    return spanish(client_of(clinician))


def of(version: Version, name: str = "protocol") -> str:
    return reverse(name, args=[version.clinic.slug, version.pk])


@pytest.mark.parametrize(
    ("part", "english", "spanish"),
    [
        (
            "document",
            (
                "Have no laser or IPL light treatment in the seven days before the session.",
                "F3. Make-up: 24 hours, 48 hours or the next day?",
                "from 7 days before",
                "Microneedling",
                "before 4",
                "aspirin, daily aspirin, steroid medicine",
                "less each day, never worse than yesterday",
                "A clinic's microneedling handout, web page of 29 August 2021",
            ),
            ("Evitar", "en la sesión", "excepto", "normal:", "Contenido"),
        ),
        (
            "questions",
            ("When was your last microneedling session?", "microneedling", "before 4"),
            ("una fecha", "sí o no"),
        ),
        ("cases", ("eligible",), ("casos de ejemplo",)),
        ("coverage", ("before 4",), ("se dejó fuera:", "la serie")),
    ],
)
def test_what_a_protocol_says_in_english_is_spoken_as_english(
    reader: Client, version: Version, part: str, english: tuple[str, ...], spanish: tuple[str, ...]
) -> None:
    page = reader.get(of(version), {"show": part})
    texts = spoken(page)
    assert {text: texts.get(text) for text in english} == dict.fromkeys(english, {"en"})
    assert {text: spoken_in(page, text) for text in spanish} == dict.fromkeys(spanish, {"es"})
    assert spoken_as_spanish(page, protocol_of(version)) == set()


# The rule of the drafts: its sentence in three languages, and its time.
EIGHT_DAYS = {
    "rule": RULE,
    "revision": "1",
    "sentence": "Have no laser or IPL light treatment in the eight days before the session.",
    "opens": "8 days before",
    "closes": "",
    "said-es.yaml": "No se haga ningún láser ni luz IPL en los ocho días antes de la sesión.",
    "said-ar.yaml": "لا تخضع لعلاج بالليزر أو بضوء IPL خلال 8 أيام قبل الجلسة.",
}


def test_what_the_loader_says_is_spoken_as_english(reader: Client, draft: Version) -> None:
    text = FILES["protocol.md"].replace("from: 7 days before", "from: soon", 1)
    told = {"document": "protocol.md", "text": text, "do": "check"}
    page = reader.post(of(draft, "protocol-edit"), told)
    assert spoken_in(page, "`soon` is not a time") == {"en"}
    assert spoken(page)["from: soon"] == {"en"}
    assert spoken(page)["protocol.md, línea 494:"] == {"es"}
    told = {"document": "es.yaml", "text": "language: es\n", "do": "check"}
    page = reader.post(of(draft, "protocol-edit"), told)
    assert spoken_in(page, "`reviewed` is missing") == {"en"}
    assert spoken(page)["language: es"] == {"es"}


def test_what_the_linter_says_is_spoken_as_english(reader: Client, draft: Version) -> None:
    told = EIGHT_DAYS | {"opens": "9 days before", "do": "lint"}
    page = reader.post(of(draft, "protocol-edit"), told)
    assert spoken_in(page, "it is about 9 days") == {"en"}
    assert spoken_in(page, "Let the sentence and the rule say the same number") == {"en"}
    assert spoken(page)["from 9 days before"] == {"en"}
    assert spoken(page)["Corrija esto"] == {"es"}


def test_a_rule_is_typed_in_the_language_of_its_box(reader: Client, draft: Version) -> None:
    texts = spoken(reader.get(of(draft, "protocol-edit"), {"rule": RULE}))
    said = {name: item.rules[RULE] for name, item in protocol_of(draft).translations.items()}
    assert {name: texts[text] for name, text in said.items()} == {name: {name} for name in said}
    assert texts["7 days before"] == {"en"}
    assert texts["3 days before, 24 hours after, day 2, the day, start, end, open"] == {"en"}


def test_a_proof_and_what_it_changes_are_spoken_in_their_languages(
    reader: Client, appointment: Appointment, draft: Version
) -> None:
    reader.post(of(draft, "protocol-edit"), EIGHT_DAYS)
    page = reader.post(of(draft, "protocol-prove"), {"revision": "2"}, follow=True)
    failed = page.context["proof"]["cases"]["failed"][0]
    assert spoken_in(page, f"{failed['case']}: {failed['about']}, ") == {"en"}
    assert spoken(page)[failed["expected"]] == spoken(page)[failed["got"]] == {"en"}
    assert spoken_in(page, page.context["proof"]["certificate"]["proved"][0]) == {"en"}
    assert spoken(page)["Se esperaba"] == {"es"}
    texts = spoken(reader.get(of(draft, "protocol-diff")))
    english = ("the sentence", "from 8 days before", EIGHT_DAYS["sentence"], f"{RULE} in es")
    assert {text: texts[text] for text in english} == dict.fromkeys(english, {"en"})
    assert texts[EIGHT_DAYS["said-es.yaml"]] == {"es"}
    assert texts[EIGHT_DAYS["said-ar.yaml"]] == {"ar"}
    assert texts["Por ejemplo: una sesión el"] == {"es"}


WHOLE = dict(FILES)
ENGLISH_ONLY = {name: text for name, text in FILES.items() if name != "es.yaml"}


@pytest.mark.parametrize(("files", "language"), [(WHOLE, "es"), (ENGLISH_ONLY, "en")])
def test_what_patients_are_told_is_spoken_in_its_own_language(
    reader: Client,
    nurse: Member,
    patient: Patient,
    room: Room,
    files: dict[str, str],
    language: str,
) -> None:
    clinic = nurse.clinic
    version = Version.everywhere.create(
        clinic=clinic,
        protocol="microneedling",
        number=1,
        state=State.PUBLISHED,
        files=files,
        digest=digest_of(files),
    )
    course = booking.open_course(nurse, patient, "microneedling", 3)
    start = booking.local_start(clinic, date(2026, 12, 3), time(10))
    session = booking.book(nurse, course, start, room, NOW)
    said = protocol_of(version).translations[language]

    def languages(name: str, pk: Any, text: str, **asked: str) -> set[str]:
        return spoken(reader.get(reverse(name, args=[clinic.slug, pk]), asked))[text]

    question = said.questions["ipl-laser"]
    assert languages("session-questions", session.pk, question) == {language}
    assert languages("session", session.pk, question) == {language}
    facts = all_clear(protocol_of(version)) | {"ipl-laser": date(2026, 11, 27)}
    screening.answer(nurse, patient, protocol_of(version), facts, "desk", NOW)
    asked = {"day": "2026-12-03", "month": "2026-12"}
    assert languages("session", session.pk, said.rules[RULE]) == {language}
    assert languages("patient", patient.pk, said.rules[RULE]) == {language}
    assert languages("book", course.pk, said.rules[RULE], **asked) == {language}
    page = reader.get(reverse("numbers", args=[clinic.slug]), {"until": "2026-12"})
    assert spoken(page)[said.rules[RULE]] == {language}


def test_why_a_series_cannot_be_is_spoken_as_english(nurse: Member, course: Course) -> None:
    protocol = protocol_of(Version.everywhere.get())
    facts = all_clear(protocol) | {"pregnant": True}
    screening.answer(nurse, course.patient, protocol, facts, "desk", NOW)
    where = reverse("series-plan", args=[nurse.clinic.slug, course.pk])
    page = spanish(client_of(nurse)).get(where)
    assert spoken(page)[page.context["constraint"]] == {"en"}


def is_page(response: Any) -> bool:
    return bool(response["Content-Type"].startswith("text/html"))


class Held(NamedTuple):
    """A patient who reads Spanish, with the plan open on their phone, and who works for them."""

    phone: Phone
    appointment: Appointment
    nurse: Member
    clinician: Member
    room: Room
    clock: Clock

    def post(self, name: str, **told: Any) -> Any:
        if name == "portal-healing":
            told = {"day": day_of(self.phone.link.pk), "normal": "yes"} | told
        return self.phone.client.post(self.phone.address(name), told)

    def answers(self, **facts: Any) -> None:
        protocol = protocol_of(self.appointment.version)
        told = all_clear(protocol) | facts
        screening.answer(self.nurse, self.appointment.patient, protocol, told, "desk", NOW)

    def treated(self, after: timedelta) -> None:
        self.clock.now = treated(self.nurse, self.clinician, self.appointment, self.clock) + after

    def warns(self, emergency: bool) -> None:
        chosen = sign(self.appointment, self.clock, emergency)
        assert self.post("portal-healing", step="signs", sign=[chosen]).status_code == 302

    def pages(self) -> list[Any]:
        """Every page behind the link, as it is answered; not what is sent or saved there."""
        portal = Portal(self.phone.link, self.phone.client, self.appointment)
        found = [self.phone.client.get(portal.address(route)) for route, _item in routes()]
        return [page for page in found if page.status_code == 200 and is_page(page)]


@pytest.fixture
def held(
    appointment: Appointment, nurse: Member, clinician: Member, room: Room, clock: Clock
) -> Held:
    patient = appointment.patient
    who = patient.name, patient.birthday
    changed = patients.change_patient(nurse, patient, *who, "es", "", patient.revision, NOW)
    found = Appointment.everywhere.get(pk=appointment.pk)
    return Held(Phone(nurse, changed), found, nurse, clinician, room, clock)


def nothing_answered(held: Held) -> None:
    assert held.phone.page("portal-questions")


def nothing_against_it(held: Held) -> None:
    held.answers()


def too_early(held: Held) -> None:
    held.answers(retinoid=date(2026, 12, 1))


def a_clinician_looks(held: Held) -> None:
    held.answers(diabetes=True)


def not_to_be_treated(held: Held) -> None:
    held.answers(pregnant=True)


def a_clinician_decided(held: Held) -> None:
    held.answers(diabetes=True)
    found = Appointment.everywhere.get(pk=held.appointment.pk)
    until = NOW + timedelta(days=9)
    screening.override(held.clinician, found, "Seen and agreed.", until, found.revision, NOW)


def cancelled(held: Held) -> None:
    booking.cancel(held.nurse, held.appointment, 1, NOW)


def asked_and_answered(held: Held) -> None:
    for text in ("sauna caliente", "otra cosa"):
        asking.answer(held.nurse, sent(held.phone, text), "En una semana.", NOW)
    sent(held.phone, "aspirina")


def on_the_day(held: Held) -> None:
    held.clock.now = held.appointment.start - timedelta(hours=1)


def just_treated(held: Held) -> None:
    held.treated(timedelta(minutes=5))


def two_days_after(held: Held) -> None:
    held.treated(timedelta(days=2))


def six_weeks_after(held: Held) -> None:
    held.treated(timedelta(days=42))


def booked_again(held: Held) -> None:
    held.treated(timedelta(days=3))
    start = booking.local_start(held.nurse.clinic, date(2027, 1, 7), time(10))
    booking.book(held.nurse, held.appointment.course, start, held.room, held.clock.now)


def an_emergency(held: Held) -> None:
    held.treated(timedelta(days=1))
    held.warns(emergency=True)


def a_warning_sign(held: Held) -> None:
    held.treated(timedelta(days=1))
    held.warns(emergency=False)


def no_warning_sign(held: Held) -> None:
    held.treated(timedelta(days=1))
    assert held.post("portal-healing", step="signs", none="yes").status_code == 302


def calm(held: Held) -> None:
    no_warning_sign(held)
    told = {"step": "reports", "r-skin-calm": "yes"}
    assert held.post("portal-healing", **told).status_code == 302


STATES = [
    nothing_answered,
    nothing_against_it,
    too_early,
    a_clinician_looks,
    a_clinician_decided,
    not_to_be_treated,
    cancelled,
    asked_and_answered,
    on_the_day,
    just_treated,
    two_days_after,
    six_weeks_after,
    booked_again,
    an_emergency,
    a_warning_sign,
    no_warning_sign,
    calm,
]


@cache
def english_shapes() -> tuple[re.Pattern[str], ...]:
    """How each message that says another thing in Spanish looks in English, gaps filled in.

    Three words or more are found within a text; fewer stand alone, or between dots.
    """
    found = []
    for entry in entries():
        for text in (entry.message.text, entry.message.plural):
            if text and text not in entry.strings:
                plain = re.sub(r"</?\w+>", "", text)
                parts = re.split(r"%\(\w+\)[a-z]", plain)
                shape = ".+".join(map(re.escape, parts))
                is_long = len(re.findall(r"[^\W\d]+", " ".join(parts))) >= 3
                found.append(rf"(?<!\w){shape}(?!\w)" if is_long else rf"(?:^|· ){shape}(?= ·|$)")
    return tuple(re.compile(one, re.MULTILINE) for one in found)


def unmarked_english(page: str) -> set[str]:
    """What a Spanish page says in English, and does not mark as such."""
    heard = _Spoken(page).texts
    text = "\n".join(text for text, languages in heard.items() if languages - {"en"})
    return {found[0] for shape in english_shapes() if (found := shape.search(text))}


def check_spanish(response: Any) -> None:
    """A page of the portal is in Spanish, with what is not marked as English."""
    assert '<html lang="es"' in response.content.decode()
    assert response["Content-Language"] == "es"
    assert unmarked_english(response.content.decode()) == set()
    assert spoken_as_spanish(response, protocol_of(Version.everywhere.get())) == set()


def test_english_is_found_on_a_page(held: Held) -> None:
    held.post("portal-settings", language="en")
    found: set[str] = set()
    for page in held.pages():
        said = page.content.decode()
        assert unmarked_english(said) == set()
        found |= unmarked_english(said.replace('<html lang="en"', '<html lang="es"'))
    assert {"Parts of your plan", "Some questions are open.", "· session 1, in 3 days"} <= found


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_a_patient_holds_is_in_spanish(held: Held, state: Callable[[Held], None]) -> None:
    state(held)
    found = held.pages()
    assert len(found) >= 6
    for page in found:
        check_spanish(page)


@pytest.mark.parametrize("state", [nothing_answered, on_the_day, just_treated, two_days_after])
@pytest.mark.parametrize(
    "text", ["retinol", "nadar", "aspirina", "maquillaje", "swiming", "protector solar", "xyzzy"]
)
def test_an_answer_is_in_spanish(held: Held, state: Callable[[Held], None], text: str) -> None:
    state(held)
    page = held.post("portal-may", q=text)
    assert page.status_code == 200
    assert 'class="word ' in page.content.decode()
    check_spanish(page)


def test_what_an_answer_says_in_english_is_spoken_as_english(held: Held) -> None:
    page = held.post("portal-may", q="warts")
    cites = {why.cites for why in page.context["answer"].why if not why.assumption}
    assert [spoken(page)[cited] for cited in cites] == [{"en"}]
    page = held.post("portal-may", q="retinoid")
    assert spoken(page)[page.context["answer"].advice] == {"es"}
    page = held.post("portal-may", q="moisturizr")
    (nearest,) = page.context["answer"].nearest
    assert spoken_in(page, nearest) == {"en"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("portal-send", {"q": "retinol"}),
        ("portal-send", {"q": "x" * 201}),
        ("portal-send", {"q": ""}),
        ("portal-questions", {"question": "no-such-question"}),
        ("portal-questions", {"question": "pregnant"}),
        ("portal-questions", {"question": "retinoid", "q-retinoid": "date"}),
        ("portal-settings", {"language": "tlh"}),
        ("portal-healing", {"step": "signs"}),
        ("portal-healing", {"step": "signs", "sign": "no-such-rule"}),
        ("portal-healing", {"step": "reports"}),
        ("portal-healing", {"step": "reports", "r-skin-calm": "yes"}),
    ],
)
def test_what_is_refused_is_said_in_spanish(held: Held, name: str, told: dict[str, str]) -> None:
    if name == "portal-healing":
        two_days_after(held)
    page = held.post(name, **told)
    assert page.status_code == 400
    check_spanish(page)


def test_a_carer_reads_it_in_spanish_too(held: Held) -> None:
    carer = Phone(held.nurse, held.phone.link.patient, "Eva Ruiz")
    for page in held._replace(phone=carer).pages():
        assert "que cuida a esta persona" in page.content.decode()
        check_spanish(page)


def test_the_door_of_a_plan_is_in_spanish(held: Held) -> None:
    client, patient = spanish(Client()), held.phone.link.patient
    made, token = links.give(held.nurse, patient, "", True, NOW)
    where, now = (reverse("portal-open", args=[token]), reverse("portal-now", args=[made.pk]))
    answers = [
        client.get(where),
        *(client.post(where, {"born": born}) for born in ("", "1980-01-01")),
        client.get(now),
        client.get(reverse("portal-open", args=["x" * 43])),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 400, 403, 410]
    assert client.post(where, {"born": "1990-05-04"}).status_code == 302
    answers.append(client.post(reverse("portal-close", args=[made.pk])))
    answers += [client.post(where, {"born": "1980-01-01"}) for _ in range(TRIES + 1)]
    assert answers[-1].status_code == 410
    for answer in answers:
        check_spanish(answer)
