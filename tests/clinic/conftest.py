"""Clinics, their staff and patients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from meantime.clinic.audit import chain
from meantime.clinic.care.actions import booking, patients
from meantime.clinic.care.models import Appointment, Course, Patient
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.reading import digest_of, files_of
from meantime.clinic.tenancy.models import Clinic, Member, Room, User
from meantime.clinic.tenancy.roles import Role
from meantime.clinic.tenancy.scoping import Scoped
from meantime.literate.protocols import SHIPPED

# A Monday morning in New York; tests move the clock from here.
NOW = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
HOURS = {str(day): ["09:00", "18:00"] for day in range(6)}
ON_POSTGRES = connection.vendor == "postgresql"
only_sqlite = pytest.mark.skipif(ON_POSTGRES, reason="a file of SQLite")


_WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@pytest.fixture(autouse=True)
def every_change_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a request changes in a clinic it notes: kept pages stand while nothing is noted."""
    models = [model for model in apps.get_models() if issubclass(model, Scoped)]
    watched = {model._meta.db_table for model in (Clinic, *models)}
    add, asked = chain._add, Client.request

    def request(self: Client, **environ: Any) -> Any:
        written, verbs = set[str](), set[str]()

        def noting(*noted: Any) -> Any:
            verbs.add(noted[3])
            return add(*noted)

        def watching(execute: Any, sql: str, given: Any, many: bool, context: Any) -> Any:
            found = execute(sql, given, many, context)
            write = _WRITE.match(sql)
            if write and write[1] in watched and context["cursor"].rowcount:
                written.add(write[1])
            return found

        with monkeypatch.context() as patch, connection.execute_wrapper(watching):
            patch.setattr(chain, "_add", noting)
            response = asked(self, **environ)
        assert not written or any(not verb.startswith("read") for verb in verbs), written
        return response

    monkeypatch.setattr(Client, "request", request)


class Clock:
    """The time of day, as tests set it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(timezone, "now", found)
    for module in ("attempts", "handlers.proxy"):  # they took the function itself
        monkeypatch.setattr(f"axes.{module}.now", found)
    return found


def make_clinic(slug: str = "harbour") -> Clinic:
    return Clinic.objects.create(
        slug=slug,
        name=f"{slug.title()} Skin Clinic",
        zone="America/New_York",
        phone="+12125550100",
        emergency="Call 911.",
        languages=["en", "es"],
        hours=HOURS,
    )


def make_member(clinic: Clinic, role: str, name: str = "") -> Member:
    address = f"{name or role}@{clinic.slug}.test"
    user = User.objects.filter(email=address).first()
    user = user or User.objects.create_user(address, (name or role).title(), PASSWORD)
    return Member.everywhere.create(clinic=clinic, user=user, role=role)


def make_version(clinic: Clinic, state: str = State.PUBLISHED) -> Version:
    files = files_of(SHIPPED / "microneedling")
    return Version.everywhere.create(
        clinic=clinic,
        protocol="microneedling",
        title="Microneedling",
        number=1 + Version.objects.of(clinic).count(),
        state=state,
        files=files,
        digest=digest_of(files),
    )


@pytest.fixture
def clinic(db: Any) -> Clinic:
    return make_clinic()


@pytest.fixture
def version(clinic: Clinic) -> Version:
    return make_version(clinic)


@pytest.fixture
def room(clinic: Clinic) -> Room:
    return Room.everywhere.create(clinic=clinic, name="Room 1")


@pytest.fixture
def nurse(clinic: Clinic) -> Member:
    return make_member(clinic, Role.NURSE)


@pytest.fixture
def clinician(clinic: Clinic) -> Member:
    return make_member(clinic, Role.CLINICIAN)


@pytest.fixture
def owner(clinic: Clinic) -> Member:
    return make_member(clinic, Role.OWNER)


@pytest.fixture
def desk(clinic: Clinic) -> Member:
    return make_member(clinic, Role.DESK)


@pytest.fixture
def auditor(clinic: Clinic) -> Member:
    return make_member(clinic, Role.AUDITOR)


@pytest.fixture
def patient(nurse: Member) -> Patient:
    return patients.add_patient(nurse, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)


@pytest.fixture
def course(nurse: Member, patient: Patient, version: Version) -> Course:
    return booking.open_course(nurse, patient, "microneedling", 3)


@pytest.fixture
def appointment(nurse: Member, course: Course, room: Room) -> Appointment:
    """Booked for Thursday 10:00."""
    start = booking.local_start(nurse.clinic, date(2026, 12, 3), time(10))
    return booking.book(nurse, course, start, room, NOW)


def client_of(member: Member) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(member.user, backend="meantime.clinic.tenancy.logged_in.Backend")
    return client


def confirmed(member: Member) -> Client:
    """The same, where they have just shown again that it is they."""
    client = client_of(member)
    client.post("/door/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def data_folder(settings: Any) -> Path:
    return Path(settings.DATA)


@pytest.fixture
def emptied(transactional_db: Any) -> Iterator[None]:
    """For tests that commit: what may never be deleted can be, once they are over.

    How often an address opened links is in no model's table: a test would count for the next one.
    """
    _triggers(on=True)
    yield
    cache.clear()
    _triggers(on=False)


_KEPT: dict[str, str] = {}


def _triggers(*, on: bool) -> None:
    """Switch off or on again what keeps events and published versions for good."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("audit_event", "audit_head", "library_version"):
                cursor.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = dict(cursor.fetchall())
        _KEPT.update(there)
        for name, written in _KEPT.items():
            if on and name not in there:
                cursor.execute(written)
            elif not on and name in there:
                cursor.execute(f"DROP TRIGGER {name}")
