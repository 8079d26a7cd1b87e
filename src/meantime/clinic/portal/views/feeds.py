"""The calendar that follows a plan: made and ended by whoever holds the link, and what it serves.

A phone's calendar has no cookie: whoever has the address of a feed may read it.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from meantime.clinic.portal import reading
from meantime.clinic.portal.actions import feeds as actions
from meantime.clinic.portal.door import language_asked, language_of, opened
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.page import page
from meantime.clinic.tenancy.addresses import may_try_links
from meantime.interop.ical import plain
from meantime.interop.ical.feed import ended, written
from meantime.interop.ical.revising import Revision

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_MINUTE = "60"


@opened("POST")
def make(request: HttpRequest) -> HttpResponse:
    """Make a feed. Its address is shown this once."""
    opening = request.opening
    made, token = actions.make(opening.link, language_of(opening), timezone.now())
    address = request.build_absolute_uri(reverse("portal-feed", args=[token]))
    subscribe = re.sub(r"^https?", "webcal", address)
    context = {"feed": made, "address": address, "subscribe": subscribe}
    return page(request, "portal/feed_made.html", context)


@opened("POST")
def end(request: HttpRequest) -> HttpResponse:
    """End the feed."""
    actions.end(request.opening.link, timezone.now())
    return redirect("portal-plan", link=request.opening.link_id)


@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar as it is now, or that it has ended: for a token that nobody was given, too.

    Those of an erased person are not known any more, and their phones must not go on to show what
    they showed. Only tokens that are not known count as tries: calendars come every hour, and those
    of many people from one address. What is given out is noted; a 304 gives nothing.
    """
    if not _TOKEN.fullmatch(token):
        raise Http404
    feed, at = reading.feed_by(token), timezone.now()
    if feed is None and not may_try_links(request):
        return HttpResponse(status=429, headers={"Retry-After": _MINUTE})
    if feed is None:
        language = language_asked(request)
        return _answered(request, ended(at, language), language)
    served = actions.serve(feed, at)
    answer = _answered(request, served.events, feed.language)
    if served.shows and not served.changed and answer.status_code == 200:
        note(feed.link, "read feed")
    return answer


def _answered(request: HttpRequest, events: list[Revision], language: str) -> HttpResponseBase:
    digest = sha256(json.dumps([language, plain.told(events)]).encode())
    tag = f'"{digest.hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=tag) or _file(written(events, language))
    answer.headers["ETag"] = tag
    return answer


def _file(content: bytes) -> HttpResponse:
    """The name keeps the token from becoming that of a file, where a browser opens the address."""
    kind, name = "text/calendar; charset=utf-8", 'attachment; filename="plan.ics"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
