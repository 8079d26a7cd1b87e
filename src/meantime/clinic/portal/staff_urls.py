"""Addresses of a patient's links, for the clinic."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.portal.views import giving

urlpatterns = [
    path("", giving.links, name="patient-links"),
    path("<uuid:link>/take-back/", giving.take_back, name="patient-link-take-back"),
]
