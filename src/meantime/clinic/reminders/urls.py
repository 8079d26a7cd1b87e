"""What the server that sends texts calls. Whoever does not hold its token is refused."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.reminders.views import sms

urlpatterns = [
    path("sms/status/<uuid:delivery>/", sms.status, name="sms-status"),
    path("sms/incoming/", sms.incoming, name="sms-incoming"),
]
