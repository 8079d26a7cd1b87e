"""Where one can go in a clinic, and where one is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Part(NamedTuple):
    """A part of the application. holds: how the names of its addresses begin."""

    name: str
    word: str | Promise
    icon: str
    may: str
    holds: tuple[str, ...]


PARTS = (
    Part(
        "today", _("Today"), "board", "see", ("today", "worklists", "healing", "asked", "messages")
    ),
    Part(
        "patients",
        _("Patients"),
        "people",
        "see",
        ("patient", "series", "book", "session", "contact"),
    ),
    Part("protocols", _("Protocols"), "book", "read_protocols", ("protocol",)),
    Part("numbers", _("Numbers"), "numbers", "numbers", ("numbers",)),
    Part("audit", _("Audit"), "shield", "audit", ("audit",)),
    Part(
        "clinic-settings",
        _("Settings"),
        "settings",
        "manage",
        ("clinic-settings", "room", "staff", "invit", "consent", "wording"),
    ),
)


class Way(NamedTuple):
    """A link of the navigation. current: for `aria-current`, empty where one is elsewhere."""

    href: str
    word: str | Promise
    icon: str
    current: str


def ways(slug: str, may: Collection[str], here: str) -> list[Way]:
    """The links for somebody who may do that, on the page of that address's name."""
    found = []
    for part in PARTS:
        href = _address(part.name, slug)
        if href and part.may in may:
            found.append(Way(href, part.word, part.icon, _current(part, here)))
    return found


def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"clinic": slug})
    except NoReverseMatch:
        return ""


def _current(part: Part, here: str) -> str:
    if here == part.name:
        return "page"
    return "true" if here.startswith(part.holds) else ""


def place(request: Any) -> str:
    """The name of the address that is shown; empty on error pages."""
    match = getattr(request, "resolver_match", None)
    return (match.url_name if match else "") or ""
