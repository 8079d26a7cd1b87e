"""Series of sessions, the sessions booked, and what was found about them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care.models.people import History, Patient
from meantime.clinic.library.models import Version
from meantime.clinic.sealing.fields import SealedJSON, SealedText
from meantime.clinic.tenancy.models import Room, User
from meantime.clinic.tenancy.scoping import Scoped


class Course(Scoped):
    """A series of sessions of one protocol. by: the event it is planned for, if there is one."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="courses")
    protocol = models.CharField(max_length=60)
    sessions = models.PositiveSmallIntegerField()
    by = models.DateField(null=True)
    made = models.DateTimeField(auto_now_add=True)
    closed = models.DateTimeField(null=True)


class State(StrEnum):
    """How far a session is. The last three are ends."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    TREATING = "treating"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"


STATES = [
    (State.BOOKED.value, _("Booked")),
    (State.ARRIVED.value, _("Checked in")),
    (State.TREATING.value, _("In treatment")),
    (State.DONE.value, _("Done")),
    (State.CANCELLED.value, _("Cancelled")),
    (State.MISSED.value, _("Did not come")),
]
# A session in one of these holds its room.
TAKING = [State.BOOKED.value, State.ARRIVED.value, State.TREATING.value, State.DONE.value]


class Appointment(Scoped):
    """One session: when, where, by which version, and how far it is.

    revision rises with every change: a form that was opened before says which it saw. peel: the day
    of a peel, which rules count from. ended: the recorded end; everything after counts from it.
    timed: when its time was last chosen.
    verdict: the one in force; made anew with every change of what it rests on.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="appointments")
    course = models.ForeignKey(Course, models.CASCADE, related_name="appointments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="appointments")
    number = models.PositiveSmallIntegerField()
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    start = models.DateTimeField()
    timed = models.DateTimeField(default=timezone.now)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=State.BOOKED.value)
    revision = models.PositiveIntegerField(default=1)
    peel = models.DateField(null=True)
    arrived = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    verdict = models.ForeignKey("Verdict", models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["clinic", "start"], name="sessions_of_a_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "start"],
                condition=models.Q(state__in=TAKING),
                name="one_session_in_a_room",
            ),
        ]

    @property
    def planned_end(self) -> Any:
        """When it should be over."""
        return self.start + timedelta(minutes=self.minutes)


class Verdict(Scoped):
    """What the protocol said about a session, from which facts: never changed, only replaced.

    told: the verdict as plain values. digest: of everything it was made from.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="verdicts")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    history = models.ForeignKey(History, models.CASCADE, null=True, related_name="+")
    status = models.CharField(max_length=16)
    governing = models.CharField(max_length=80, blank=True)
    earliest = models.DateField(null=True)
    told: Any = SealedJSON()
    digest = models.CharField(max_length=64)
    made = models.DateTimeField()


class Override(Scoped):
    """A clinician treats against a verdict: with a reason, a name and an end.

    It holds for exactly that verdict's digest: with another fact it is void.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="overrides")
    digest = models.CharField(max_length=64)
    reason: Any = SealedText()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        # Without it SQLite looks through all of a clinic's for every session on the board.
        indexes = [models.Index(fields=["clinic", "appointment"], name="overrides_of_a_session")]
