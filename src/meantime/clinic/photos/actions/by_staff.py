"""Photos that the staff take before a session, and those that they remove."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Patient
from meantime.clinic.photos.actions.keeping import keep, told
from meantime.clinic.photos.models import Photo, View
from meantime.clinic.photos.picture import Picture
from meantime.clinic.photos.reading import next_session
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member

# Why a photo goes. A choice, since it stays in the audit, where no name may be.
WHYS = [
    ("other person", lazy("It shows somebody else")),
    ("unclear", lazy("Nothing can be seen on it")),
    ("patient asks", lazy("The patient asks for it")),
]


@transaction.atomic
def add_before(
    member: Member, patient: Patient, view: View, picture: Picture, at: datetime
) -> Photo:
    """Keep a photo from before the next session; the same one sent twice is one.

    Raises Refused where no session is ahead, and where there were many photos that day.
    """
    patient = hold(member.clinic_id, patient.pk)
    session = next_session(patient)
    if session is None:
        raise Refused(_("No session is ahead. Book one: a photo from before belongs to it."))
    own = {"patient": patient, "appointment": session, "view": view, "day": None}
    last = Photo.objects.of(member.clinic).filter(**own).order_by("-at").first()
    if last is not None and last.large == picture.large:
        return last
    photo = keep(Photo(clinic=member.clinic, by=member.user, at=at, **own), picture)
    record(member, "add photo", patient, **told(photo))
    return photo


@transaction.atomic
def remove(member: Member, photo: Photo, why: str) -> None:
    """Remove a photo for good. Raises Refused without one of the reasons."""
    hold(member.clinic_id, photo.patient_id)
    if why not in dict(WHYS):
        raise Refused(_("Choose why the photo goes."))
    record(member, "remove photo", photo.patient, kind=why, **told(photo))
    photo.delete()
