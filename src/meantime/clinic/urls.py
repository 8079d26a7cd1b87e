"""Every address there is: the door, under `/p/` what patients hold, under `/c/CLINIC/` a clinic."""

from __future__ import annotations

from django.urls import include, path

from meantime.clinic.keeping.metrics import metrics
from meantime.clinic.reminders.views.notifications import renew
from meantime.clinic.tenancy.views.home import home

handler500 = "meantime.clinic.breaking.broken"
urlpatterns = [
    path("", home, name="home"),
    path("door/", include("meantime.clinic.tenancy.door_urls")),
    path("p/at/<uuid:link>/photos/", include("meantime.clinic.photos.link_urls")),
    path("p/at/<uuid:link>/notifications/", include("meantime.clinic.reminders.link_urls")),
    path("p/notifications/", renew, name="portal-notifications-renew"),
    path("p/", include("meantime.clinic.portal.urls")),
    path("reminders/", include("meantime.clinic.reminders.urls")),
    path("metrics/", metrics, name="metrics"),
    path("join/", include("meantime.clinic.tenancy.joining_urls")),
    path(
        "c/<slug:clinic>/",
        include(
            [
                path("", include("meantime.clinic.care.urls")),
                path(
                    "patients/<uuid:patient>/links/", include("meantime.clinic.portal.staff_urls")
                ),
                path("", include("meantime.clinic.reminders.staff_urls")),
                path("patients/<uuid:patient>/photos/", include("meantime.clinic.photos.urls")),
                path("patients/<uuid:patient>/data/", include("meantime.clinic.keeping.urls")),
                path("asked/", include("meantime.clinic.portal.asked_urls")),
                path("protocols/", include("meantime.clinic.library.urls")),
                path("healing/", include("meantime.clinic.portal.healing_urls")),
                path("numbers/", include("meantime.clinic.figures.urls")),
                path("audit/", include("meantime.clinic.audit.urls")),
                path("settings/", include("meantime.clinic.tenancy.urls")),
            ]
        ),
    ),
]
