"""A full disk, a read-only one, an audit that takes no event: nothing is left half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening, treating
from meantime.clinic.care.models import Appointment, Patient, Verdict
from meantime.clinic.library.actions import migrate
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, client_of
from tests.clinic.sessions import MONDAY, answer, at, clear


def rows() -> tuple[int, ...]:
    models = (Patient, Appointment, Verdict, Event)
    return tuple(model._base_manager.count() for model in models)


sqlite_only = pytest.mark.skipif(
    "postgresql" in connection.settings_dict["ENGINE"], reason="a pragma of SQLite"
)


@sqlite_only
@pytest.mark.parametrize("pragma", ["max_page_count", "query_only"])
def test_on_a_full_or_a_read_only_disk_nothing_is_half_done(
    nurse: Member, appointment: Appointment, pragma: str
) -> None:
    client = client_of(nurse)
    before = rows()
    client.raise_request_exception = False
    add = reverse("patient-new", kwargs={"clinic": nurse.clinic.slug})
    told = {"name": "Ben Ruiz", "born": "1990-05-04", "language": "en", "zone": ""}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages_now,) = cursor.fetchone()
        cursor.execute(f"PRAGMA {pragma} = {pages_now if pragma == 'max_page_count' else 1}")

    def many() -> None:
        with transaction.atomic():
            for number in range(200):
                patients.add_patient(nurse, f"Ben {number}", date(1990, 5, 4), "en", "", NOW)

    try:
        with pytest.raises(DatabaseError):
            many()
        page = client.post(add, told)
    finally:
        with connection.cursor() as cursor:
            undo = {"max_page_count": "2147483646", "query_only": "0"}
            cursor.execute(f"PRAGMA {pragma} = {undo[pragma]}")
    assert Patient.objects.of(nurse.clinic).filter(number__gt=2).count() == 0
    if pragma == "query_only":
        assert rows() == before
        assert page.status_code == 503
        assert "what you sent last is not saved" in page.content.decode()


ACTIONS = ["answer", "book", "move", "cancel", "check in", "override", "add patient", "migrate"]


@pytest.mark.parametrize("what", ACTIONS)
def test_what_cannot_be_audited_is_not_done(
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    room: Room,
    what: str,
) -> None:
    """The audit's own trigger, here one that refuses every new event."""
    monday, until = at(nurse.clinic, MONDAY, 10), NOW + timedelta(days=1)
    course, reason, born = appointment.course, "Known to us for years.", date(1990, 5, 4)
    acts: dict[str, Callable[[], Any]] = {
        "answer": lambda: answer(nurse, appointment, clear(appointment)),
        "book": lambda: booking.book(nurse, course, monday, room, NOW),
        "move": lambda: booking.move(nurse, appointment, monday, room, 1, NOW),
        "cancel": lambda: booking.cancel(nurse, appointment, 1, NOW),
        "check in": lambda: treating.check_in(nurse, appointment, 1, appointment.start),
        "override": lambda: screening.override(clinician, appointment, reason, until, 1, NOW),
        "add patient": lambda: patients.add_patient(nurse, "Ben", born, "en", "", NOW),
        "migrate": lambda: migrate(clinician, appointment, another_version(appointment.version)),
    }
    before = rows()[:3]
    state = Appointment.objects.of(nurse.clinic).values_list().get()
    refuse_events()
    with pytest.raises(DatabaseError, match="full"), transaction.atomic():
        acts[what]()
    assert rows()[:3] == before
    assert Appointment.objects.of(nurse.clinic).values_list().get() == state


def another_version(version: Version) -> Version:
    Version.everywhere.filter(pk=version.pk).update(state="retired", retired=NOW)
    document = version.files["protocol.md"].replace("from: 3 days before", "from: 4 days before", 1)
    files = version.files | {"protocol.md": document}
    return Version.everywhere.create(
        clinic=version.clinic,
        protocol="microneedling",
        title="Microneedling",
        number=2,
        state="published",
        files=files,
        digest=digest_of(files),
    )


def refuse_events() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION full_now() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER full_now BEFORE INSERT ON audit_event "
                "FOR EACH ROW EXECUTE FUNCTION full_now()"
            )
        else:
            cursor.execute(
                "CREATE TRIGGER full_now BEFORE INSERT ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
