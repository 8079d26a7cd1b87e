"""Addresses of what patients ask, for the clinic."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.portal.views import asked

urlpatterns = [
    path("", asked.asked, name="asked"),
    path("<uuid:question>/", asked.answer, name="asked-answer"),
    path("dates/<uuid:date>/", asked.settle, name="asked-date-settle"),
]
