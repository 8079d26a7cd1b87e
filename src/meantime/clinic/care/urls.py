"""Addresses of care: today, patients, series, sessions."""

from __future__ import annotations

from django.urls import include, path

from meantime.clinic.care.views import booking, patients, sessions, today, treating, wording

_PATIENT = [
    path("", patients.show, name="patient"),
    path("edit/", patients.edit, name="patient-edit"),
    path("contacts/", patients.add_contact, name="contact-add"),
    path("contacts/<uuid:contact>/remove/", patients.remove_contact, name="contact-remove"),
    path("contacts/<uuid:contact>/agree/", patients.agree, name="contact-agree"),
    path("contacts/<uuid:contact>/stop/", patients.stop, name="contact-stop"),
    path("series/", booking.open_series, name="series-new"),
]

_SESSION = [
    path("", sessions.show, name="session"),
    path("move/", booking.move, name="session-move"),
    path("cancel/", sessions.cancel, name="session-cancel"),
    path("questions/", sessions.questions, name="session-questions"),
    path("override/", sessions.override, name="session-override"),
    path("override/revoke/", sessions.revoke, name="session-override-revoke"),
    path("check-in/", treating.check_in, name="session-check-in"),
    path("consent/", treating.consent, name="session-consent"),
    path("begin/", treating.begin, name="session-begin"),
    path("finish/", treating.finish, name="session-finish"),
    path("outcome/", treating.outcome, name="session-outcome"),
    path("plan.pdf", sessions.printed, name="session-print"),
]

urlpatterns = [
    path("", today.today, name="today"),
    path("worklists/", today.worklists, name="worklists"),
    path("consent/", wording.wording, name="consent-wording"),
    path("patients/", patients.find, name="patients"),
    path("patients/new/", patients.add, name="patient-new"),
    path("patients/<uuid:patient>/", include(_PATIENT)),
    path("series/<uuid:course>/book/", booking.book, name="book"),
    path("series/<uuid:course>/plan/", booking.plan_series, name="series-plan"),
    path("sessions/<uuid:appointment>/", include(_SESSION)),
]
