"""Pages of a link that are kept drawn for as long as they say what is so.

A page was made of rows, and of a moment. Whatever changes a row is noted in the clinic's chain: a
page belongs to one state of it. The moment has its place on the line of time: a page stands until
the next moment at which something on it would be another, and at most to the end of the minute,
since it says "in 5 minutes". Drawn anew then, it never says what is no longer so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, wraps
from math import ceil
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation

from meantime.clinic.audit.chain import state_of
from meantime.clinic.design.packing import Pieces, cut, filled
from meantime.clinic.design.top import TOKEN
from meantime.clinic.portal.door import View, held_in, opened
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.page import around

# Stands for how long the page can stay open, in seconds.
_HOLDS = "so-long-this-page-holds"
# Pages that are kept, of all links: some twenty megabytes.
_KEPT = 512


class Drawing(NamedTuple):
    """What a page shows, and the moment at which it is no longer so."""

    context: dict[str, Any]
    ends: datetime


class _Stretch(NamedTuple):
    """A page over [begins, ends). holds: until when a browser may leave it open."""

    begins: datetime
    ends: datetime
    holds: datetime
    language: str
    page: Pieces


@dataclass
class _Sheet:
    """A page of an open link in one state of the clinic, as it was drawn last."""

    last: _Stretch | None = None

    def at(self, moment: datetime) -> _Stretch | None:
        """The page, if it still says what is so."""
        last = self.last
        return last if last and last.begins <= moment < last.ends else None


def kept(template: str) -> Callable[[Callable[[HttpRequest, datetime], Drawing]], View]:
    """A page of an open link, from what it shows at a moment; for GET and HEAD.

    That it was looked at is noted when it is drawn: at the same again within the minute is one
    look.
    """

    def decorated(draw: Callable[[HttpRequest, datetime], Drawing]) -> View:
        @opened()
        def drawn(request: HttpRequest, sheet: _Sheet) -> HttpResponse:
            at = timezone.now()
            note(request.opening.link, "read")
            sheet.last = _drawn(request, template, draw(request, at), at)
            return _answered(request, sheet.last, at)

        @wraps(drawn)
        def page(request: HttpRequest, link: UUID) -> HttpResponse:
            # The state first: what is read after it is no older than it.
            at, sheet = timezone.now(), _sheet_of(request, link, template)
            stretch = sheet.at(at) if request.method in ("GET", "HEAD") else None
            return _answered(request, stretch, at) if stretch else drawn(request, link, sheet)

        return page

    return decorated


def _sheet_of(request: HttpRequest, link: UUID, template: str) -> _Sheet:
    """The sheet of what a browser holds; a new one where it holds nothing."""
    held = held_in(request, link)
    return _sheet(template, held.opening, state_of(held.clinic)) if held else _Sheet()


@lru_cache(maxsize=_KEPT)
def _sheet(_template: str, _opening: str, _state: str) -> _Sheet:
    return _Sheet()


def _drawn(request: HttpRequest, template: str, drawing: Drawing, at: datetime) -> _Stretch:
    context = around(request) | drawing.context | {"csrf_token": TOKEN, "holds": _HOLDS}
    page = cut(render_to_string(template, context, request), TOKEN, _HOLDS)
    minute = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    ends = min(drawing.ends, minute, request.opening.link.expires)
    return _Stretch(at, ends, drawing.ends, translation.get_language(), page)


def _answered(request: HttpRequest, stretch: _Stretch, at: datetime) -> HttpResponse:
    filling = {_HOLDS: str(ceil((stretch.holds - at).total_seconds()))}
    if TOKEN in stretch.page.gaps:
        filling[TOKEN] = get_token(request)
    response = filled(request, stretch.page, filling)
    response["Content-Language"] = stretch.language
    return response
