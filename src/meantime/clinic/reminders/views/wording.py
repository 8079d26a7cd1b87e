"""What messages say, as the owner words it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused, Stale, revision_of, status_of
from meantime.clinic.reminders.actions import wording as actions
from meantime.clinic.reminders.texts import PHONE, WHEN
from meantime.clinic.reminders.wording.accepting import LONGEST, needed, possible, rules_of
from meantime.clinic.reminders.wording.sentences import (
    Sentence,
    Tried,
    sentence_of,
    spoken_in,
    tried_out,
)
from meantime.clinic.tenancy.access import allowed

# What stands for what is filled in.
_FILLED = {WHEN: lazy("the date and the time"), PHONE: lazy("the clinic's phone number")}


@allowed("manage")
def every(request: HttpRequest) -> HttpResponse:
    """What is said now, in every language."""
    context = {"spoken": spoken_in(request.clinic, timezone.now())}
    return render(request, "reminders/wordings.html", context)


@allowed("manage", "GET", "HEAD", "POST")
def one(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """Word one sentence. `do` of a POST: save, preview, or put Meantime's words back."""
    at = timezone.now()
    found = sentence_of(request.clinic, language, kind, at)
    if request.method != "POST":
        return _page(request, found, found.text, found.tried)
    typed = request.POST.get("text", found.text)[: LONGEST + 1]
    tried = tried_out(rules_of(request.clinic, at), language, kind, typed)
    if request.POST.get("do") == "preview":
        if request.htmx:
            return render(request, "reminders/preview.html", _told(found, tried))
        return _page(request, found, typed, tried)
    try:
        _save(request, found, typed, at)
    except Refused as error:
        return _page(request, found, typed, tried, error)
    messages.success(request, _("Saved. It holds for every message that has not gone out."))
    return redirect("wordings", clinic=request.clinic.slug)


def _save(request: HttpRequest, found: Sentence, typed: str, at: datetime) -> None:
    same, revision = (request.member, found.language, found.kind), revision_of(request)
    if request.POST.get("do") == "back":
        actions.put_back(*same, revision, at)
    else:
        actions.word(*same, typed, revision, at)


def _told(found: Sentence, tried: Tried) -> dict[str, Any]:
    return {"sentence": found, "tried": tried}


def _page(
    request: HttpRequest, found: Sentence, typed: str, tried: Tried, error: Refused | None = None
) -> HttpResponse:
    context = _told(found, tried) | {
        "typed": typed,
        "name": dict(LANGUAGES)[found.language],
        "longest": LONGEST,
        "filled": [
            (name, _FILLED[name], name in needed(found.kind)) for name in possible(found.kind)
        ],
        "revision": found.row.revision if found.row else 0,
        "stale": error.reason if isinstance(error, Stale) else None,
        "is_refused": error is not None,
    }
    status = status_of(error) if error else 200
    return render(request, "reminders/wording.html", context, status=status)
