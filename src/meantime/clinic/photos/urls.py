"""Addresses of a patient's photos, for the staff."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.photos.views import by_staff

urlpatterns = [
    path("", by_staff.photos, name="photos"),
    path("add/", by_staff.add, name="photo-add"),
    path("<uuid:photo>/", by_staff.large, name="photo"),
    path("<uuid:photo>/small/", by_staff.small, name="photo-small"),
    path("<uuid:photo>/remove/", by_staff.remove, name="photo-remove"),
]
