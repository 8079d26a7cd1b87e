"""A clinic with many patients and a full day, made row by row without the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, judging, patients
from meantime.clinic.care.cases import told_of
from meantime.clinic.care.models import Appointment, Course, History, Patient
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.reading import digest_of, files_of, protocol_of
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.door import cookie_of
from meantime.clinic.tenancy import sessions
from meantime.clinic.tenancy.logged_in import SessionStore
from meantime.clinic.tenancy.models import Clinic, Member, Room, User
from meantime.literate.protocols import SHIPPED

_FIRST = ("Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jon", "Kai", "Lea")
_LAST = ("Ash", "Berg", "Cruz", "Diaz", "Engel", "Fox", "Gray", "Hill", "Ito", "Jung", "Ruiz")
MINUTES, ROOMS = 60, 20


def make(people: int, sessions: int, seed: int = 7) -> tuple[Member, list[Course]]:
    """A clinic of so many patients, so many of them booked for today: one of its nurses, and the
    series of those who come.
    """
    random, at = Random(seed), timezone.now()
    clinic = Clinic.objects.create(
        slug="bench",
        name="Bench Clinic",
        zone="America/New_York",
        phone="+12125550100",
        languages=["en"],
        hours={str(day): ["08:00", "20:00"] for day in range(7)},
    )
    user = User.objects.create_user("nurse@bench.test", "Nurse")
    member = Member.everywhere.create(clinic=clinic, user=user, role="nurse")
    files = files_of(SHIPPED / "microneedling")
    version = Version.everywhere.create(
        clinic=clinic,
        protocol="microneedling",
        title="Microneedling",
        number=1,
        state=State.PUBLISHED,
        files=files,
        digest=digest_of(files),
    )
    everybody = _patients(clinic, people, random)
    rooms = [
        Room.everywhere.create(clinic=clinic, name=f"Room {number:02}")
        for number in range(1, ROOMS + 1)
    ]
    courses = [
        _session(member, version, everybody[number], rooms, number, random, at)
        for number in range(sessions)
    ]
    return member, courses


def _patients(clinic: Clinic, people: int, random: Random) -> list[Patient]:
    found = [
        Patient(
            clinic=clinic,
            number=number,
            name=f"{random.choice(_FIRST)} {random.choice(_LAST)}",
            born=date(random.randint(1950, 2004), 5, 4).isoformat(),
        )
        for number in range(1, people + 1)
    ]
    Patient.everywhere.bulk_create(found, batch_size=500)
    for patient in found:
        patients.index(patient)
    return found


def _session(
    member: Member,
    version: Version,
    patient: Patient,
    rooms: list[Room],
    number: int,
    random: Random,
    at: datetime,
) -> Course:
    protocol = protocol_of(version)
    facts = all_clear(protocol)
    if random.random() < 0.3:
        facts["retinoid"] = at.date() - timedelta(days=random.randint(0, 5))
    if random.random() < 0.2:
        facts["keloid"] = None
    told = {name: told_of(fact) for name, fact in facts.items()}
    History.everywhere.create(
        clinic=member.clinic, patient=patient, number=1, facts=told, at=at, occasion="desk"
    )
    course: Course = Course.everywhere.create(
        clinic=member.clinic, patient=patient, protocol="microneedling", sessions=3
    )
    today = at.astimezone(UTC).date()
    start = booking.local_start(member.clinic, today, time(8 + number // len(rooms)))
    appointment = Appointment.everywhere.create(
        clinic=member.clinic,
        patient=patient,
        course=course,
        version=version,
        number=1,
        room=rooms[number % len(rooms)],
        start=start,
        minutes=MINUTES,
    )
    judging.judge_all(appointment.patient, at)
    return course


def logged_in(member: Member) -> str:
    """The cookie of somebody who has logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.user.pk)
    session[BACKEND_SESSION_KEY] = "meantime.clinic.tenancy.logged_in.Backend"
    session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    sessions.begin(session)
    session.create()
    return f"sessionid={session.session_key}"


def opened(member: Member, patient: Patient) -> tuple[str, str]:
    """Where a patient's page is, and the cookie of a browser in which their link is open."""
    link, token = links.give(member, patient, "", False, timezone.now())
    found = links.open_link(token, None, timezone.now())
    assert found
    return f"/p/at/{link.pk}/", f"{cookie_of(link.pk)}={found[1]}"


def link_of(member: Member, patient: Patient) -> str:
    """Where a link that nobody opened yet is."""
    _link, token = links.give(member, patient, "", False, timezone.now())
    return f"/p/{token}/"
