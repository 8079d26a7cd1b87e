"""Addresses of care: today, patients, sessions."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.care.views.today import today

urlpatterns = [path("", today, name="today")]
