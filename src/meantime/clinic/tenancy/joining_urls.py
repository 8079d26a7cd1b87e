"""Addresses by which somebody joins a clinic."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
