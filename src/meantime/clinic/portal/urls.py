"""Addresses of the portal: a link as it was handed out, and what is behind it once it is open."""

from __future__ import annotations

from django.urls import include, path

from meantime.clinic.portal.views import (
    answering,
    asking,
    choosing,
    feeds,
    healing,
    mine,
    offline,
    opening,
    other_dates,
    showing,
)

_OPEN = [
    path("", showing.now, name="portal-now"),
    path("may/", asking.may, name="portal-may"),
    path("may/send/", asking.send, name="portal-send"),
    path("plan/", showing.plan, name="portal-plan"),
    path("plan/<uuid:appointment>.pdf", showing.printed, name="portal-print"),
    path("plan/<uuid:appointment>.ics", showing.calendar, name="portal-calendar"),
    path("calendar/", feeds.make, name="portal-feed-make"),
    path("calendar/end/", feeds.end, name="portal-feed-end"),
    path("healing/", healing.healing, name="portal-healing"),
    path("date/<uuid:appointment>/", other_dates.ask, name="portal-other-date"),
    path("questions/", answering.questions, name="portal-questions"),
    path("settings/", choosing.settings, name="portal-settings"),
    path("close/", choosing.close, name="portal-close"),
    path("offline/", offline.offline, name="portal-offline"),
    path("plan.webmanifest", offline.manifest, name="portal-manifest"),
]

urlpatterns = [
    path("", mine.mine, name="portal-mine"),
    path("at/<uuid:link>/", include(_OPEN)),
    path("worker.js", offline.worker, name="portal-worker"),
    path("no-connection/", offline.no_connection, name="portal-no-connection"),
    path("calendar/<str:token>.ics", feeds.follow, name="portal-feed"),
    path("<str:token>/", opening.open_link, name="portal-open"),
]
