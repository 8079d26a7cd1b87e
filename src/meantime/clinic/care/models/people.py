"""Patients: who they are, how they are reached, what is known about them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meantime.clinic.sealing.fields import SealedJSON, SealedText
from meantime.clinic.tenancy.models import User
from meantime.clinic.tenancy.scoping import Scoped


class Patient(Scoped):
    """A person in one clinic's care. born: an ISO date. zone: where it is not the clinic's.

    number: the record's, counted in the clinic. erased: when everything that says who it is went.
    """

    number = models.PositiveIntegerField()
    name: Any = SealedText()
    born: Any = SealedText()
    language = models.CharField(_("language"), max_length=8, default="en")
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made = models.DateTimeField(auto_now_add=True)
    erased = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="record_numbers_differ"),
        ]

    @property
    def birthday(self) -> date | None:
        """The date of birth; None where the person was erased."""
        return date.fromisoformat(self.born) if self.born else None


class SearchKey(Scoped):
    """A mark of the beginning of a name or of a contact: see `sealing.lookup`."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="keys")
    key = models.BinaryField(max_length=16)

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["clinic", "key"], name="patients_by_key")]


class Contact(Scoped):
    """A phone number, an address, or a browser by its subscription to a push service, as JSON.

    consented: to messages there; verified: that it is theirs. dead: when it was found that nothing
    reaches anybody there.
    """

    class Kind(StrEnum):
        """How it is reached."""

        PHONE = "phone"
        EMAIL = "email"
        PUSH = "push"

    # What people can type; a browser is added by its patient, in it.
    TYPED = ((Kind.PHONE.value, _("Phone")), (Kind.EMAIL.value, _("E-mail")))
    KINDS = (*TYPED, (Kind.PUSH.value, _("Notifications")))

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=KINDS)
    value: Any = SealedText()
    code = models.CharField(max_length=64, blank=True)  # digest of the code that was read out
    code_expires = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    verified = models.DateTimeField(null=True)
    consented = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    dead = models.DateTimeField(null=True)
    made = models.DateTimeField(auto_now_add=True)

    @property
    def is_open(self) -> bool:
        """Whether messages may go there, and come through as far as anybody knows."""
        return bool(self.consented) and self.withdrawn is None and self.dead is None

    @property
    def shown(self) -> str:
        """What the staff sees of it: of a browser only that it is one."""
        is_push = self.kind == self.Kind.PUSH
        return gettext("Notifications on a phone or computer") if is_push else str(self.value)


class Agreement(Scoped):
    """That somebody agreed to messages, or wanted no more: a row each time, and none is changed.

    mark: of the number or address that it was about (see `patients.mark`), in hex. by: who of the
    staff wrote it down; none where the patient said it by a text or on a page.
    """

    class How(StrEnum):
        """How it was said."""

        DESK = "desk"
        TEXT = "text"
        PAGE = "page"

    HOWS = (
        (How.DESK.value, _("At the desk")),
        (How.TEXT.value, _("By a text")),
        (How.PAGE.value, _("On their page")),
    )

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="agreements")
    mark = models.CharField(max_length=32)
    purpose = models.CharField(max_length=12, default="reminders")
    agreed = models.BooleanField()
    how = models.CharField(max_length=4, choices=HOWS)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class History(Scoped):
    """What is known about a patient's history and medicines from some moment on: never changed.

    facts: by feature, as `cases.fact_of` reads them. asked: by feature, the moment at which it was
    last asked, in ISO. number: counted per patient; the last row holds, whole.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="histories")
    number = models.PositiveIntegerField()
    facts: Any = SealedJSON()
    asked = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    occasion = models.CharField(max_length=12)  # desk, check-in, link

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["patient", "number"], name="history_numbers"),
        ]
