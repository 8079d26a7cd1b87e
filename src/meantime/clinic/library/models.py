"""Versions of a clinic's protocols."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import User
from meantime.clinic.tenancy.scoping import Scoped


class State(StrEnum):
    """How far a version is. Published and retired ones never change again."""

    DRAFT = "draft"
    PROVED = "proved"
    SIGNED = "signed"
    PUBLISHED = "published"
    RETIRED = "retired"


STATES = [
    (State.DRAFT.value, _("Draft")),
    (State.PROVED.value, _("Proved")),
    (State.SIGNED.value, _("Signed")),
    (State.PUBLISHED.value, _("Published")),
    (State.RETIRED.value, _("Retired")),
]
# A version in one of these is being worked on; a protocol has at most one such version.
OPEN = [State.DRAFT.value, State.PROVED.value, State.SIGNED.value]
FROZEN = [State.PUBLISHED.value, State.RETIRED.value]
# All that still happens to a frozen version: another one takes its place.
_RETIRING = {"state", "retired"}


# What of a session's version is left where it is until somebody reads it.
DOCUMENTS = ("version__files", "version__certificate")


class Version(Scoped):
    """One version of a protocol, with the text of every document it is read from.

    protocol: its id, such as `microneedling`. number: counted in the clinic, from 1. files: the
    documents by name. revision: rises with every change of them. certificate: what the proof said
    of exactly these files, findings or certificate (see `proof`); empty before there was one.
    """

    protocol = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=State.DRAFT.value)
    files = models.JSONField()
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    certificate = models.JSONField(default=dict)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    statement = models.CharField(max_length=300, blank=True)
    published = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    retired = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "protocol", "number"], name="version_numbers"
            ),
            models.UniqueConstraint(
                fields=["clinic", "protocol"],
                condition=models.Q(state=State.PUBLISHED.value),
                name="one_published_version",
            ),
            models.UniqueConstraint(
                fields=["clinic", "protocol"],
                condition=models.Q(state__in=OPEN),
                name="one_open_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def is_frozen(self) -> bool:
        """Whether nothing of it may change any more."""
        return self.state in FROZEN

    def save(self, *args: Any, **options: Any) -> None:
        """Store it. Raises Refused where it is frozen in the database and anything else changes."""
        held = Version.everywhere.filter(pk=self.pk, state__in=FROZEN).first()
        if held is not None and not self._only_retires(held):
            raise Refused(_now("A published version never changes. Draft a new one from it."))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        """Throw it away. Raises Refused for a frozen one."""
        if Version.everywhere.filter(pk=self.pk, state__in=FROZEN).exists():
            raise Refused(_now("A published version is kept for good."))
        return super().delete(*args, **options)

    def _only_retires(self, held: Version) -> bool:
        names = {field.attname for field in self._meta.concrete_fields}
        changed = {name for name in names if getattr(self, name) != getattr(held, name)}
        retires = (held.state, self.state) == (State.PUBLISHED, State.RETIRED)
        return not changed or (changed <= _RETIRING and retires and held.retired is None)
