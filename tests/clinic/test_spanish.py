"""The clinic in Spanish: the catalogue is whole, pages use it, a choice of language stays."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from meantime.clinic.audit import words
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.tenancy.models import Member, User
from meantime.clinic.tenancy.roles import MAY, Role
from tests.clinic.catalogue import CLINIC, MO, Message, compiled, messages, translated
from tests.clinic.conftest import PASSWORD, client_of, make_member
from tests.clinic.test_matrix import World, address, pages, world  # noqa: F401

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
    files = BytesIO(MO.read_bytes()), BytesIO(compiled())
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
        assert left_in_english(seen) == set()


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
