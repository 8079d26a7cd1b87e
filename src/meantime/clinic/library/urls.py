"""Addresses of the protocols."""

from __future__ import annotations

from django.urls import include, path

from meantime.clinic.library.views import drafting, migrating, releasing, showing

_VERSION = [
    path("", showing.show, name="protocol"),
    path("edit/", drafting.edit, name="protocol-edit"),
    path("discard/", drafting.discard, name="protocol-discard"),
    path("prove/", releasing.prove, name="protocol-prove"),
    path("sign/", releasing.sign, name="protocol-sign"),
    path("publish/", releasing.publish, name="protocol-publish"),
    path("diff/", showing.difference, name="protocol-diff"),
    path("migrate/", migrating.migrate, name="protocol-migrate"),
]

urlpatterns = [
    path("", showing.protocols, name="protocols"),
    path("<uuid:version>/", include(_VERSION)),
]
