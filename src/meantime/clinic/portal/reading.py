"""What the pages of the portal read."""

from __future__ import annotations

from django.http import Http404

from meantime.clinic.care.models import Patient
from meantime.clinic.portal.models import Feed, PatientLink
from meantime.clinic.tenancy.actions.links import digest_of


def link_by(token: str) -> PatientLink | None:
    """The link of a token, whether it counts or not; None for a token that nobody was given."""
    rows = PatientLink.everywhere.select_related("patient", "clinic")
    found: PatientLink | None = rows.filter(digest=digest_of(token)).first()
    return found


def feed_by(token: str) -> Feed | None:
    """The feed of a token, whether it counts or not; None for a token that nobody was given."""
    rows = Feed.everywhere.select_related("link")
    found: Feed | None = rows.filter(digest=digest_of(token)).first()
    return found


def feed_of(link: PatientLink) -> Feed | None:
    """The feed of a link that is not ended."""
    found: Feed | None = Feed.objects.of(link.clinic_id).filter(link=link, ended=None).first()
    return found


def link_of(patient: Patient, pk: object) -> PatientLink:
    """A link of a patient; raises Http404 for any other."""
    found: PatientLink = PatientLink.objects.one(patient.clinic_id, pk)
    if found.patient_id != patient.pk:
        raise Http404
    return found
