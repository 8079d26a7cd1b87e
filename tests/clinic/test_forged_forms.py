"""Forms that were never on a page: nasty values, bytes that are no text, rows of another clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening, treating
from meantime.clinic.care.models import Appointment, Course, Patient
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member, Room
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member
from tests.clinic.sessions import at
from tests.clinic.test_matrix import World, address, pages, world

__all__ = ["world"]  # a fixture


class _Forms(HTMLParser):
    """The forms of a page: where each goes, and what it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = told.get("method", "get").lower() == "post"
            if self._open:
                self.found.append((told.get("action", ""), {}))
        if not self._open or not self.found:
            return
        fields, name = self.found[-1][1], told.get("name", "")
        if tag == "input" and name and name != "csrfmiddlewaretoken":
            if told.get("type") not in ("radio", "checkbox") or "checked" in told:
                fields[name] = told.get("value", "on")
            else:
                fields.setdefault(name, told.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif (
            tag == "option" and self._select and ("selected" in told or self._select not in fields)
        ):
            fields[self._select] = told.get("value", "")
        elif tag == "textarea" and name:
            fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""


# Where a person logs in or out or is logged out for good: another session begins there.
_LEAVES = ("/door/",)
NASTY = [
    "\0",
    "a" * 5000,
    "\u202eevil\u202c\u2066",
    "=cmd|' /C calc'!A0",
    "0001-01-01",
    "9999-12-31",
    "2027-02-29",
    "-1",
    "99999999999999999999",
    "\u00b2",
    "\U00010a40",
    "1e400",
    "NaN",
    "25:61",
    "[]" * 50,
    '{"a": {"a": {}}}',
    "a\r\nSet-Cookie: x=y",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\ud7ff\uffff",
    "''; DROP TABLE care_patient; --",
    "",
]


def forms_of(world: World, staff: list[Client]) -> dict[str, tuple[Client, dict[str, str]]]:
    """Every form that some page shows to somebody, by where it goes."""
    found: dict[str, tuple[Client, dict[str, str]]] = {}
    for page in pages():
        where = address(page, world)
        for client in staff:
            shown = client.get(where)
            if shown.status_code != 200 or "html" not in shown["Content-Type"]:
                continue
            parser = _Forms()
            parser.feed(shown.content.decode())
            for action, fields in parser.found:
                target = action if action.startswith("/") else where
                if not target.startswith(_LEAVES):
                    found.setdefault(target, (client, fields))
    return found


def test_no_field_of_any_form_breaks_a_page(world: World, clock: Clock) -> None:
    roles = (Role.CLINICIAN, Role.OWNER)
    staff = [client_of(make_member(world.clinic, role, f"{role}-a")) for role in roles]
    forms = forms_of(world, staff)
    assert len(forms) > 15
    nasty, tried = cycle(NASTY), 0
    for target, (client, fields) in forms.items():
        names = [name for name in fields if not name.startswith(("q-", "d-"))]
        names += [name for name in fields if name.startswith(("q-", "d-"))][:4]
        for name in names:
            for value in islice(nasty, 1):
                with transaction.atomic():
                    page = client.post(target, fields | {name: value})
                    transaction.set_rollback(True)
                assert page.status_code < 500, (target, name, value)
                assert "Set-Cookie: x=y" not in str(page.headers)
                tried += 1
    assert tried > 60


def test_no_parameter_of_any_address_breaks_a_page(world: World) -> None:
    names = ["q", "day", "month", "clock", "first", "next", "show", "with", "page", "from", "to"]
    names += [
        "who",
        "verb",
        "about",
        "before",
        "months",
        "format",
        "series",
        "protocol",
        "revision",
    ]
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    dated = ("9999-12-31", "0001-01-01", "9999-12")
    nasty = cycle([*(value for value in NASTY if value not in dated), "0000-00"])
    for page in pages():
        for value in (*dated, *islice(nasty, 1)):
            query = urlencode(dict.fromkeys(names, value))
            shown = client.get(f"{address(page, world)}?{query}")
            assert shown.status_code < 500, (page.name, value)


def test_bytes_that_are_no_text_break_nothing(world: World) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    add = reverse("patient-new", kwargs={"clinic": world.clinic.slug})
    for body in (
        b"name=%ED%A0%80&born=1990-05-04&language=en",
        b"name=%FF%FE&born=%00",
        b"\xff=\xfe",
    ):
        page = client.post(add, body, content_type="application/x-www-form-urlencoded")
        assert page.status_code in (302, 400)
    assert client.get("/c/%00/").status_code in (400, 404)
    assert client.get(f"/c/{world.clinic.slug}/patients/?q=%ED%A0%80").status_code == 200


def test_a_name_cannot_turn_the_words_around_it(nurse: Member) -> None:
    for name in ("Ana \u202eziuR", "Ana\u2066 Ruiz", "Ana\0", "Ana\x1b[2J", "\u200b\u200b"):
        with pytest.raises(Refused, match="name"):
            patients.add_patient(nurse, name, date(1990, 5, 4), "en", "", NOW)
    for name in ("محمد", "José-María O'Neill", "Åse Ødegård", "李小龍", "Zoë\u200cX"):
        assert patients.add_patient(nurse, name, date(1990, 5, 4), "en", "", NOW).name == name


@pytest.mark.parametrize("fields", [1001, 10_000])
def test_ten_thousand_fields_are_refused(world: World, fields: int) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    add = reverse("patient-new", kwargs={"clinic": world.clinic.slug})
    assert client.post(add, {f"f{number}": "x" for number in range(fields)}).status_code == 400


def test_a_huge_body_is_refused(world: World) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    add = reverse("patient-new", kwargs={"clinic": world.clinic.slug})
    body = "name=" + "a" * 3_000_000
    page = client.post(add, body, content_type="application/x-www-form-urlencoded")
    assert page.status_code in (400, 413)
    assert not Patient.objects.of(world.clinic).filter(number__gt=1).exists()


def test_ids_of_another_clinic_in_a_form_reach_nothing(
    world: World, nurse: Member, clinician: Member, course: Course
) -> None:
    other = make_clinic("inland")
    theirs = make_member(other, Role.NURSE, "stranger")
    room = Room.everywhere.create(clinic=other, name="Theirs")
    client, clinic = client_of(nurse), world.clinic
    slot = {"day": "2026-12-08", "clock": "10:00", "room": str(room.pk)}
    book = reverse("book", kwargs={"clinic": clinic.slug, "course": course.pk})
    assert client.post(book, slot).status_code == 400
    move = reverse(
        "session-move", kwargs={"clinic": clinic.slug, "appointment": world.parts["appointment"]}
    )
    assert client.post(move, slot | {"revision": "1"}).status_code == 400
    plan = reverse("series-plan", kwargs={"clinic": clinic.slug, "course": course.pk})
    assert (
        client.post(
            plan, {"first": "2026-12-08", "clock": "10:00", "room": str(room.pk)}
        ).status_code
        == 400
    )
    assert Appointment.objects.of(clinic).get().room.clinic_id == clinic.pk
    # By the actions as well: a row that some view forgot to look up in its clinic.
    start = at(clinic, date(2026, 12, 8), 10)
    with pytest.raises(Room.DoesNotExist):
        booking.book(nurse, course, start, room, NOW)
    appointment = Appointment.objects.of(clinic).get()
    protocol, reason = protocol_of(appointment.version), "Because I say so."
    acts: list[Callable[[], Any]] = [
        lambda: booking.cancel(theirs, appointment, 1, NOW),
        lambda: booking.book(theirs, course, start, room, NOW),
        lambda: treating.check_in(theirs, appointment, 1, appointment.start),
        lambda: screening.answer(theirs, appointment.patient, protocol, {}, "desk", NOW),
        lambda: screening.override(theirs, appointment, reason, start, 1, NOW),
    ]
    for act in acts:
        with pytest.raises((Patient.DoesNotExist, Appointment.DoesNotExist, Refused)):
            act()
    assert not Event.objects.filter(chain=str(other.pk), verb__in=["book", "cancel"]).exists()
