"""What is to be told, to whom, when, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care.models import Appointment, Contact, Patient, Snapshot
from meantime.clinic.sealing.fields import SealedJSON
from meantime.clinic.tenancy.scoping import Scoped


class State(StrEnum):
    """How far a delivery is. Only the first can still be called off."""

    WAITING = "waiting"
    CALLING = "calling"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


STATES = [
    (State.WAITING.value, _("Waits for its time")),
    (State.CALLING.value, _("Being sent")),
    (State.SENT.value, _("Sent")),
    (State.UNCERTAIN.value, _("Nobody knows whether it was sent")),
    (State.FAILED.value, _("Not sent: nothing gets there")),
    (State.MISSED.value, _("Not sent in time")),
    (State.CANCELLED.value, _("Not needed any more")),
    (State.STOPPED.value, _("Stopped by the clinic")),
]
# What was told, or may have been, or is not to be told: it is never told a second time.
TOLD = (State.CALLING, State.SENT, State.UNCERTAIN, State.STOPPED)
# What did not go, or may not have gone.
TROUBLED = (State.UNCERTAIN.value, State.FAILED.value, State.MISSED.value)


class Delivery(Scoped):
    """One message to one contact about one session.

    key: of contact, session and what it says; the same is never written twice. snapshot: the plan
    that it was last held against; none for a session that is off. kinds: what it is about. rules:
    those it rests on. start: when the session was to begin. tell: the moment of which it tells.
    due: when to send it, at the earliest. until: from then on it helps nobody. lease: who sends it,
    and until when; whoever's lease ran out may not say what came of it. sent: when the other side
    took it. arrived: when it was heard that it got there; most are never heard of again. reference:
    what that side calls it. trouble: why it did not go.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="deliveries")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="deliveries")
    snapshot = models.ForeignKey(Snapshot, models.CASCADE, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="deliveries")
    key = models.CharField(max_length=64)
    kinds = models.JSONField()
    rules: Any = SealedJSON()
    start = models.DateTimeField()
    tell = models.DateTimeField()
    due = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=9, choices=STATES, default=State.WAITING.value)
    lease = models.UUIDField(null=True)
    leased = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField()
    sent = models.DateTimeField(null=True)
    arrived = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=80, blank=True)

    class Meta(Scoped.Meta):
        # `unique=True` would bring an index for LIKE too, which every change has to keep.
        constraints = [models.UniqueConstraint(fields=["key"], name="deliveries_said_once")]
        indexes = [
            models.Index(
                fields=["due"],
                condition=models.Q(state=State.WAITING.value),
                name="deliveries_due",
            ),
            models.Index(
                fields=["leased"],
                condition=models.Q(state=State.CALLING.value),
                name="deliveries_leased",
            ),
            models.Index(fields=["clinic", "state"], name="deliveries_by_state"),
            # For whoever watches the deployment: see `metrics`.
            models.Index(
                fields=["sent", "arrived", "attempts"],
                condition=models.Q(sent__isnull=False),
                name="deliveries_sent",
            ),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=TROUBLED),
                name="deliveries_troubled",
            ),
        ]

    def helps_at(self, moment: datetime) -> bool:
        """Whether it is still worth telling."""
        return moment < self.until


class Wording(Scoped):
    """What a clinic says in words of its own, for one kind of sentence in one language.

    text: with `{when}` and `{phone}` where they belong; "" where Meantime's words stand again.
    revision: rises with every change.
    """

    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    changed = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "language", "kind"], name="one_wording_of_a_sentence"
            ),
        ]


class Worker(models.Model):
    """A process that sends. seen: when it last said that it is alive."""

    name = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()
