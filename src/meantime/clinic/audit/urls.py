"""Addresses of the audit."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.audit import views

urlpatterns = [
    path("", views.events, name="audit"),
    path("chain/", views.chain, name="audit-chain"),
    path("events.csv", views.download, name="audit-csv"),
]
