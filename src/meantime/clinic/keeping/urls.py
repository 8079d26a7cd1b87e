"""Addresses of a person's data: exported, erased."""

from __future__ import annotations

from django.urls import path

from meantime.clinic.keeping import views

urlpatterns = [
    path("", views.data, name="patient-data"),
    path("export/", views.export, name="patient-export"),
    path("erase/", views.erase, name="patient-erase"),
]
