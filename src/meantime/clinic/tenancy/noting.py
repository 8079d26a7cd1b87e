"""Logins, log-outs and failures in the audit: with the id of a user, never with an address."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from meantime.clinic.audit.chain import append
from meantime.clinic.audit.models import NOWHERE
from meantime.clinic.tenancy.models import User

# Who tried an address that no account has.
NOBODY = "unknown"
_WAYS = "account_authentication_methods"


def _note(user: User | None, verb: str, why: str = "", **detail: Any) -> None:
    actor = str(user.pk) if user else NOBODY
    append(NOWHERE, actor, "", verb, f"user:{user.pk}" if user else "", why, detail)


@receiver(user_logged_in)
def logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody is in; `by` says with what."""
    ways = request.session.get(_WAYS, []) if hasattr(request, "session") else []
    _note(user, "log in", by=[str(way.get("type") or way["method"]) for way in ways])


@receiver(user_logged_out)
def logged_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody left, or was away for too long."""
    if user is not None:
        _note(user, "log out", why=getattr(request, "ended", ""))


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A wrong password, or a try while locked out."""
    address = str(credentials.get("email") or "").strip().lower()
    user = User.objects.filter(email=address).first()
    _note(user, "fail to log in", why="locked out" if _is_locked(request) else "")


def _is_locked(request: HttpRequest | None) -> bool:
    return bool(getattr(request, "axes_locked_out", False))


@receiver(authentication_failed)
def factor_failed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """The password was right, the second factor was not."""
    _note(user, "fail the second factor", kind=str(authenticator.type))


# Not by allauth's own signals: those come when the change is stored already.
@receiver(post_save, sender=Authenticator)
def factor_added(instance: Authenticator, created: bool, **_: Any) -> None:
    """A second factor or recovery codes more."""
    if created:
        _note(instance.user, "add a second factor", kind=str(instance.type))


@receiver(post_delete, sender=Authenticator)
def factor_removed(instance: Authenticator, **_: Any) -> None:
    """One less."""
    _note(instance.user, "remove a second factor", kind=str(instance.type))


@receiver(password_changed)
def password_was_changed(user: User, **_: Any) -> None:
    """All other sessions ended."""
    _note(user, "change password")
