"""What holds for a photo whoever sends it: how many a day, and that one sent twice is one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from meantime.clinic.care.models import Patient
from meantime.clinic.photos.models import Photo, View
from meantime.clinic.photos.picture import Picture
from meantime.clinic.refusing import Refused

# So many photos of a patient in a day and a night, whoever sends them.
MOST_A_DAY = 12


def view_of(text: str) -> View:
    """The view that a form names. Raises Refused for none."""
    if text not in set(View):
        raise Refused(_("Choose which side the photo shows."))
    return View(text)


def keep(photo: Photo, picture: Picture) -> Photo:
    """Keep a new photo of a patient who is held. Raises Refused where there were many today."""
    _must_have_room(photo.patient, photo.at)
    photo.large, photo.small = picture
    photo.save(force_insert=True)
    return photo


def _must_have_room(patient: Patient, at: datetime) -> None:
    rows = Photo.objects.of(patient.clinic_id).filter(patient=patient)
    if rows.filter(at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("That is enough photos for today. Add the next one tomorrow."))


def told(photo: Photo) -> dict[str, Any]:
    """What the audit keeps of a photo."""
    day = "before" if photo.day is None else photo.day
    return {"photo": str(photo.pk), "view": str(photo.view), "day": day}
