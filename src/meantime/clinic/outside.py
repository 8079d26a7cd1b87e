"""Where this deployment is, for whoever is told of it outside of a page."""

from __future__ import annotations

from django.conf import settings


def origin() -> str:
    """`https://clinic.example.org`: the first of the names it is reached by."""
    if settings.PLAIN_HTTP:
        return f"http://{settings.ADDRESS}"
    return f"https://{settings.ALLOWED_HOSTS[0]}"
