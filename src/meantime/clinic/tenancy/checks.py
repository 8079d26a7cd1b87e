"""What is checked before the program starts: that nothing of the door stands open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

_HINT = "Serve it over TLS, or set MEANTIME_PLAIN_HTTP=1 on a machine that nobody else reaches."


@register(Tags.security)
def the_door_is_shut(**_: Any) -> list[Error]:
    """Passkeys of any origin, and cookies without TLS, over plain HTTP only."""
    if settings.PLAIN_HTTP:
        return []
    found = []
    if settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN:
        words = "Passkeys are taken from any origin (MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)."
        found.append(Error(words, hint=_HINT, id="tenancy.E001"))
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        words = "Cookies are sent without TLS."
        found.append(Error(words, hint=_HINT, id="tenancy.E002"))
    return found
