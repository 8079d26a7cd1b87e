"""The board of a day: plain rows, read and drawn fast enough for a clinic that never sits still."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, DateTimeField, QuerySet
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from meantime.clinic.care.actions.judging import HELD
from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.care.reading import bounds, soon, spoken_for, undecided_between
from meantime.clinic.kept import Kept
from meantime.clinic.sealing.fields import Sealed
from meantime.clinic.tenancy.models import Clinic

_NAME, _START = Patient._meta.get_field("name"), DateTimeField()
# Keys and moments come as text: making objects of them would take longer than reading the row.
_COLUMNS = (
    "key",
    "revision",
    "begins",
    "state",
    "number",
    "course__sessions",
    "room__name",
    "verdict__status",
    "overridden",
    "patient_key",
    "patient__name",
)
# Rows that are kept drawn, of all clinics and languages: a few megabytes.
_KEPT = 4096


class Place(NamedTuple):
    """What a row shows of its clinic."""

    slug: str
    zone: str


class Row(NamedTuple):
    """A session on the board, as the database tells it: it is read more often than it is drawn."""

    key: str
    revision: int
    begins: str
    state: str
    number: int
    sessions: int
    room: str
    status: str | None
    overridden: bool
    patient: str
    sealed: bytes

    @property
    def pk(self) -> UUID:
        """The session's."""
        return UUID(self.key)

    @property
    def start(self) -> datetime:
        """When it begins."""
        found: datetime = _START.to_python(self.begins)
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    @property
    def name(self) -> str:
        """The patient's."""
        found: str = _NAME.open(Sealed(bytes(self.sealed)), UUID(self.patient))
        return found

    @property
    def step(self) -> str:
        """The page on which the next thing is done; "" where nothing is left to do."""
        match self.state:
            case State.BOOKED:
                open_ = self.status in (None, "incomplete")
                return "session-questions" if open_ else "session-check-in"
            case State.ARRIVED if self.status in HELD and not self.overridden:
                return "session"
            case State.ARRIVED:
                return "session-consent"
            case State.TREATING:
                return "session-finish"
            case State.DONE:
                return "session-print"
        return ""


class Board(NamedTuple):
    """A day as the database tells it: its sessions in the order of time, and how many wait for a
    decision. acts: whether patients can be checked in from it.
    """

    day: date
    sessions: tuple[tuple[Any, ...], ...]
    waiting: int
    acts: bool

    @property
    def size(self) -> int:
        """How many sessions there are."""
        return len(self.sessions)

    def rows(self, clinic: Clinic) -> SafeString:
        """Its sessions, drawn."""
        place, language = Place(clinic.slug, clinic.zone), get_language() or ""
        return SafeString(
            "".join(_drawn(Row(*told), place, language, self.acts) for told in self.sessions)
        )


def board(clinic: Clinic, day: date, at: datetime, *, acts: bool) -> Board:
    """The board of a day. acts: whether patients can be checked in from it."""
    told = _ROWS.rows(clinic.pk, *bounds(clinic, day), at)
    return Board(day, tuple(told), _waiting(clinic, at), acts)


def _sessions(clinic: UUID, begin: datetime, end: datetime, at: datetime) -> QuerySet[Any]:
    rows = Appointment.objects.of(clinic).filter(start__gte=begin, start__lt=end)
    told = {
        "overridden": spoken_for(clinic, at),
        "key": Cast("pk", CharField()),
        "begins": Cast("start", CharField()),
        "patient_key": Cast("patient_id", CharField()),
    }
    return rows.annotate(**told).order_by("start", "room__name").values_list(*_COLUMNS)


_ROWS = Kept(_sessions, UUID, datetime, datetime, datetime)


def _waiting(clinic: Clinic, at: datetime) -> int:
    """How many sessions wait for a decision."""
    counted = _WAITING.rows(clinic.pk, at, *soon(at))
    return counted[0][0] if counted else 0


def _count(clinic: UUID, at: datetime, begin: datetime, end: datetime) -> QuerySet[Any]:
    rows = undecided_between(clinic, at, begin, end).order_by()
    return rows.values("clinic").annotate(n=Count("pk")).values_list("n")


_WAITING = Kept(_count, UUID, datetime, datetime, datetime)


@lru_cache(maxsize=_KEPT)
def _drawn(row: Row, clinic: Place, _language: str, acts: bool) -> str:
    """A row of the page: drawn, and its name opened, once while nothing in it changes."""
    context = {"row": row, "name": row.name, "clinic": clinic, "acts": acts}
    return render_to_string("care/board_row.html", context)
