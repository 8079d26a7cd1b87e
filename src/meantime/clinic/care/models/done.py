"""What was agreed to, done, handed over and seen."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care.models.sessions import Appointment
from meantime.clinic.library.models import Version
from meantime.clinic.sealing.fields import SealedJSON, SealedText
from meantime.clinic.tenancy.models import User
from meantime.clinic.tenancy.scoping import Scoped


class ConsentText(Scoped):
    """What patients agree to, in a language; a new wording is a new number."""

    number = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    body = models.TextField()
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "language", "number"], name="consent_text_numbers"
            ),
        ]


class Consent(Scoped):
    """Somebody agreed to a text for one session. signed: the name as they wrote it."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    signed: Any = SealedText()
    at = models.DateTimeField()
    witness = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn = models.DateTimeField(null=True)


AREAS = [
    ("forehead", _("Forehead")),
    ("eyes", _("Around the eyes")),
    ("cheeks", _("Cheeks")),
    ("nose", _("Nose")),
    ("mouth", _("Around the mouth")),
    ("chin", _("Chin")),
    ("neck", _("Neck")),
    ("other", _("Another area")),
]


class Treatment(Scoped):
    """What was done. areas: of AREAS. products: a list of [name, lot]. depth: in millimetres."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="treatment")
    device = models.CharField(_("device"), max_length=120)
    depth = models.DecimalField(_("depth"), max_digits=3, decimal_places=2)
    areas = models.JSONField(default=list)
    peel = models.CharField(_("peel"), max_length=120, blank=True)
    products = models.JSONField(default=list)
    note: Any = SealedText(blank=True)
    provider = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended = models.DateTimeField()
    made = models.DateTimeField(auto_now_add=True)

    @property
    def area_words(self) -> str:
        """The areas as people say them."""
        said = dict(AREAS)
        return ", ".join(str(said.get(area, area)) for area in self.areas)


class Snapshot(Scoped):
    """A plan as it was handed out; a changed session replaces it, nothing changes it.

    case, plan: plain values. number: counted per session. replaced: when the next one came.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="snapshots")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    case: Any = SealedJSON()
    plan: Any = SealedJSON()
    digest = models.CharField(max_length=64)
    made = models.DateTimeField()
    replaced = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["appointment", "number"], name="snapshot_numbers"),
        ]


class Outcome(Scoped):
    """How it turned out, on a scale, as seen at a session."""

    class Scale(StrEnum):
        """Goodman and Baron 2006: 1 macular to 4 severe. GAIS: 1 very much improved to 5 worse."""

        GOODMAN_BARON = "goodman-baron"
        GAIS = "gais"
        SATISFACTION = "satisfaction"

    SCALES = (
        (Scale.GOODMAN_BARON.value, _("Goodman-Baron grade")),
        (Scale.GAIS.value, "GAIS"),
        (Scale.SATISFACTION.value, _("Satisfaction, 0 to 10")),
    )

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="outcomes")
    scale = models.CharField(max_length=14, choices=SCALES)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["appointment", "scale"], name="one_value_a_scale"),
        ]
