"""Today: who comes, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meantime.clinic.audit.chain import record, state_of
from meantime.clinic.care import reading
from meantime.clinic.care.board import Board, board
from meantime.clinic.design.kept_pages import kept_page
from meantime.clinic.portal.looking import Waiting, waiting_of
from meantime.clinic.portal.other_dates import number_asked
from meantime.clinic.reminders.watching import Unsent, unsent_of
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.tenancy.models import Clinic

# Days that are kept as they were read, of all clinics.
_KEPT = 64


class Shown(NamedTuple):
    """What the page of a day shows. waiting: the reports of healing. dates: how many patients ask
    for another date. unsent: what of the messages waits for people.
    """

    board: Board
    waiting: Waiting
    dates: int
    unsent: Unsent


@dataclass(frozen=True)
class _Asked:
    """A day of a clinic in a state, as it is at a second."""

    state: str
    day: date
    second: datetime
    acts: bool
    slug: str
    clinic: Clinic = field(compare=False)


@allowed("see")
def today(request: HttpRequest) -> HttpResponse:
    """The board of a day; today's unless another is asked for."""
    at, clinic, member = timezone.now(), request.clinic, request.member
    now, state = reading.today_of(clinic, at), state_of(str(clinic.pk))
    day = _day(request.GET.get("day", "")) or now
    record(member, "read board", day=day.isoformat())
    acts = day == now and member.may("book")
    # What ends within the second has ended.
    second = at.replace(microsecond=0) + timedelta(seconds=1)
    shown = _shown(_Asked(state, day, second, acts, clinic.slug, clinic))

    def context() -> dict[str, Any]:
        return {
            "board": shown.board,
            "rows": shown.board.rows(clinic),
            "unlooked": shown.waiting,
            "dates": shown.dates,
            "unsent": shown.unsent,
            "today": now,
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
        }

    return kept_page(request, "care/today.html", (clinic.zone, now, shown), context)


@lru_cache(maxsize=_KEPT)
def _shown(asked: _Asked) -> Shown:
    found = board(asked.clinic, asked.day, asked.second, acts=asked.acts)
    waiting = waiting_of(asked.clinic, asked.second)
    dates = number_asked(asked.clinic, asked.second)
    return Shown(found, waiting, dates, unsent_of(asked.clinic, asked.second))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


@allowed("see")
def worklists(request: HttpRequest) -> HttpResponse:
    """What waits for somebody's decision."""
    at, clinic = timezone.now(), request.clinic
    record(request.member, "read worklists")
    context = {
        "undecided": reading.undecided(clinic, at)[: reading.MOST],
        "unclosed": reading.unclosed(clinic, at),
        "unsigned": reading.unsigned(clinic),
        "now": at,
    }
    return render(request, "care/worklists.html", context)
