"""Every address there is: the door, and under `/c/CLINIC/` what belongs to one clinic."""

from __future__ import annotations

from django.urls import include, path

from meantime.clinic.tenancy.views.home import home

handler500 = "meantime.clinic.breaking.broken"
urlpatterns = [
    path("", home, name="home"),
    path("door/", include("meantime.clinic.tenancy.door_urls")),
    path("join/", include("meantime.clinic.tenancy.joining_urls")),
    path(
        "c/<slug:clinic>/",
        include(
            [
                path("", include("meantime.clinic.care.urls")),
                path("patients/<uuid:patient>/data/", include("meantime.clinic.keeping.urls")),
                path("protocols/", include("meantime.clinic.library.urls")),
                path("numbers/", include("meantime.clinic.figures.urls")),
                path("audit/", include("meantime.clinic.audit.urls")),
                path("settings/", include("meantime.clinic.tenancy.urls")),
            ]
        ),
    ),
]
