"""What Django is told about reminders: they listen to whatever changes a plan."""

from __future__ import annotations

from django.apps import AppConfig


class Reminders(AppConfig):
    """The app; its label stays `reminders`."""

    name = "meantime.clinic.reminders"

    def ready(self) -> None:
        from meantime.clinic.care.changing import changed
        from meantime.clinic.reminders.actions.reconciling import follow

        changed.connect(follow)
