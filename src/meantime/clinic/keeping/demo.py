"""A made clinic to look at: staff of every role, and patients at every stage around this hour."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, contacts, patients, screening, treating, wording
from meantime.clinic.care.models import Appointment, ConsentText, Contact, Course, Patient
from meantime.clinic.library.actions import adopt, prove, publish, sign
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.photos.actions import by_link, by_staff
from meantime.clinic.photos.drawn import face
from meantime.clinic.photos.models import View
from meantime.clinic.photos.picture import picture_of
from meantime.clinic.portal.actions import healing
from meantime.clinic.portal.actions.links import give
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Clinic, Member, Room, User
from meantime.clinic.tenancy.roles import Role
from meantime.model.case import Fact

SLUG = "demo"
_NAMES = {
    Role.OWNER: "Olivia Hart",
    Role.CLINICIAN: "Dr Noor Haddad",
    Role.NURSE: "Sam Rivera",
    Role.DESK: "Kim Lindgren",
    Role.AUDITOR: "Ada Fenn",
}
# Where it is about noon while you look: zone, phone, what to call in an emergency. All numbers are
# among those that are kept free for films.
_PLACES = (
    ("Pacific/Honolulu", "+18085550100", "911"),
    ("America/Los_Angeles", "+13105550100", "911"),
    ("America/New_York", "+12125550100", "911"),
    ("Europe/London", "+442079460100", "999"),
    ("Asia/Dubai", "+442079460100", "998"),
    ("Australia/Perth", "+61855500100", "000"),
    ("Australia/Sydney", "+61255500100", "000"),
)
_WORDING = {
    "en": "I was told what microneedling does, what may go wrong, and what to do before and after. "
    "I could ask, and I agree to it today. I may take this back at any time.",
    "es": "Me explicaron qué hace la microaguja, qué puede salir mal y qué hacer antes y después. "
    "Pude preguntar y hoy estoy de acuerdo. Puedo cambiar de idea en cualquier momento.",
}
_BEFORE = timedelta(days=40)


class Stage(NamedTuple):
    """How far a made session gets. after: hours from now to its start. facts: unlike all clear."""

    name: str
    born: str
    after: float
    reaches: str  # booked, asked, arrived, agreed, treating, done, missed or cancelled
    facts: Mapping[str, Any] = {}
    earlier: int = 0
    overridden: bool = False
    language: str = "en"


# In facts, a number is so many days before the session.
_STAGES = (
    # today, what was
    Stage("Ana Ruiz", "1990-05-04", -3, "done", earlier=1, language="es"),
    Stage("Grace Okafor", "1984-11-19", -2.5, "done"),
    Stage("Mei Tanaka", "1996-02-28", -2, "missed"),
    Stage("Julia Novak", "1979-07-07", -1, "treating", earlier=2),
    # now
    Stage("Priya Raman", "1992-03-15", -0.5, "agreed", earlier=1),
    Stage("Lena Fischer", "1988-09-30", 0, "arrived"),
    Stage("Tomás Ortega", "1975-12-01", 0, "arrived", {"retinoid": 2}, language="es"),
    Stage("Hannah Levi", "1969-04-22", 0.5, "asked", {"retinoid": 2}, overridden=True),
    # today, what comes
    Stage("Aisha Khan", "1999-08-13", 1, "asked"),
    Stage("Marta Silva", "1981-01-25", 1.5, "booked"),
    Stage("Chloe Martin", "1994-06-06", 2, "asked", {"exfoliant": 1}),
    Stage("Ruth Adler", "1958-10-10", 2.5, "asked", {"blood-thinner-use": True}),
    # the days around
    Stage("Ines Moreau", "1991-02-14", -24, "done", language="es"),
    Stage("Sofia Rossi", "1986-03-03", -26, "done", earlier=2),
    Stage("Emma Larsen", "1997-12-24", -48, "done"),
    Stage("Nadia Petrova", "1983-05-17", 24, "asked", {"pregnant": True}),
    Stage("Zoe Papadakis", "2000-01-09", 26, "asked", {"sunburn": 6}),
    Stage("Maria Gonzalez", "1977-11-02", 28, "booked", language="es"),
    Stage("Fatou Diallo", "1993-07-21", 48, "cancelled"),
    Stage("Yuki Sato", "1989-09-09", 50, "asked", {"cold-sore-history": True}),
    Stage("Elena Popescu", "1972-08-30", 72, "asked", {"isotretinoin": 100}),
    Stage("Laura Bianchi", "1995-04-12", 96, "asked", earlier=1),
)


# Who holds a link to their plan: treated today, and booked for a day that the protocol refuses.
_HOLD = ("Grace Okafor", "Chloe Martin")
# Whose skin is seen in photos, and how red it is drawn: before the session, and on the days after.
_SEEN, _REDNESS = "Emma Larsen", (0.1, 0.9, 0.6, 0.35)


class Demo(NamedTuple):
    """A made clinic, and how to get in. links: names, and the paths of their plans."""

    clinic: Clinic
    password: str
    links: tuple[tuple[str, str], ...]

    def logins(self, site: str) -> Iterator[str]:
        """What is printed. site: where the pages are."""
        yield f"The demo clinic is {self.clinic}. Nobody in it exists."
        for role in Role:
            yield f"  {role:<10} {_address(role)}"
        yield f"  password   {self.password}"
        yield "What patients hold, new each time it starts (open it in another browser, too):"
        for name, path in self.links:
            yield f"  {name}: {site}{path}"


@transaction.atomic
def make() -> Demo:
    """The demo clinic, made where there is none yet."""
    password = _password()
    found = Clinic.objects.filter(slug=SLUG).first()
    clinic = found or _Making(timezone.now(), password).clinic
    return Demo(clinic, password, _links(clinic))


def _links(clinic: Clinic) -> tuple[tuple[str, str], ...]:
    """New ones: what is stored of a link does not tell it again."""
    nurse = Member.objects.of(clinic).get(role=Role.NURSE)
    held = [one for one in Patient.objects.of(clinic).order_by("number") if one.name in _HOLD]
    return tuple(
        (one.name, reverse("portal-open", args=[give(nurse, one, "", False, timezone.now())[1]]))
        for one in held
    )


def _password() -> str:
    """Of this deployment only, and the same each time it is printed."""
    told = hmac.new(settings.SECRET_KEY.encode(), b"meantime demo", sha256).hexdigest()
    return "-".join(told[start : start + 4] for start in (0, 4, 8, 12))


def _address(role: Role) -> str:
    return f"{role}@demo.example"


class _Making:
    """Makes it, by the same actions as the pages."""

    def __init__(self, now: datetime, password: str) -> None:
        self.zone, phone, emergency = min(_PLACES, key=lambda place: _from_noon(now, place[0]))
        self.now = now
        # The half hour that goes on, so that starts look like starts.
        self.hour = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
        self.clinic = Clinic.objects.create(
            slug=SLUG,
            name="Harbour Skin Clinic",
            zone=self.zone,
            phone=phone,
            emergency=f"Call {emergency}.",
            languages=["en", "es"],
            hours={str(day): ["05:00", "21:00"] for day in range(7)},
        )
        self.staff = {role: self._member(role, password) for role in Role}
        self.rooms = [
            Room.everywhere.create(clinic=self.clinic, name=name)
            for name in ("Room 1", "Room 2", "Room 3")
        ]
        self._publish()
        for number, stage in enumerate(_STAGES):
            self._person(number, stage)

    def _member(self, role: Role, password: str) -> Member:
        user = User.objects.create_user(_address(role), _NAMES[role], password)
        return Member.everywhere.create(clinic=self.clinic, user=user, role=role)

    def _publish(self) -> None:
        clinician, owner = self.staff[Role.CLINICIAN], self.staff[Role.OWNER]
        version = adopt(clinician, "microneedling")
        prove(clinician, version)
        version.refresh_from_db()
        words = "I have read every rule and every finding; this is how we treat."
        version = sign(clinician, version, words, read_all=True)
        self.version = publish(owner, version)
        self.texts = {
            language: wording.new_wording(owner, language, body)
            for language, body in _WORDING.items()
        }

    def _person(self, number: int, stage: Stage) -> None:
        desk = self.staff[Role.DESK]
        born = date.fromisoformat(stage.born)
        patient = patients.add_patient(desk, stage.name, born, stage.language, "", self.now)
        contacts.add_contact(
            desk, patient, Contact.Kind.PHONE, f"+12125550{110 + number}", self.now, agreed=True
        )
        address = f"patient-{number}@demo.invalid"
        contacts.add_contact(desk, patient, Contact.Kind.EMAIL, address, self.now, agreed=True)
        course = booking.open_course(desk, patient, "microneedling", 4)
        start = self.hour + timedelta(hours=stage.after)
        for before in range(stage.earlier, 0, -1):
            past = Stage(stage.name, stage.born, 0, "done", language=stage.language)
            self._session(course, past, start - before * _BEFORE, number)
        self._session(course, stage, start, number)

    def _session(self, course: Course, stage: Stage, start: datetime, number: int) -> None:
        """One session, from its booking to where it gets."""
        desk, nurse = self.staff[Role.DESK], self.staff[Role.NURSE]
        room = self.rooms[number % len(self.rooms)]
        booked = min(self.now, start) - timedelta(days=10)
        item = booking.book(desk, course, start, room, booked)
        if stage.reaches == "booked":
            return
        if stage.reaches == "cancelled":
            booking.cancel(desk, item, item.revision, self.now)
            return
        self._ask(desk, item, stage, "desk", booked + timedelta(days=1))
        if stage.overridden:
            self._override(item)
        if stage.reaches == "asked":
            return
        if stage.reaches == "missed":
            booking.cancel(desk, self._fresh(item), self._fresh(item).revision, self.now, True)
            return
        self._treat(nurse, self._fresh(item), stage, start)

    def _treat(self, nurse: Member, item: Appointment, stage: Stage, start: datetime) -> None:
        came = min(self.now, start - timedelta(minutes=5))
        item = treating.check_in(self.staff[Role.DESK], item, item.revision, came)
        if stage.reaches == "arrived":
            return
        self._ask(nurse, item, stage, "check-in", came + timedelta(minutes=1))
        item = self._fresh(item)
        text: ConsentText = self.texts[stage.language]
        treating.consent(nurse, item, text, stage.name, item.revision, came)
        if stage.reaches == "agreed":
            return
        item = self._fresh(item)
        if stage.name == _SEEN:
            for view in View:
                seen = picture_of(face(view, _REDNESS[0]))
                by_staff.add_before(nurse, item.patient, view, seen, came)
        item = treating.begin(nurse, item, item.revision, start)
        if stage.reaches == "treating":
            return
        ended = start + timedelta(minutes=50)
        treating.finish(nurse, item, _done(ended), item.revision, ended)
        if stage.name == _SEEN:
            self._send_photos(nurse, item.patient, ended)

    def _send_photos(self, nurse: Member, patient: Patient, ended: datetime) -> None:
        """What the patient sends, from the session until today."""
        link, _token = give(nurse, patient, "", False, ended)
        (standing,) = standings_of(patient).last
        for day, redness in enumerate(_REDNESS[1:]):
            at = ended + timedelta(days=day, minutes=5)
            if at > self.now:
                break
            healing.report(link, standing, [], False, at)
            for view in View:
                by_link.send(link, standing, view, picture_of(face(view, redness)), at)

    def _ask(
        self, member: Member, item: Appointment, stage: Stage, occasion: str, at: datetime
    ) -> None:
        protocol = protocol_of(item.version)
        day = item.start.astimezone(ZoneInfo(self.zone)).date()
        told: dict[str, Fact] = all_clear(protocol) | {"skin-calm": True}
        for name, fact in stage.facts.items():
            told[name] = fact if isinstance(fact, bool) else day - timedelta(days=fact)
        screening.answer(member, item.patient, protocol, told, occasion, max(at, self._asked(told)))

    def _asked(self, told: Mapping[str, Fact]) -> datetime:
        """Nobody answers with a day that is still to come."""
        days = [fact for fact in told.values() if isinstance(fact, date)]
        return max([self.now - _BEFORE * 9, *(_noon(day, self.zone) for day in days)])

    def _override(self, item: Appointment) -> None:
        item = self._fresh(item)
        screening.override(
            self.staff[Role.CLINICIAN],
            item,
            "Used once, on the chin only. We go no deeper than 0.5 mm there.",
            self.now + timedelta(days=2),
            item.revision,
            self.now,
        )

    def _fresh(self, item: Appointment) -> Appointment:
        rows = Appointment.objects.of(self.clinic).select_related("patient", "version", "verdict")
        return rows.get(pk=item.pk)


def _from_noon(now: datetime, zone: str) -> int:
    return abs(now.astimezone(ZoneInfo(zone)).hour - 12)


def _noon(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))


def _done(ended: datetime) -> treating.Record:
    return treating.Record(
        device="Dermapen 4",
        depth=Decimal("1.5"),
        areas=["forehead", "cheeks"],
        peel="",
        products=[["Hyaluronic serum", f"HA-{ended:%y%m}"], ["Needle cartridge", "N16-204"]],
        note="Even redness, no bleeding points. Tolerated well.",
        ended=ended,
    )
