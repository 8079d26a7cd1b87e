"""Sessions end: after half an hour without a request, and twelve hours after the login."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# The last request is noted that often; a session may live on by as much.
_STEP = timedelta(minutes=1)
_SINCE, _SEEN = "since", "seen"


def begin(session: SessionBase) -> None:
    """Note when somebody came; a session without that counts as over."""
    session[_SINCE] = session[_SEEN] = timezone.now().isoformat()


@receiver(user_logged_in)
def begun(request: HttpRequest, **_: object) -> None:
    """Somebody logged in."""
    begin(request.session)


class Sessions:
    """Ends those that are over, before anything of a clinic is shown."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A browser with no session, such as a patient's, is not asked who it is.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _look(request, timezone.now())
        return _whole_page(request, self._respond(request))


def _look(request: HttpRequest, now: datetime) -> None:
    since, seen = (_moment(request, name) for name in (_SINCE, _SEEN))
    if since is None or seen is None or now - since >= LONGEST:
        _end(request, "longest", _("You were logged in for 12 hours. Log in again."))
    elif now - seen >= IDLE:
        _end(request, "idle", _("You were away for 30 minutes. Log in again."))
    elif now - seen >= _STEP:
        request.session[_SEEN] = now.isoformat()


def _moment(request: HttpRequest, name: str) -> datetime | None:
    told = request.session.get(name)
    return datetime.fromisoformat(told) if told else None


def _end(request: HttpRequest, why: str, words: str) -> None:
    request.ended = why  # the audit says so
    logout(request)
    messages.info(request, words)


def _whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where a part of a page was asked for and the door came instead: go there with all of it."""
    if not request.htmx or response.status_code != 302:
        return response
    where = response["Location"]
    if where.startswith("/door/"):
        del response["Location"]
        response.status_code = 200
        response["HX-Redirect"] = where
    return response
