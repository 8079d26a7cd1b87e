"""The top of every page of a clinic, drawn once for all who see the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from meantime.clinic.design import navigation

# Stands for the token of a form, which is another one on every page.
TOKEN = "the-token-of-this-page"
# Tops that are kept, of all clinics, members and languages: a few megabytes.
_KEPT = 1024


class Seen(NamedTuple):
    """All that the top shows, and the language that it is said in."""

    slug: str
    clinic: str
    user: str
    role: str
    may: frozenset[str]
    here: str
    language: str


def seen_by(request: Any) -> Seen:
    """What whoever asks sees, on the page that they ask for."""
    member, clinic = request.member, request.clinic
    return Seen(
        clinic.slug,
        clinic.name,
        member.user.name,
        str(member.get_role_display()),
        member.powers,
        navigation.place(request),
        get_language() or "",
    )


def drawn(seen: Seen, token: str) -> SafeString:
    """The top of a page. token: for its forms."""
    return SafeString(_drawn(seen).replace(TOKEN, token))


@lru_cache(maxsize=_KEPT)
def _drawn(seen: Seen) -> str:
    ways = navigation.ways(seen.slug, seen.may, seen.here)
    return render_to_string("design/top.html", {"seen": seen, "ways": ways, "csrf_token": TOKEN})
