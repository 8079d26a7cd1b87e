"""People who work in clinics, and the clinics."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from meantime.clinic.tenancy.roles import MAY, ROLES, Role, powers_of
from meantime.clinic.tenancy.scoping import Scoped


class Users(BaseUserManager):
    """Makes users; there are no superusers, since nobody may reach all clinics."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """A user with that password, or one who cannot log in with any."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who works in one clinic or more.

    ended: how often all sessions of theirs were ended; one more ends those that are open.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    ended = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(auto_now_add=True)

    objects = Users()
    USERNAME_FIELD, EMAIL_FIELD, REQUIRED_FIELDS = "email", "email", ("name",)

    def __str__(self) -> str:
        return str(self.name)

    def get_session_auth_hash(self) -> str:
        """What a session has to hold to go on: another one after a change of password or an end."""
        value = f"{self.password}:{self.ended}"
        return salted_hmac("meantime.session", value, algorithm="sha256").hexdigest()

    def has_perm(self, *_: Any) -> bool:
        """Nobody has a permission of Django: roles in a clinic decide."""
        return False


class Clinic(models.Model):
    """A clinic: its zone, its hours, how it is called, and what patients are told in a need.

    hours: by weekday, Monday "0", [opens, closes] as `HH:MM`; a day that is not there is closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30)
    emergency = models.TextField(_("in an emergency"), blank=True)
    languages = models.JSONField(default=list)
    hours = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.name)


class Room(Scoped):
    """A place for one session at a time."""

    name = models.CharField(_("name"), max_length=60)
    is_open = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="room_names_differ"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Member(Scoped):
    """What a user is in a clinic. Whoever leaves stays on record, without a role that counts."""

    user = models.ForeignKey(User, models.PROTECT, related_name="members")
    role = models.CharField(_("role"), max_length=12, choices=ROLES)
    is_active = models.BooleanField(default=True)
    made = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["clinic", "user"], name="one_role_in_a_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def may(self, what: str) -> bool:
        """Whether the role allows it; raises KeyError for a word that `roles.MAY` does not have."""
        return self.is_active and self.user.is_active and Role(self.role) in MAY[what]

    @property
    def powers(self) -> frozenset[str]:
        """All that the role allows, as templates call it: `read_protocols`."""
        return powers_of(self.role) if self.is_active and self.user.is_active else frozenset()


class Standing(StrEnum):
    """Whether a link still counts."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Link(models.Model):
    """What lets somebody in once; only the digest of its token is stored. accepted: when used."""

    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def standing(self, at: datetime) -> Standing:
        """Whether it still counts at a moment."""
        if self.accepted is not None:
            return Standing.USED
        if self.revoked is not None:
            return Standing.REVOKED
        return Standing.OPEN if at < self.expires else Standing.EXPIRED


class Invitation(Scoped, Link):
    """A link by which somebody joins a clinic."""

    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=ROLES)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(Scoped.Meta, Link.Meta):
        pass


class Recovery(Link):
    """A link by which a user who is shut out sets a new password.

    clinic: the one whose owner gave it; None where whoever runs the machine did. drops_factor:
    whether the second factor and the recovery codes go with the old password.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", null=True)
    drops_factor = models.BooleanField(default=False)
