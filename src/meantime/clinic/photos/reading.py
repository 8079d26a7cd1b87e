"""What pages show of photos; a picture itself is opened only where it is shown."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet
from django.http import Http404

from meantime.clinic.audit.models import Event
from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.photos.models import VIEWS, Photo
from meantime.clinic.portal.models import HealingReport, PatientLink
from meantime.clinic.tenancy.models import Clinic

# What a look of the staff is called in the audit.
LOOK = "read photos"


class Day(NamedTuple):
    """The photos of a day: before a session (day: None), or so many days after it.

    key: what names it in an address. views: for each of `VIEWS` its photos, the newest first.
    """

    key: str
    session: Appointment
    day: int | None
    views: tuple[tuple[Photo, ...], ...]

    @property
    def newest(self) -> tuple[Photo | None, ...]:
        """For each view the photo that counts."""
        return tuple(next(iter(photos), None) for photos in self.views)


def days_of(patient: Patient) -> list[Day]:
    """Every day with photos, in their order: session by session, before it and after."""
    rows = Photo.objects.of(patient.clinic_id).filter(patient=patient).defer("large", "small")
    found: dict[tuple[Appointment, int], list[Photo]] = defaultdict(list)
    for photo in rows.select_related("appointment", "link", "by").order_by("-at"):
        found[photo.appointment, -1 if photo.day is None else photo.day].append(photo)
    ordered = sorted(found, key=lambda place: (place[0].start, place[0].pk, place[1]))
    return [_day(session, day, found[session, day]) for session, day in ordered]


def _day(session: Appointment, number: int, photos: list[Photo]) -> Day:
    views = tuple(tuple(one for one in photos if one.view == view) for view, _name in VIEWS)
    day = None if number < 0 else number
    return Day(f"{session.pk}.{'before' if day is None else day}", session, day, views)


def photo_of(clinic: Clinic, patient: object, pk: object) -> Photo:
    """A photo of a patient of a clinic; raises Http404 for any other."""
    rows = Photo.objects.of(clinic).filter(patient=patient, patient__erased=None)
    return _one(rows, pk)


def photo_by(link: PatientLink, pk: object) -> Photo:
    """A photo that came by a link; raises Http404 for any other."""
    return _one(sent_by(link), pk)


def _one(rows: QuerySet[Photo], pk: object) -> Photo:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def sent_by(link: PatientLink) -> QuerySet[Photo]:
    """What came by a link, the newest first."""
    rows: QuerySet[Photo] = Photo.objects.of(link.clinic_id).filter(link=link)
    return rows.order_by("-at")


def last_look(clinic: UUID, patient: UUID) -> datetime | None:
    """When somebody of the clinic last looked at a patient's photos: the audit knows."""
    looks = Event.objects.filter(chain=str(clinic), subject=f"patient:{patient}", verb=LOOK)
    found: datetime | None = looks.aggregate(last=Max("at"))["last"]
    return found


def has_reported(link: PatientLink, session: Appointment, day: int) -> bool:
    """Whether it was said by a link on that day how it heals, warning signs first."""
    rows = HealingReport.objects.of(link.clinic_id).filter(link=link, appointment=session, day=day)
    return bool(rows.exists())


def next_session(patient: Patient) -> Appointment | None:
    """The session that a photo from before belongs to: the next that has not begun."""
    rows = Appointment.objects.of(patient.clinic_id).filter(patient=patient)
    found: Appointment | None = (
        rows.filter(state__in=(State.BOOKED, State.ARRIVED)).order_by("start").first()
    )
    return found
