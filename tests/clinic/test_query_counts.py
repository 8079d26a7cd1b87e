"""No page asks the database more often when there is more to show."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, contacts, patients, screening
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.library.models import State
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.reminders.models import State as Progress
from meantime.clinic.reminders.models import Wording
from meantime.clinic.reminders.wording.occasions import OCCASIONS
from meantime.clinic.tenancy.models import Invitation, Member, Room
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import NOW, client_of, make_member, make_version
from tests.clinic.deliveries import make_delivery
from tests.clinic.test_matrix import Page, World, address, pages, world  # noqa: F401

MORE = 5


def more_of_everything(world: World, nurse: Member) -> None:  # noqa: F811
    """Rows of every kind, some of the same patient and some of others."""
    clinic = world.clinic
    first = Appointment.objects.of(clinic).get(pk=world.parts["appointment"])
    protocol = protocol_of(first.version)
    used = all_clear(protocol) | {"retinoid": date(2026, 11, 29)}
    for number in range(MORE):
        room = Room.everywhere.create(clinic=clinic, name=f"Room {number + 10}")
        other = patients.add_patient(nurse, f"Ana {number}", date(1990, 1, 1), "en", "", NOW)
        course = booking.open_course(nurse, other, "microneedling", 3)
        booking.book(nurse, course, first.start, room, NOW)
        start = first.start + timedelta(days=28 * (number + 1))
        booking.book(nurse, first.course, start, room, NOW)
        Course.everywhere.create(
            clinic=clinic, patient=first.patient, protocol="microneedling", sessions=2
        )
        screening.answer(nurse, first.patient, protocol, used, "desk", NOW)
        screening.answer(nurse, other, protocol, used, "desk", NOW)
        contact = contacts.add_contact(
            nurse, first.patient, "email", f"ana{number}@example.org", NOW, agreed=True
        )
        for state in Progress:
            make_delivery(contact, first, state)
        make_version(clinic, State.RETIRED)
        wording = {"kind": list(OCCASIONS)[number], "text": f"{number}", "changed": NOW}
        Wording.everywhere.create(clinic=clinic, language="en", **wording)
        make_member(clinic, Role.DESK, f"more-{number}")
        Invitation.everywhere.create(
            clinic=clinic,
            email=f"more{number}@harbour.test",
            role=Role.NURSE,
            digest=f"{number + 1:064}",
            by=nurse.user,
            expires=NOW + timedelta(days=7),
        )


def asked(client: Any, where: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code in (200, 302, 400, 405)
    return [query["sql"] for query in queries.captured_queries]


def test_no_page_asks_more_often_for_more(
    world: World,  # noqa: F811
    nurse: Member,
    owner: Member,
    clinician: Member,
    settings: Any,
) -> None:
    settings.REMINDERS_FROM = "clinic@harbour.test"
    clients = {member: client_of(member) for member in (owner, clinician)}
    wheres = [
        (page, member, address(page, world))
        for page in pages()
        for member in clients
        if member.may(page.asks)
    ]
    for _warm in range(2):
        before = {(page, who): asked(clients[who], where) for page, who, where in wheres}
    more_of_everything(world, nurse)
    grown = []
    for page, who, where in wheres:
        asked(clients[who], where)
        after = asked(clients[who], where)
        if len(after) > len(before[page, who]):
            told = Counter(sql[:110] for sql in after) - Counter(
                sql[:110] for sql in before[page, who]
            )
            grown.append((page.name, who.role, told.most_common(4)))
    assert not grown
