"""Photos of a patient's skin, before a session and while it heals."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.sealing.fields import SealedBytes
from meantime.clinic.tenancy.models import User
from meantime.clinic.tenancy.scoping import Scoped


class View(StrEnum):
    """From where a face is seen; the sides are the patient's own."""

    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"


VIEWS = [
    (View.FRONT.value, _("Front")),
    (View.LEFT.value, _("Left side")),
    (View.RIGHT.value, _("Right side")),
]


class Photo(Scoped):
    """One picture, as `picture.picture_of` makes it: a JPEG that says nothing but what it shows.

    day: how many days after the session; None before it. at: when it came; what a camera says of
    its own clock is dropped with the rest. link or by: who sent it. small: the same for lists.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="photos")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="photos")
    link = models.ForeignKey(PatientLink, models.CASCADE, null=True, related_name="photos")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    view = models.CharField(max_length=5, choices=VIEWS)
    day = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    large: Any = SealedBytes()
    small: Any = SealedBytes()

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["clinic", "patient", "at"], name="photos_of_a_patient")]
