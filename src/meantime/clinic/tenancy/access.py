"""The door of every page of a clinic: who is there, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from meantime.clinic.kept import Kept
from meantime.clinic.tenancy.models import Member
from meantime.clinic.tenancy.roles import MAY

View = Callable[..., HttpResponse]


def allowed(what: str, *methods: str) -> Callable[[View], View]:
    """A page of a clinic for members who may do that; by GET and HEAD unless said otherwise.

    It gets `request.member` and `request.clinic`. For whoever is no member there is no such clinic.
    """
    assert what in MAY, what

    def decorated(view: View) -> View:
        @login_required
        @require_http_methods(methods or ("GET", "HEAD"))
        @wraps(view)
        def page(request: HttpRequest, clinic: str, *args: Any, **named: Any) -> HttpResponse:
            member = member_of(request, clinic)
            if not member.may(what):
                raise PermissionDenied
            request.member, request.clinic = member, member.clinic
            return view(request, *args, **named)

        page.asks = what  # the tests read it for every address there is
        return page

    return decorated


def member_of(request: HttpRequest, slug: str) -> Member:
    """What the user is in a clinic; raises Http404 where nothing."""
    found: Member | None = _MEMBER.one(slug, request.user.pk)
    if found is None:
        raise Http404
    found.user = request.user
    return found


def _member(slug: str, user: UUID) -> QuerySet[Any]:
    rows = Member.everywhere.filter(clinic__slug=slug, user=user, is_active=True)
    return rows.select_related("clinic")


_MEMBER = Kept(_member, str, UUID)


def must_be_confirmed(request: HttpRequest) -> None:
    """Whoever has not shown in the last minutes that it is they does so first, then comes back."""
    raise_if_reauthentication_required(request, app="")


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates: the clinic, the member, and `may` with everything they may do."""
    member = getattr(request, "member", None)
    if member is None:
        return {}
    may = dict.fromkeys(member.powers, True)
    return {"clinic": member.clinic, "member": member, "may": may}
