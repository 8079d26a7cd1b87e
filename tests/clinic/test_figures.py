"""The numbers of a clinic: what is counted, what is held back, and what they cost."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening
from meantime.clinic.care.models import Appointment, Course, Outcome, Patient, Verdict
from meantime.clinic.figures import drawing, reading
from meantime.clinic.figures.files import csv_of
from meantime.clinic.figures.months import Span, after, usual
from meantime.clinic.figures.quartiles import quartiles
from meantime.clinic.figures.reading import Many
from meantime.clinic.figures.telling import ALL, FEW, FIGURES
from meantime.clinic.figures.telling.figure import Column, Figure
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.sealing.fields import SealedJSON, SealedText
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.model.case import Fact
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member

ZONE = ZoneInfo("America/New_York")
SPAN = Span(date(2026, 11, 1), date(2026, 12, 1), ZONE)
RETINOID: dict[str, Fact] = {"retinoid": date(2026, 12, 1)}


def fresh(appointment: Appointment) -> Appointment:
    return Appointment.everywhere.select_related("verdict").get(pk=appointment.pk)


def ask(nurse: Member, appointment: Appointment, facts: dict[str, Fact], at: datetime) -> None:
    protocol = protocol_of(appointment.version)
    told = all_clear(protocol) | facts
    screening.answer(nurse, appointment.patient, protocol, told, "desk", at)


def move(nurse: Member, item: Appointment, day: date, clock: time, at: datetime) -> None:
    start = booking.local_start(nurse.clinic, day, clock)
    booking.move(nurse, item, start, item.room, fresh(item).revision, at)


def tick(clock: Clock, to: datetime) -> datetime:
    clock.now = to
    return to


def of_status(found: list[reading.Slot], status: str) -> tuple[int, int, int]:
    one = next(slot for slot in found if slot.status == status)
    return one.moved.sessions, one.cancelled.sessions, one.late.sessions


# Deferrals


def test_a_rule_counts_at_booking_or_only_ever(
    appointment: Appointment, nurse: Member, room: Room, clock: Clock
) -> None:
    ask(nurse, appointment, RETINOID, tick(clock, NOW + timedelta(hours=1)))
    start = booking.local_start(nurse.clinic, date(2026, 12, 2), time(10))
    later = tick(clock, NOW + timedelta(hours=2))
    other = booking.open_course(nurse, appointment.patient, "microneedling", 1)
    booking.book(nurse, other, start, room, later)
    found = {one.rule or one.status: one for one in reading.deferrals(nurse.clinic, SPAN)}
    assert found["incomplete"].first == Many(1, 1)
    rule = "actives-3-days"
    assert (found[rule].first, found[rule].ever) == (Many(1, 1), Many(2, 1))


def test_a_session_counts_in_the_month_of_its_day(appointment: Appointment, nurse: Member) -> None:
    january = Span(date(2027, 1, 1), date(2027, 1, 1), ZONE)
    assert reading.deferrals(nurse.clinic, january) == []
    assert len(reading.deferrals(nurse.clinic, SPAN)) == 1


def test_of_an_erased_person_the_reason_is_gone(appointment: Appointment, nurse: Member) -> None:
    Verdict.everywhere.update(governing="", status="deferred")
    figure = FIGURES["deferrals"](nurse.clinic, SPAN, ALL)
    assert [row[0] for row in figure.rows] == ["deferred"]
    assert "erased" in str(figure.rows[0][1])


# Slots


def test_a_slot_left_in_time_is_saved(
    appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    ask(nurse, appointment, RETINOID, tick(clock, NOW + timedelta(hours=1)))
    move(nurse, appointment, date(2026, 12, 8), time(10), tick(clock, NOW + timedelta(hours=2)))
    assert fresh(appointment).verdict.status == "eligible"
    found = reading.slots(nurse.clinic, SPAN)
    assert of_status(found, "deferred") == (1, 0, 0)
    assert FIGURES["slots"](nurse.clinic, SPAN, ALL).said.startswith("1 slot saved, of 1")
    booking.cancel(
        nurse, appointment, fresh(appointment).revision, tick(clock, NOW + timedelta(hours=3))
    )
    assert reading.slots(nurse.clinic, SPAN) == found, "an eligible session was cancelled"


@pytest.mark.parametrize(
    ("leaves", "counts"),
    [
        (datetime(2026, 12, 3, 4, 59, tzinfo=UTC), (0, 1, 0)),  # 23:59 of the day before
        (datetime(2026, 12, 3, 5, 1, tzinfo=UTC), (0, 0, 1)),  # 00:01 of the day itself
    ],
)
def test_the_day_of_a_slot_is_the_clinics(
    leaves: datetime,
    counts: tuple[int, int, int],
    appointment: Appointment,
    nurse: Member,
    clock: Clock,
) -> None:
    ask(nurse, appointment, RETINOID, tick(clock, NOW + timedelta(hours=1)))
    booking.cancel(nurse, appointment, fresh(appointment).revision, tick(clock, leaves))
    assert of_status(reading.slots(nurse.clinic, SPAN), "deferred") == counts


def test_a_move_within_a_day_saves_nothing(
    appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    ask(nurse, appointment, RETINOID, tick(clock, NOW + timedelta(hours=1)))
    move(nurse, appointment, date(2026, 12, 3), time(15), tick(clock, NOW + timedelta(hours=2)))
    assert of_status(reading.slots(nurse.clinic, SPAN), "deferred") == (0, 0, 0)


def test_with_questions_open_no_slot_is_saved(
    appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    move(nurse, appointment, date(2026, 12, 8), time(10), tick(clock, NOW + timedelta(hours=2)))
    assert of_status(reading.slots(nurse.clinic, SPAN), "incomplete") == (1, 0, 0)
    assert FIGURES["slots"](nurse.clinic, SPAN, ALL).said.startswith("0 slots saved, of 0")


def test_whoever_did_not_come_is_no_slot(
    appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    ask(nurse, appointment, RETINOID, tick(clock, NOW + timedelta(hours=1)))
    at = tick(clock, appointment.start + timedelta(hours=1))
    booking.cancel(nurse, appointment, fresh(appointment).revision, at, missed=True)
    assert of_status(reading.slots(nurse.clinic, SPAN), "deferred") == (0, 0, 0)


# Lead times, outcomes, weeks


def test_lead_times_are_days_by_the_clinics_clock(
    appointment: Appointment, nurse: Member, course: Course, room: Room, clock: Clock
) -> None:
    found = reading.lead_times(nurse.clinic, SPAN)
    assert [(one.month, one.days.median) for one in found] == [(date(2026, 12, 1), 3), (None, 3)]
    tick(clock, datetime(2026, 12, 4, 3, 0, tzinfo=UTC))  # still the 3rd in New York
    start = booking.local_start(nurse.clinic, date(2026, 12, 4), time(10))
    booking.book(nurse, course, start, room, clock.now)
    assert reading.lead_times(nurse.clinic, SPAN)[-1].days[:3] == (1.5, 2, 2.5)


def test_a_cancelled_session_has_waited_for_nothing(
    appointment: Appointment, nurse: Member
) -> None:
    booking.cancel(nurse, appointment, appointment.revision, NOW)
    assert reading.lead_times(nurse.clinic, SPAN) == []


def test_what_was_entered_afterwards_has_waited_no_days(
    appointment: Appointment, nurse: Member
) -> None:
    Appointment.everywhere.update(made=appointment.start + timedelta(days=3))
    assert reading.lead_times(nurse.clinic, SPAN)[-1].days.median == 0


def test_outcomes_by_the_number_of_the_session(appointment: Appointment, nurse: Member) -> None:
    Outcome.everywhere.create(
        clinic=nurse.clinic, appointment=appointment, scale="gais", value=2, at=NOW, by=nurse.user
    )
    (one,) = reading.outcomes(nurse.clinic, SPAN)
    assert (one.scale, one.number, one.people) == ("gais", 1, 1)
    assert one.values == (2, 2, 2, 1)


def test_weeks_begin_on_monday_and_none_is_left_out(
    appointment: Appointment, nurse: Member
) -> None:
    found = reading.weeks(nurse.clinic, SPAN)
    assert [week.day for week in found] == [
        date(2026, 10, 26) + timedelta(days=7 * n) for n in range(10)
    ]
    assert {week.day: week.states for week in found if week.states} == {
        date(2026, 11, 30): {"booked": Many(1, 1)}
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([7], (7, 7, 7, 1)),
        ([1, 2], (1.25, 1.5, 1.75, 2)),
        ([1, 2, 3], (1.5, 2, 2.5, 3)),
    ],
)
def test_quartiles_are_those_of_the_values_written_out(
    values: list[int], expected: tuple[float, ...] | None
) -> None:
    assert quartiles({value: values.count(value) for value in values}) == expected


# Months


def test_months_over_the_end_of_a_year() -> None:
    assert after(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert after(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_a_span_begins_and_ends_at_the_clinics_midnight(clinic: Clinic) -> None:
    span = usual(clinic, datetime(2026, 12, 1, 4, 0, tzinfo=UTC))  # still November there
    assert (span.since, span.until) == (date(2026, 6, 1), date(2026, 11, 1))
    assert span.begin == datetime(2026, 6, 1, 4, tzinfo=UTC)
    assert span.end == datetime(2026, 12, 1, 5, tzinfo=UTC)


# Small numbers


def crowd(nurse: Member, version: Version, room: Room, people: int) -> list[Appointment]:
    """People with one session each: deferred at booking, moved in time, and with an outcome."""
    clinic, moment = nurse.clinic, datetime(2026, 11, 3, 15, tzinfo=UTC)
    held = Patient.objects.of(clinic).count()
    who = Patient.everywhere.bulk_create(
        Patient(clinic=clinic, number=1000 + held + n, name="A", born="1990-01-01")
        for n in range(people)
    )
    courses = Course.everywhere.bulk_create(
        Course(clinic=clinic, patient=one, protocol="microneedling", sessions=1) for one in who
    )
    rows = Appointment.everywhere.bulk_create(
        Appointment(
            clinic=clinic,
            patient=course.patient,
            course=course,
            version=version,
            number=1,
            room=room,
            start=moment + timedelta(hours=held + n),
            minutes=60,
        )
        for n, course in enumerate(courses)
    )
    Appointment.everywhere.update(made=moment - timedelta(days=9))
    for status, rule, hours in (("deferred", "bar-warts", 2), ("eligible", "", 1)):
        Verdict.everywhere.bulk_create(
            Verdict(
                clinic=clinic,
                appointment=row,
                version=version,
                status=status,
                governing=rule,
                told={},
                made=moment - timedelta(hours=24 + hours),
            )
            for row in rows
        )
    Outcome.everywhere.bulk_create(
        Outcome(
            clinic=clinic, appointment=row, scale="satisfaction", value=8, at=NOW, by=nurse.user
        )
        for row in rows
    )
    Event.objects.bulk_create(
        Event(
            chain=str(clinic.pk),
            number=100_000 + held + n,
            at=moment - timedelta(hours=25),
            verb="move",
            subject=f"appointment:{row.pk}",
            detail={
                "patient": str(row.patient_id),
                "before": moment.isoformat(),
                "start": (moment + timedelta(days=2)).isoformat(),
            },
        )
        for n, row in enumerate(rows)
    )
    return rows


@pytest.mark.parametrize("name", FIGURES)
def test_numbers_about_few_people_are_held_back(
    name: str, nurse: Member, version: Version, room: Room
) -> None:
    crowd(nurse, version, room, 4)
    figure = FIGURES[name](nurse.clinic, SPAN, FEW)
    numbers = {cell for row in figure.rows for cell in row if not isinstance(cell, str)}
    free = {1} if name == "outcomes" else {0}  # the number of the session; nobody
    assert None in numbers
    assert numbers - {None} <= free
    assert "<5" in csv_of(figure)
    assert figure.said == ""
    drawn = "".join(plot.drawn for plot in figure.plots)
    assert "4</t" not in drawn
    crowd(nurse, version, room, 1)
    assert None not in {cell for row in FIGURES[name](nurse.clinic, SPAN, FEW).rows for cell in row}


def test_few_who_met_a_rule_later_cannot_be_worked_out(
    nurse: Member, version: Version, room: Room
) -> None:
    rows = crowd(nurse, version, room, 9)
    late = rows[:2]  # at booking they were eligible
    Verdict.everywhere.filter(appointment__in=late, status="eligible").update(
        made=NOW - timedelta(days=90)
    )
    whole = FIGURES["deferrals"](nurse.clinic, SPAN, ALL).rows[0]
    held = FIGURES["deferrals"](nurse.clinic, SPAN, FEW).rows[0]
    assert (whole[3:], held[3:]) == ((7, 9), (None, 9))


def test_a_month_of_few_people_is_not_left_in_all_months(
    nurse: Member, version: Version, room: Room
) -> None:
    rows = crowd(nurse, version, room, 12)
    for row in rows[:3]:
        row.start += timedelta(days=30)
        row.save()
    months = {row[0]: row[4] for row in FIGURES["lead-times"](nurse.clinic, SPAN, FEW).rows}
    assert months == {"2026-11": 9, "2026-12": None, "all": None}


# The page


@pytest.fixture
def where(clinic: Clinic) -> str:
    return reverse("numbers", kwargs={"clinic": clinic.slug})


def files(clinic: Clinic) -> Iterator[str]:
    for name in FIGURES:
        yield reverse("numbers-csv", kwargs={"clinic": clinic.slug, "figure": name})


def test_the_page_has_every_figure_as_a_plot_a_table_and_a_file(
    owner: Member, nurse: Member, version: Version, room: Room, where: str
) -> None:
    crowd(nurse, version, room, 6)
    page = client_of(owner).get(where).content.decode()
    assert "6 slots saved, of 6" in page
    assert "style=" not in page
    assert "<script" not in page.partition("<main")[2]
    assert page.count("<table") == len(FIGURES)
    for file in files(nurse.clinic):
        assert f'{file}?since=2026-06&amp;until=2026-11"' in page


def test_every_plot_is_well_formed_and_says_what_it_is(
    nurse: Member, version: Version, room: Room
) -> None:
    crowd(nurse, version, room, 6)
    ids = []
    for tell in FIGURES.values():
        figure = tell(nurse.clinic, SPAN, ALL)
        assert figure.plots, figure.name
        for plot in figure.plots:
            svg = ElementTree.fromstring(plot.drawn)
            named = {item.get("id"): item.text for item in svg if item.get("id")}
            ids += list(named)
            assert svg.get("role") == "img"
            assert (svg.get("aria-labelledby") or "").split() == list(named)
            assert all(named.values())
            numbers = re.findall(r' (?:x|y|width|height|cx|cy)="([^"]*)"', plot.drawn)
            assert all(-1 <= float(number) <= 2000 for number in numbers)
    assert len(ids) == len(set(ids))


def test_a_plot_of_nothing_but_noughts_is_drawn() -> None:
    words = drawing.Words("none", "None", "Nothing.")
    bar = drawing.Bar("a", [drawing.Segment(0, "fine", "a: 0")])
    for draw in (drawing.bars, drawing.columns):
        assert "<rect" not in draw(words, [bar]).drawn
    assert "<svg" in drawing.spreads(words, [drawing.Spread("a", (0, 0, 0), "a")]).drawn


def test_what_is_drawn_is_never_taken_for_a_tag() -> None:
    words = drawing.Words("x", "<b>", "<i>")
    drawn = drawing.bars(
        words, [drawing.Bar("<script>", [drawing.Segment(1, "fine", "<u>")])]
    ).drawn
    assert not re.search("<(b|i|u|script)>", drawn)


def test_months_without_sessions_say_so(owner: Member, where: str) -> None:
    page = client_of(owner).get(where).content.decode()
    assert page.count("Nothing to count in these months.") == len(FIGURES)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2026-12", "until": "2026-11"}, "The last month comes before the first"),
        ({"since": "2024-01", "until": "2026-01"}, "more than 24 months"),
        ({"since": "soon"}, "such as 2026-12"),
        ({"since": ""}, "This field is required"),
        ({"since": "0001-01", "until": "0001-02"}, "between 2000 and 2199"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(
    asked: dict[str, str], said: str, owner: Member, where: str
) -> None:
    for address in (where, *files(owner.clinic)):
        response = client_of(owner).get(address, asked)
        assert response.status_code == 400
        assert said in response.content.decode()


def test_a_figure_that_is_none_is_not_there(owner: Member, where: str) -> None:
    assert client_of(owner).get(f"{where}names.csv").status_code == 404


def test_looking_is_noted(auditor: Member, where: str) -> None:
    client = client_of(auditor)
    client.get(where, {"since": "2026-01", "until": "2026-02", "few": "on"})
    seen = Event.objects.filter(chain=str(auditor.clinic_id)).latest("number")
    assert (seen.verb, seen.detail) == (
        "read numbers",
        {"since": "2026-01", "until": "2026-02", "few": "on"},
    )
    client.get(next(files(auditor.clinic)))
    seen = Event.objects.filter(chain=str(auditor.clinic_id)).latest("number")
    assert (seen.verb, seen.detail["figure"]) == ("download numbers", "slots")


def test_no_number_is_of_another_clinic(
    nurse: Member, version: Version, room: Room, owner: Member
) -> None:
    crowd(nurse, version, room, 3)
    inland = make_clinic("inland")
    for tell in FIGURES.values():
        figure = tell(inland, SPAN, ALL)
        assert not figure.plots
        assert not [cell for row in figure.rows for cell in row[1:] if cell]


# Files


def test_a_file_has_the_same_numbers(
    owner: Member, nurse: Member, version: Version, room: Room
) -> None:
    crowd(nurse, version, room, 6)
    client = client_of(owner)
    read = {}
    for name, file in zip(FIGURES, files(nurse.clinic), strict=True):
        response = client.get(file)
        assert response.headers["Content-Type"].startswith("text/csv")
        assert f'filename="{name}-harbour.csv"' in response.headers["Content-Disposition"]
        read[name] = list(csv.DictReader(StringIO(response.content.decode())))
    assert read["slots"][1] == {
        "verdict": "deferred",
        "moved_before": "6",
        "cancelled_before": "0",
        "lost": "0",
    }
    assert read["deferrals"][0]["rule"] == "bar-warts"
    assert read["lead-times"][0]["month"] == "2026-11"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"])
def test_no_cell_of_a_file_is_a_formula(typed: str) -> None:
    columns = [Column("rule", "Rule"), Column("many", "Many")]
    text = csv_of(Figure("x", "X", (), columns, [(typed, -1)], ()))
    (row,) = list(csv.reader(StringIO(text, newline="")))[1:]
    assert row == [f"'{typed}", "-1"]


# What it costs


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many sealed values were opened."""
    opened: list[Any] = []
    for field in (SealedText, SealedJSON):
        monkeypatch.setattr(
            field, "from_db_value", lambda _self, value, *_rest: opened.append(value)
        )
    return lambda: len(opened)


def test_ten_thousand_sessions_take_as_many_queries_as_ten_and_open_nothing(
    nurse: Member,
    version: Version,
    room: Room,
    unsealed: Callable[[], int],
    django_assert_num_queries: Any,
) -> None:
    owner = make_member(nurse.clinic, "owner")
    client, where = client_of(owner), reverse("numbers", kwargs={"clinic": nurse.clinic.slug})
    crowd(nurse, version, room, 10)
    client.get(where)
    with CaptureQueriesContext(connection) as page:
        client.get(where)
    for more in (0, 490):
        crowd(nurse, version, room, more)
        with django_assert_num_queries(10):
            for tell in FIGURES.values():
                tell(nurse.clinic, SPAN, ALL)
        with django_assert_num_queries(len(page)):
            assert client.get(where).status_code == 200
    assert Appointment.objects.of(nurse.clinic).count() == 500
    assert unsealed() == 0


def test_a_sealed_value_that_is_read_is_seen(nurse: Member, unsealed: Callable[[], int]) -> None:
    found = patients.add_patient(nurse, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)
    Patient.everywhere.get(pk=found.pk)
    assert unsealed() > 0
