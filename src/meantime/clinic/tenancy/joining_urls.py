"""Addresses by which somebody joins a clinic."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.tenancy.views.joining import join

urlpatterns = [path("<str:token>/", join, name="join")]
