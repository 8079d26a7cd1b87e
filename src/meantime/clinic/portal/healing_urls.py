"""Addresses of what patients say of their healing, for the clinic."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.portal.views import looking

urlpatterns = [
    path("", looking.reports, name="healing"),
    path("<uuid:report>/", looking.look, name="healing-look"),
]
