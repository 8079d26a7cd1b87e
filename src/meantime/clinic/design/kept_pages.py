"""Pages that are looked at again and again: drawn once while nothing that they show changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from meantime.clinic.design.packing import Pieces, cut, filled
from meantime.clinic.design.top import TOKEN, seen_by
from meantime.clinic.tenancy.factors import has_factor

# Pages that are kept, of all clinics, members and days: ten megabytes.
_KEPT = 64


@dataclass(frozen=True)
class _Page:
    """A page by everything that it shows; `draw` is asked once and then let go."""

    shows: Hashable
    draw: list[Callable[[], Pieces]] = field(compare=False)


def kept_page(
    request: HttpRequest, template: str, shows: Hashable, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """A page of a clinic. shows: all that its context says, beside the clinic and the member.

    What is said once, such as that a change was made, is never kept.
    """
    if len(get_messages(request)):
        return render(request, template, context())

    def draw() -> Pieces:
        return cut(render_to_string(template, context() | {"csrf_token": TOKEN}, request), TOKEN)

    around = template, seen_by(request), has_factor(request.user)
    page = _drawn(_Page((around, shows), [draw]))
    return filled(request, page, {TOKEN: get_token(request)})


@lru_cache(maxsize=_KEPT)
def _drawn(page: _Page) -> Pieces:
    return page.draw.pop()()
