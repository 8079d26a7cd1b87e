"""What Django is told about tenancy: who listens to logins, and what is checked at the start."""

from __future__ import annotations

from django.apps import AppConfig


class Tenancy(AppConfig):
    """The app; its label stays `tenancy`."""

    name = "meantime.clinic.tenancy"

    def ready(self) -> None:
        from meantime.clinic.tenancy import checks, noting, sessions  # noqa: F401
