"""What happened, in one chain a clinic."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# The chain of what belongs to no clinic, such as a login.
NOWHERE = "-"


class Event(models.Model):
    """Somebody did something. Rows are only added: the database itself refuses all else.

    chain: the clinic's id, or NOWHERE. number: its place in the chain, from 1. actor: a user's id,
    or a word such as `system`. subject: `patient:ID` or another row. detail: plain values, nothing
    personal. digest: over all of it and the digest before.
    """

    chain = models.CharField(max_length=36)
    number = models.BigIntegerField()
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=64)
    role = models.CharField(max_length=12, blank=True)
    verb = models.CharField(_("did"), max_length=60)
    subject = models.CharField(_("what"), max_length=80, blank=True)
    why = models.CharField(_("why"), max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_event_a_number"),
        ]
        # The page of the audit reads from the newest back, by any of these.
        indexes = [
            models.Index(fields=["chain", "subject", "number"], name="events_of_a_subject"),
            models.Index(fields=["chain", "actor", "number"], name="events_of_an_actor"),
            models.Index(fields=["chain", "verb", "number"], name="events_of_a_verb"),
            models.Index(fields=["chain", "at"], name="events_of_a_day"),
        ]


class Head(models.Model):
    """The last event of a chain: shows when the end was cut off.

    changed: the digest of the last one by which something may have changed.
    """

    chain = models.CharField(max_length=36, primary_key=True)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    changed = models.CharField(max_length=64, null=True)
