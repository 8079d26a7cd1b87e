"""The door of the portal: whose plan a browser may see, by what it holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from meantime.clinic.kept import Kept
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.portal.models import Opening, PatientLink
from meantime.clinic.tenancy.actions.links import digest_of
from meantime.model.protocol import SOURCE_LANGUAGE

View = Callable[..., HttpResponse]
# A browser that says that it holds more than that is not looked at further.
_MOST = 50


def opened(*methods: str) -> Callable[[View], View]:
    """A page of a link, for the browsers in which it is open; GET and HEAD unless said otherwise.

    It gets `request.opening`, `request.patient` and `request.clinic`. Each link has a cookie of its
    own, and its id stands in the address: two people on one phone never see each other's plan.
    """

    def decorated(view: View) -> View:
        @require_http_methods(methods or ("GET", "HEAD"))
        @wraps(view)
        def page(request: HttpRequest, link: UUID, *args: Any, **named: Any) -> HttpResponse:
            found = _opening(request, link)
            if found is None:
                translation.activate(language_asked(request))
                return render(request, "portal/shut.html", status=403)
            request.opening, request.patient = found, found.link.patient
            request.clinic = found.link.clinic
            translation.activate(language_of(found))
            request.LANGUAGE_CODE = translation.get_language()
            return view(request, *args, **named)

        page.asks_link = True  # the tests read it for every address there is
        return page

    return decorated


def cookie_of(link: UUID) -> str:
    """The name of the cookie in which a browser holds a link."""
    return f"{_before_link()}{link.hex}"


def _before_link() -> str:
    return "plan-" if settings.PLAIN_HTTP else "__Host-plan-"


def openings_in(request: HttpRequest) -> list[Opening]:
    """Everything that is open in a browser and still counts, the newest first."""
    digests = [
        digest_of(held) for name, held in request.COOKIES.items() if name.startswith(_before_link())
    ]
    rows = Opening.everywhere.filter(digest__in=digests[:_MOST], closed=None).order_by("-at")
    found = list(rows.select_related("link", "link__patient", "link__clinic"))
    at = timezone.now()
    return [one for one in found if one.link.counts(at) and _is_in(request, one)]


def _is_in(request: HttpRequest, opening: Opening) -> bool:
    """Whether it is held under the name of its own link."""
    return digest_of(request.COOKIES.get(cookie_of(opening.link_id), "")) == opening.digest


def language_of(opening: Opening) -> str:
    """The language that was chosen in this browser, or else the patient's, if pages have it.

    A page is in one language: where its words are missing, the plan's are English too.
    """
    return language_for(opening.link, opening.language)


def language_for(link: PatientLink, chosen: str = "") -> str:
    """The same before a link is open."""
    spoken = chosen or str(link.patient.language)
    return spoken if spoken in dict(LANGUAGES) else SOURCE_LANGUAGE


def language_asked(request: HttpRequest) -> str:
    """The language of a page where no link says whose it is: the browser's first, if patients have
    it. Django chooses among those of the staff.
    """
    first = request.headers.get("Accept-Language", "")[:2].lower()
    is_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return first if first in dict(LANGUAGES) and not is_chosen else str(translation.get_language())


class Held(NamedTuple):
    """What a browser holds of a link, by its keys; whether the link still counts is not said."""

    opening: str
    clinic: str


def held_in(request: HttpRequest, link: UUID) -> Held | None:
    """What a browser holds of a link; None where nothing."""
    held = request.COOKIES.get(cookie_of(link), "")
    found = _HELD.rows(link, digest_of(held)) if held else []
    return Held(*(str(UUID(str(key))) for key in found[0])) if found else None


def _held(link: UUID, digest: str) -> QuerySet[Any]:
    rows = Opening.everywhere.filter(link=link, digest=digest, closed=None)
    return rows.values_list("pk", "clinic")


_HELD = Kept(_held, UUID, str)


def _opening(request: HttpRequest, link: UUID) -> Opening | None:
    held = request.COOKIES.get(cookie_of(link), "")
    found: Opening | None = _OPENING.one(link, digest_of(held)) if held else None
    return found if found and found.link.counts(timezone.now()) else None


def _open(link: UUID, digest: str) -> QuerySet[Any]:
    rows = Opening.everywhere.filter(link=link, digest=digest, closed=None)
    return rows.select_related("link", "link__patient", "link__clinic")


_OPENING = Kept(_open, UUID, str)
