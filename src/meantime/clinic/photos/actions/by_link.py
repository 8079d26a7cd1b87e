"""Photos that come by a link, and go again while nobody of the clinic has looked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.care.actions.judging import hold
from meantime.clinic.photos.actions.keeping import keep, told
from meantime.clinic.photos.models import Photo, View
from meantime.clinic.photos.picture import Picture
from meantime.clinic.photos.reading import has_reported, last_look, sent_by
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.standing import Standing
from meantime.clinic.refusing import Refused


@transaction.atomic
def send(
    link: PatientLink, standing: Standing, view: View, picture: Picture, at: datetime
) -> Photo:
    """Keep a photo of the session that heals. The same one sent twice is one; another one of the
    same view and day takes its place, unless the clinic has seen it.

    Raises Refused where nobody has said that day whether there is a warning sign, and where there
    were many photos that day.
    """
    patient = hold(link.clinic_id, link.patient_id)
    session, day = standing.session, standing.days_after(at)
    if patient.erased:
        raise Refused(_("This link has ended. Ask the clinic for a new one."))
    if not has_reported(link, session, day):
        raise Refused(_("Say first how it is healing today. Then add the photo."))
    last = sent_by(link).filter(appointment=session, view=view, day=day).first()
    if last is not None and last.large == picture.large:
        return last
    if last is not None and not _is_seen(last):
        last.at, last.large, last.small = at, picture.large, picture.small
        last.save(update_fields=["at", "large", "small"])
    else:
        own = {"link": link, "view": view, "day": day, "at": at}
        photo = Photo(clinic=link.clinic, patient=patient, appointment=session, **own)
        last = keep(photo, picture)
    note(link, "add photo", **told(last))
    return last


@transaction.atomic
def delete(link: PatientLink, pk: UUID) -> None:
    """Delete a photo that came by this link; one that is gone already stays gone.

    Raises Refused once the clinic has looked at it: what somebody decided by stays on record.
    """
    hold(link.clinic_id, link.patient_id)
    found = sent_by(link).defer("large", "small").filter(pk=pk).first()
    if found is None:
        return
    if _is_seen(found):
        raise Refused(
            _("The clinic has looked at this photo, so it stays. Ask the clinic to remove it.")
        )
    note(link, "delete photo", **told(found))
    found.delete()


def _is_seen(photo: Photo) -> bool:
    look = last_look(photo.clinic_id, photo.patient_id)
    return look is not None and look >= photo.at
