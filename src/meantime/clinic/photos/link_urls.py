"""Addresses of the photos of whoever holds a link."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.photos.views import by_link

urlpatterns = [
    path("", by_link.photos, name="portal-photos"),
    path("<uuid:photo>/", by_link.photo, name="portal-photo"),
    path("<uuid:photo>/delete/", by_link.delete, name="portal-photo-delete"),
]
