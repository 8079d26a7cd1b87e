"""The second factor: who has one, and what an account without one may reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from meantime.clinic.tenancy.models import User

# Recovery codes stand in for a factor; they are none.
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Where somebody sets one up, joins a clinic, or leaves.
_FREE = ("/door/", "/join/")


def secured() -> Exists:
    """In a query of users: whether somebody logs in with more than a password."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=_FACTORS))


def has_factor(user: User) -> bool:
    """Whether somebody logs in with more than a password; the user of a session comes with it."""
    told = getattr(user, "is_secured", None)
    return told if told is not None else _has_factor(user)


def _has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_FACTORS).exists())


def with_factor(users: list[Any]) -> set[Any]:
    """Which of the users, by their ids, have one."""
    rows = Authenticator.objects.filter(user_id__in=users, type__in=_FACTORS)
    return set(rows.values_list("user_id", flat=True))


class SecondFactor:
    """Where it is required, an account without one reaches the door and no clinic."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_kept_out(request):
            return redirect("mfa_index")
        return self._respond(request)


def _is_kept_out(request: HttpRequest) -> bool:
    return (
        settings.SECOND_FACTOR == "required"
        and request.user.is_authenticated
        and not request.path_info.startswith(_FREE)
        and not has_factor(request.user)
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates: whether somebody is there who has no second factor, and whether they need it.

    It is looked up only where a page asks.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "factor_missing": SimpleLazyObject(lambda: not has_factor(user)),
        "factor_required": settings.SECOND_FACTOR == "required",
    }
