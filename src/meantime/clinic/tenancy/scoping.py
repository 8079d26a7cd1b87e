"""Rows that belong to a clinic, and are reached through it only."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.http import Http404


class Unscoped(Exception):
    """Somebody asked for rows of all clinics at once."""


class OfClinic(models.Manager):
    """Gives the rows of one clinic; refuses to give those of all."""

    def of(self, clinic: Any) -> models.QuerySet[Any]:
        """The rows of a clinic."""
        return super().get_queryset().filter(clinic=clinic)

    def one(self, clinic: Any, pk: Any) -> Any:
        """The row of a clinic; raises Http404 for one of another, as for one that is nowhere."""
        found = self.of(clinic).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> models.QuerySet[Any]:
        raise Unscoped("Say of which clinic: objects.of(clinic).")


class Scoped(models.Model):
    """A row of one clinic.

    `objects` is for all code; `everywhere` for Django itself, migrations, backup and key rotation.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey("tenancy.Clinic", models.PROTECT, related_name="+")

    objects = OfClinic()
    everywhere = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "everywhere"
