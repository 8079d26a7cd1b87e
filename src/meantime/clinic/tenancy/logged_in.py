"""Who is logged in: the two questions that every request asks the database first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from meantime.clinic.kept import Kept
from meantime.clinic.tenancy.factors import secured
from meantime.clinic.tenancy.models import User


def _session(key: str, at: datetime) -> QuerySet[Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


def _user(pk: UUID) -> QuerySet[Any]:
    return User.objects.filter(pk=pk, is_active=True).annotate(is_secured=secured())


_SESSION, _USER = Kept(_session, str, datetime), Kept(_user, UUID)


class SessionStore(db.SessionStore):
    """Sessions in the database; Django looks for a class of this name in `SESSION_ENGINE`."""

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _SESSION.one(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):
    """An e-mail address and a password; whoever a session is of comes with `is_secured`."""

    def get_user(self, user_id: UUID) -> User | None:
        """The user of a session; None for one who may not log in any more."""
        return _USER.one(user_id)
