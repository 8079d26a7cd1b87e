"""Links that patients hold, and the browsers in which they are open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from meantime.clinic.care.models import Appointment, Contact, Patient
from meantime.clinic.sealing.fields import SealedJSON, SealedText
from meantime.clinic.tenancy.models import User
from meantime.clinic.tenancy.scoping import Scoped

# So many wrong dates of birth, or codes, shut a link; the clinic gives a new one.
TRIES = 5


class PatientLink(Scoped):
    """A link to one patient's plan; only the digest of its token is stored.

    holder: who got it where that is not the patient, such as a daughter. asks_birthday: whether the
    patient's date of birth is asked before it opens. code: a mark of the code that is asked instead
    (see `sealing.lookup`), "" where none is. tries: wrong answers since the last right one.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    holder: Any = SealedText(blank=True)
    asks_birthday = models.BooleanField()
    code = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    @property
    def is_shut(self) -> bool:
        """Whether too many wrong dates of birth or codes were typed."""
        return bool(self.tries >= TRIES)

    def counts(self, at: datetime) -> bool:
        """Whether it still opens anything at a moment."""
        return self.revoked is None and at < self.expires and self.patient.erased is None


class Opening(Scoped):
    """A link opened in one browser; what that browser shows of itself is stored as a digest.

    language: what was chosen there, if anything. large: whether the print is. zone: by whose clocks
    times are shown there, where somebody chose it. notified: the contact by which that browser gets
    notifications, once they were turned on there.
    """

    link = models.ForeignKey(PatientLink, models.CASCADE, related_name="openings")
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, blank=True)
    large = models.BooleanField(default=False)
    zone = models.CharField(max_length=60, blank=True)
    notified = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")


class Feed(Scoped):
    """A calendar to which a phone subscribes by an address of its own; it ends with its link.

    digest: of the token in the address. language: the one that it is in. served: the events that
    were given out last (`meantime.interop.ical.plain`); by them the next ones know what changed.
    """

    link = models.ForeignKey(PatientLink, models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8)
    made = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    served: Any = SealedJSON()

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=models.Q(ended=None), name="one_feed_of_a_link"
            ),
        ]

    def counts(self, at: datetime) -> bool:
        """Whether it shows anything of the plan at a moment."""
        return self.ended is None and self.link.counts(at)


class PatientQuestion(Scoped):
    """What the plan left open, sent to the clinic by whoever holds a link, with the answer to it.

    word: what the plan said, `ask` or `not-covered`; appointment: the session whose plan it was.
    concepts: what the question names, by id. by, answered: who answered, and when. seen: when the
    answer stood on the page of whoever asked.
    """

    link = models.ForeignKey(PatientLink, models.CASCADE, related_name="questions")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="questions")
    appointment = models.ForeignKey(Appointment, models.CASCADE, null=True, related_name="+")
    text: Any = SealedText()
    word = models.CharField(max_length=12)
    concepts: Any = SealedJSON()
    at = models.DateTimeField()
    answer: Any = SealedText(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["clinic", "answered"], name="questions_by_answer")]


class AnotherDate(Scoped):
    """Whoever holds a link asks for another day of a session that cannot be on its own.

    start: when the session was to begin as they asked; once it has moved, nobody asks any more.
    day: the good day that they chose; None for any. settled, by: who agreed on it with them.
    """

    link = models.ForeignKey(PatientLink, models.CASCADE, related_name="+")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="other_dates")
    start = models.DateTimeField()
    day = models.DateField(null=True)
    at = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "start"],
                condition=models.Q(settled=None),
                name="asked_once_for_another_date",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "settled"], name="other_dates_asked_for")]


class HealingReport(Scoped):
    """How it is healing, as whoever holds a link says on a day after a session.

    day: how many days after. signs: the rules whose warning signs are so. urgent: whether there was
    one, or it was worse than the day before. ended: when the questions after the signs were
    answered: told, by question, and normal, whether it is as is normal that day; None where nobody
    knows. waits: whether somebody has to look at it. seen, by, note: who did, and what came of it.
    """

    link = models.ForeignKey(PatientLink, models.CASCADE, related_name="healing")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="healing")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="healing")
    at = models.DateTimeField()
    day = models.PositiveSmallIntegerField()
    signs: Any = SealedJSON()
    worse = models.BooleanField()
    told: Any = SealedJSON()
    urgent = models.BooleanField()
    ended = models.DateTimeField(null=True)
    normal = models.BooleanField(null=True)
    waits = models.BooleanField(default=False)
    seen = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note: Any = SealedText(blank=True)

    class Meta(Scoped.Meta):
        indexes = [models.Index(fields=["clinic", "waits", "seen"], name="healing_that_waits")]
