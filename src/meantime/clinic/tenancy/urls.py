"""Addresses of a clinic's settings."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.tenancy.views import clinics, recovering, rooms, staff

urlpatterns = [
    path("", clinics.settings, name="clinic-settings"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<uuid:room>/", rooms.change, name="room"),
    path("staff/", staff.everybody, name="staff"),
    path("staff/invite/", staff.invite, name="invite"),
    path("staff/invitations/<uuid:invitation>/revoke/", staff.revoke, name="invite-revoke"),
    path("staff/<uuid:person>/", staff.person, name="staff-member"),
    path("staff/<uuid:person>/recovery/", recovering.give, name="staff-recovery"),
]
