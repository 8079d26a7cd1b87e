"""What the pages of care show, read with as many queries for one row as for ten thousand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from meantime.clinic.care.actions.judging import AHEAD, HELD
from meantime.clinic.care.models import (
    Appointment,
    ConsentText,
    Contact,
    Course,
    Override,
    Patient,
    Verdict,
)
from meantime.clinic.library.models import DOCUMENTS, Version
from meantime.clinic.library.models import State as Life
from meantime.clinic.tenancy.models import Clinic, Room

# A decision that is needed sooner than this stands on the board.
SOON = timedelta(days=14)
# So many rows at most in a list that no day bounds.
MOST = 200


def zone_of(clinic: Clinic) -> ZoneInfo:
    """The clinic's zone."""
    return ZoneInfo(clinic.zone)


def today_of(clinic: Clinic, at: datetime) -> date:
    """The clinic's day at a moment."""
    return at.astimezone(zone_of(clinic)).date()


def bounds(clinic: Clinic, day: date) -> tuple[datetime, datetime]:
    """The moments at which a clinic's day begins and ends."""
    zone = zone_of(clinic)
    after = day + timedelta(days=1)
    return datetime.combine(day, time(), zone), datetime.combine(after, time(), zone)


def _with_all(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Whatever pages show of sessions, but for the documents of their version: they are large."""
    joined = rows.select_related("patient", "course", "verdict", "room", "clinic", "version")
    return joined.defer(*DOCUMENTS)


def spoken_for(clinic: UUID, at: datetime) -> Exists:
    """Whether a clinician's word stands against the verdict in force of a session."""
    return Exists(
        Override.objects.of(clinic).filter(
            appointment=OuterRef("pk"),
            digest=OuterRef("verdict__digest"),
            revoked=None,
            expires__gt=at,
        )
    )


def undecided(clinic: Clinic, at: datetime) -> QuerySet[Appointment]:
    """Sessions soon that somebody has to decide about: their verdict is not eligible."""
    return _with_all(undecided_between(clinic.pk, at, *soon(at))).order_by("start")


def undecided_between(
    clinic: UUID, at: datetime, begin: datetime, end: datetime
) -> QuerySet[Appointment]:
    """Sessions that begin then and that, at a moment, somebody has to decide about."""
    ahead = Appointment.objects.of(clinic).filter(state__in=AHEAD, start__gt=begin, start__lt=end)
    held = Q(verdict=None) | Q(verdict__status__in=HELD)
    return ahead.filter(held).exclude(spoken_for(clinic, at))


def soon(at: datetime) -> tuple[datetime, datetime]:
    """From when to when sessions begin that are decided about now."""
    return at - timedelta(hours=12), at + SOON


def unclosed(clinic: Clinic, at: datetime) -> QuerySet[Appointment]:
    """Sessions of days that are over and that nobody has brought to an end."""
    begin, _end = bounds(clinic, today_of(clinic, at))
    rows = Appointment.objects.of(clinic).filter(state__in=AHEAD, start__lt=begin)
    return _with_all(rows).order_by("start")[:MOST]


def unsigned(clinic: Clinic) -> QuerySet[Version]:
    """Versions of protocols that wait for a clinician's signature."""
    return Version.objects.of(clinic).filter(state=Life.PROVED).order_by("made")


def sessions_of(patient: Patient) -> list[Appointment]:
    """Every session of a patient, the last first."""
    return list(
        _with_all(Appointment.objects.of(patient.clinic_id).filter(patient=patient)).order_by(
            "-start"
        )
    )


def courses_of(patient: Patient) -> list[Course]:
    """Every series of a patient, the last first."""
    return list(Course.objects.of(patient.clinic_id).filter(patient=patient).order_by("-made"))


def contacts_of(patient: Patient) -> list[Contact]:
    """How a patient is reached."""
    return list(Contact.objects.of(patient.clinic_id).filter(patient=patient).order_by("made"))


def patient_of(clinic: Clinic, pk: object) -> Patient:
    """A patient of a clinic who was not erased; raises Http404 for anybody else."""
    found: Patient = Patient.objects.one(clinic, pk)
    if found.erased:
        raise Http404
    return found


def course_of(clinic: Clinic, pk: object) -> Course:
    """A series of a clinic; raises Http404 for any other."""
    return Course.objects.one(clinic, pk)


def contact_of(patient: Patient, pk: object) -> Contact:
    """A contact of a patient; raises Http404 for any other."""
    found: Contact = Contact.objects.one(patient.clinic_id, pk)
    if found.patient_id != patient.pk:
        raise Http404
    return found


def session_of(clinic: Clinic, pk: object) -> Appointment:
    """A session of a clinic; raises Http404 for any other."""
    found: Appointment = Appointment.objects.one(clinic, pk)
    return _with_all(Appointment.objects.of(clinic)).get(pk=found.pk)


def verdicts_of(appointment: Appointment) -> list[Verdict]:
    """Every verdict that was given about a session, the last first."""
    rows = Verdict.objects.of(appointment.clinic_id).filter(appointment=appointment)
    return list(rows.order_by("-made"))


def rooms_of(clinic: Clinic) -> list[Room]:
    """The rooms that can be booked."""
    return list(Room.objects.of(clinic).filter(is_open=True).order_by("name"))


def consent_text(clinic: Clinic, language: str) -> ConsentText | None:
    """The wording in force, in a language or else in English."""
    for spoken in dict.fromkeys((language, "en")):
        rows = ConsentText.objects.of(clinic).filter(language=spoken)
        found = rows.order_by("-number").first()
        if found is not None:
            return found
    return None


def wordings(clinic: Clinic) -> list[ConsentText]:
    """Every wording of consent, those in force first."""
    return list(ConsentText.objects.of(clinic).order_by("language", "-number"))


def published_protocols(clinic: Clinic) -> list[Version]:
    """The protocols that a series can be opened with."""
    rows = Version.objects.of(clinic).filter(state=Life.PUBLISHED)
    return list(rows.order_by("title"))


def recent_patients(clinic: Clinic) -> list[Patient]:
    """The patients added last."""
    return list(Patient.objects.of(clinic).filter(erased=None).order_by("-made")[:10])
