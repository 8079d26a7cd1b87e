"""Addresses of notifications, for whoever holds a link."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.reminders.views import notifications

urlpatterns = [
    path("", notifications.notifications, name="portal-notifications"),
    path("<uuid:contact>/off/", notifications.turn_off, name="portal-notifications-off"),
]
