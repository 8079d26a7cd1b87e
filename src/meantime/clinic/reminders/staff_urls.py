"""Addresses of messages, for the clinic."""

from __future__ import annotations

from django.urls import include, path

from meantime.clinic.reminders.views import sending, waiting, wording

_PATIENT = [
    path("", sending.show, name="patient-messages"),
    path("<uuid:message>/now/", sending.send_now, name="patient-message-now"),
    path("<uuid:message>/stop/", sending.stop, name="patient-message-stop"),
    path("<uuid:message>/came/", sending.came, name="patient-message-came"),
    path("<uuid:message>/again/", sending.send_again, name="patient-message-again"),
]

urlpatterns = [
    path("messages/", waiting.waiting, name="messages"),
    path("patients/<uuid:patient>/messages/", include(_PATIENT)),
    path("settings/messages/", wording.every, name="wordings"),
    path("settings/messages/<slug:language>/<slug:kind>/", wording.one, name="wording"),
]
