"""What a clinic is closed against: wrong hours, contradictions, forged forms, full disks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care import planning
from meantime.clinic.care.actions import booking, judging, patients, screening, treating
from meantime.clinic.care.ages import aged
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import Appointment, ConsentText, Course, Patient, State, Verdict
from meantime.clinic.care.month import weeks
from meantime.clinic.library.actions import migrate
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of, protocol_of
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.actions import clinics, rooms
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.clinic.tenancy.roles import Role
from meantime.model.case import Fact
from tests.clinic.conftest import HOURS, NOW, PASSWORD, Clock, client_of, make_clinic, make_member
from tests.clinic.test_matrix import World, address, pages, world

__all__ = ["world"]  # a fixture

SATURDAY, SUNDAY, MONDAY = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)


def at(clinic: Clinic, day: date, hour: int, minute: int = 0) -> datetime:
    return booking.local_start(clinic, day, time(hour, minute))


def clear(appointment: Appointment, **others: Fact) -> dict[str, Fact]:
    return all_clear(protocol_of(appointment.version)) | others


def fresh(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.of(appointment.clinic_id).select_related("verdict", "version")
    return rows.get(pk=appointment.pk)


def answer(
    member: Member, appointment: Appointment, facts: dict[str, Fact], moment: datetime = NOW
) -> Appointment:
    protocol, arrived = protocol_of(appointment.version), fresh(appointment).state == State.ARRIVED
    occasion = "check-in" if arrived else "desk"
    screening.answer(member, appointment.patient, protocol, facts, occasion, moment)
    return fresh(appointment)


def arrived(member: Member, appointment: Appointment, moment: datetime) -> Appointment:
    """Checked in, asked again and agreed to: all that is left is to begin."""
    found = treating.check_in(member, fresh(appointment), fresh(appointment).revision, moment)
    found = answer(member, found, clear(found) | {"skin-calm": True}, moment)
    text, _new = ConsentText.everywhere.get_or_create(
        clinic=member.clinic, number=1, language="en", defaults={"body": "I agree."}
    )
    treating.consent(member, found, text, "Ana Ruiz", found.revision, moment)
    return fresh(found)


def treat(member: Member, appointment: Appointment) -> Appointment:
    """From the booking to its end, as it was booked."""
    start = appointment.start
    found = arrived(member, appointment, start - timedelta(minutes=10))
    found = treating.begin(member, found, found.revision, start)
    finish(member, found, start + timedelta(minutes=50))
    return fresh(found)


def finish(member: Member, appointment: Appointment, ended: datetime) -> None:
    done = treating.Record("Pen", Decimal("1.5"), ["face"], "", [["Serum", "L1"]], "", ended)
    treating.finish(member, appointment, done, appointment.revision, ended)


# Hours


@pytest.mark.parametrize(
    ("day", "hour", "minute", "words"),
    [
        (SUNDAY, 10, 0, "closed on Sunday"),
        (SATURDAY, 8, 59, "open from 09:00 to 18:00"),
        (SATURDAY, 17, 1, "open from 09:00 to 18:00"),
        (SATURDAY, 18, 0, "has to end by then"),
        (SATURDAY, 23, 30, "has to end by then"),
    ],
)
def test_nothing_is_booked_or_moved_to_when_the_clinic_is_closed(
    nurse: Member,
    appointment: Appointment,
    room: Room,
    day: date,
    hour: int,
    minute: int,
    words: str,
) -> None:
    start = at(nurse.clinic, day, hour, minute)
    with pytest.raises(Refused, match=words):
        booking.book(nurse, appointment.course, start, room, NOW)
    with pytest.raises(Refused, match=words):
        booking.move(nurse, appointment, start, room, appointment.revision, NOW)
    assert [row.start for row in Appointment.objects.of(nurse.clinic)] == [appointment.start]


@pytest.mark.parametrize(("hour", "minute"), [(9, 0), (17, 0)])
def test_the_first_and_the_last_hour_are_open(
    nurse: Member, course: Course, room: Room, hour: int, minute: int
) -> None:
    start = at(nurse.clinic, SATURDAY, hour, minute)
    assert booking.book(nurse, course, start, room, NOW).start == start


def test_a_session_over_the_change_of_the_clocks_counts_its_real_minutes(
    nurse: Member, course: Course, room: Room
) -> None:
    """On 14 March 2027 it is 03:00 at once after 01:59: from 01:30 an hour ends at 03:30."""
    nurse.clinic.hours = {"6": ["01:00", "03:00"]}
    nurse.clinic.save()
    start = at(nurse.clinic, date(2027, 3, 14), 1, 30)
    with pytest.raises(Refused, match="has to end by then"):
        booking.book(nurse, course, start, room, NOW)
    nurse.clinic.hours = {"6": ["01:00", "03:30"]}
    nurse.clinic.save()
    assert booking.book(nurse, course, start, room, NOW).start == start


def test_a_clinic_without_hours_is_closed(nurse: Member, course: Course, room: Room) -> None:
    Clinic.objects.update(hours={})
    with pytest.raises(Refused, match="closed on Saturday"):
        booking.book(nurse, course, at(nurse.clinic, SATURDAY, 10), room, NOW)


def test_a_month_is_shut_where_the_session_would_not_end_in_time(
    clinic: Clinic, course: Course, version: Version
) -> None:
    shades = {
        clock: {one.shade for week in weeks(clinic, course, version, 2026, 12, clock, NOW)
                for one in week if one.day == SATURDAY}
        for clock in (time(8), time(10), time(17, 1))
    }  # fmt: skip
    assert shades == {time(8): {"shut"}, time(10): {"care"}, time(17, 1): {"shut"}}


def test_a_series_is_proposed_only_where_the_clinic_is_open(
    nurse: Member, course: Course, room: Room
) -> None:
    nurse.clinic.hours = {"1": ["09:00", "12:00"], "5": ["10:00", "11:00"]}
    nurse.clinic.save()
    proposed = planning.propose(nurse.clinic, course, date(2026, 12, 2), time(11))
    assert [slot.day.weekday() for slot in proposed.sessions] == [1, 1, 1]
    booked = planning.book_series(nurse, course, date(2026, 12, 2), time(11), room, NOW)
    assert [row.start for row in booked] == [slot.start for slot in proposed.sessions]
    late = planning.propose(nurse.clinic, booking.open_course(nurse, course.patient,
        "microneedling", 3), date(2026, 12, 2), time(11, 1))  # fmt: skip
    assert late.constraint is not None


def test_one_patient_is_not_booked_twice_at_once(
    nurse: Member, appointment: Appointment, course: Course
) -> None:
    other = Room.everywhere.create(clinic=nurse.clinic, name="Room 2")
    soon = appointment.start + timedelta(minutes=30)
    with pytest.raises(Refused, match="another session at that time"):
        booking.book(nurse, course, soon, other, NOW)


# Rooms, hours and the zone while sessions are booked


def told(clinic: Clinic, **others: Any) -> clinics.Told:
    hours = {
        int(day): (time.fromisoformat(opens), time.fromisoformat(closes))
        for day, (opens, closes) in clinic.hours.items()
    }
    values = {
        "name": clinic.name,
        "zone": clinic.zone,
        "phone": clinic.phone,
        "emergency": clinic.emergency,
        "languages": clinic.languages,
        "hours": hours,
    }
    return clinics.Told(**values | others)


def change(owner: Member, **others: Any) -> None:
    clinic = Clinic.objects.get(pk=owner.clinic_id)
    clinics.change_clinic(owner, told(clinic, **others), clinic.revision)


def test_new_hours_leave_no_booked_session_out(
    owner: Member, nurse: Member, appointment: Appointment
) -> None:
    thursday = 3
    hours = dict(told(owner.clinic).hours)
    for wrong in ((time(10, 1), time(18)), (time(9), time(10, 59)), None):
        fresh_hours = {day: span for day, span in (hours | {thursday: wrong}).items() if span}
        with pytest.raises(Refused, match=r"outside of these hours \(1 now\), on 2026-12-03"):
            change(owner, hours=fresh_hours)
    assert Clinic.objects.get().hours == HOURS
    change(owner, hours=hours | {thursday: (time(10), time(11))})
    booking.cancel(nurse, appointment, appointment.revision, NOW)
    change(owner, hours={0: (time(9), time(12))})
    assert Clinic.objects.get().hours == {"0": ["09:00", "12:00"]}


def test_somebody_who_is_late_still_finds_the_room_and_the_zone(
    owner: Member, appointment: Appointment, room: Room, clock: Clock
) -> None:
    clock.now = appointment.start + timedelta(minutes=20)
    with pytest.raises(Refused, match="1 now"):
        rooms.close_room(owner, room, room.revision)
    with pytest.raises(Refused, match="1 now"):
        change(owner, zone="Europe/Madrid")


def test_a_page_from_before_the_zone_moved_books_nothing(
    nurse: Member, course: Course, room: Room
) -> None:
    start = at(nurse.clinic, SATURDAY, 10)
    Clinic.objects.update(zone="America/Chicago")
    with pytest.raises(Stale, match="another time zone"):
        booking.book(nurse, course, start, room, NOW)


# The date of birth


@pytest.mark.parametrize(
    ("born", "day", "found"),
    [
        (date(2008, 12, 4), date(2026, 12, 3), {"under-18"}),
        (date(2008, 12, 3), date(2026, 12, 3), {"aged-18-to-21"}),
        (date(2004, 12, 4), date(2026, 12, 3), {"aged-18-to-21"}),
        (date(2004, 12, 3), date(2026, 12, 3), set()),
        (date(2008, 2, 29), date(2026, 2, 28), {"under-18"}),
        (date(2008, 2, 29), date(2026, 3, 1), {"aged-18-to-21"}),
        (date(1926, 1, 1), date(2026, 12, 3), set()),
    ],
)
def test_the_age_is_that_of_the_day_of_the_session(
    version: Version, patient: Patient, born: date, day: date, found: set[str]
) -> None:
    patient.born = born.isoformat()
    assert aged(protocol_of(version), patient, day) == found


def test_a_minor_who_is_said_to_be_none_is_never_eligible(
    nurse: Member, appointment: Appointment
) -> None:
    found = answer(nurse, appointment, clear(appointment))
    assert found.verdict.status == "eligible"
    patient = appointment.patient
    patients.change_patient(nurse, patient, "Ana", date(2009, 1, 1), "en", "", 1, NOW)
    found = fresh(appointment)
    assert (found.verdict.status, found.verdict.governing) == ("review", "review-under-18")
    found = answer(nurse, found, {"under-18": False})
    assert found.verdict.status == "review"
    page = client_of(nurse).get(
        reverse("session", kwargs={"clinic": nurse.clinic.slug, "appointment": found.pk})
    )
    assert "Yes, by the date of birth" in page.content.decode()


def test_a_session_after_the_birthday_is_another_thing(
    nurse: Member, appointment: Appointment, room: Room
) -> None:
    patients.change_patient(nurse, appointment.patient, "Ana", date(2004, 12, 5), "en", "", 1, NOW)
    found = answer(nurse, appointment, clear(appointment))
    assert found.verdict.governing == "review-young-adult" or found.verdict.status == "review"
    later = at(nurse.clinic, MONDAY, 10)
    assert booking.move(nurse, found, later, room, found.revision, NOW).verdict.status == "eligible"


# Other series, and sessions that nobody here has booked


@pytest.fixture
def second(nurse: Member, appointment: Appointment) -> Course:
    return booking.open_course(nurse, appointment.patient, "microneedling", 1)


def governing(appointment: Appointment) -> tuple[str, str]:
    return appointment.verdict.status, appointment.verdict.governing


def test_a_session_of_another_series_counts_as_an_earlier_one(
    nurse: Member, appointment: Appointment, second: Course, room: Room, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = appointment.start + timedelta(days=1)
    soon = booking.book(nurse, second, appointment.start + timedelta(days=7), room, clock.now)
    found = answer(nurse, soon, clear(soon) | {"skin-calm": True}, clock.now)
    assert governing(found) == ("deferred", "interval-4-weeks")
    assert found.verdict.earliest == date(2026, 12, 31)
    shown = weeks(nurse.clinic, second, found.version, 2026, 12, time(10), clock.now, found)
    shades = {one.day: one.shade for week in shown for one in week}
    assert (shades[date(2026, 12, 30)], shades[date(2026, 12, 31)]) == ("stop", "fine")
    proposed = planning.propose(
        nurse.clinic,
        booking.open_course(nurse, appointment.patient, "microneedling", 1),
        date(2026, 12, 8),
        time(10),
    )
    assert proposed.sessions[0].day >= date(2026, 12, 31)


def test_a_session_that_is_only_booked_counts_until_it_is_off(
    nurse: Member, appointment: Appointment, second: Course, room: Room
) -> None:
    week = booking.book(nurse, second, appointment.start + timedelta(days=7), room, NOW)
    found = answer(nurse, week, clear(week) | {"skin-calm": True})
    assert found.verdict.governing == "interval-4-weeks"
    booking.cancel(nurse, fresh(appointment), fresh(appointment).revision, NOW)
    assert fresh(week).verdict.status == "eligible"


def test_who_was_treated_in_the_morning_is_not_treated_again_at_noon(
    nurse: Member, appointment: Appointment, second: Course, room: Room, clock: Clock
) -> None:
    """Whatever time the second session was booked for: here an hour before the first."""
    clock.now = appointment.start
    treat(nurse, appointment)
    clock.now = appointment.start + timedelta(hours=1)
    before = appointment.start - timedelta(hours=1)
    early = booking.book(nurse, second, before, room, clock.now)
    found = arrived(nurse, early, clock.now)
    assert found.verdict.governing == "interval-4-weeks"
    with pytest.raises(Refused, match="verdict stands against"):
        treating.begin(nurse, found, found.revision, clock.now)


def test_a_session_elsewhere_counts_beside_those_in_the_books(
    nurse: Member, appointment: Appointment, course: Course, room: Room, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = at(nurse.clinic, date(2027, 2, 1), 10)
    late = booking.book(nurse, course, clock.now + timedelta(days=7), room, clock.now)
    facts = clear(late) | {"skin-calm": True}
    found = answer(nurse, late, facts | {"previous-session": date(2026, 12, 3)}, clock.now)
    assert found.verdict.status == "eligible"
    found = answer(nurse, late, {"previous-session": date(2027, 1, 30)}, clock.now)
    assert governing(found) == ("deferred", "interval-4-weeks")
    found = answer(nurse, late, {"previous-session": "ongoing"}, clock.now)
    assert found.verdict.governing == "interval-4-weeks"


def test_calm_skin_before_a_session_says_nothing_about_the_next(
    nurse: Member, appointment: Appointment, course: Course, room: Room, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = appointment.start + timedelta(days=1)
    later = booking.book(nurse, course, appointment.start + timedelta(days=35), room, clock.now)
    assert later.verdict.told["missing"] == ["skin-calm"]
    questions = reverse(
        "session-questions", kwargs={"clinic": nurse.clinic.slug, "appointment": later.pk}
    )
    page = client_of(nurse).get(questions).content.decode()
    assert "Is your skin calm now" in page
    clock.now += timedelta(days=30)
    found = answer(nurse, later, {"skin-calm": True}, clock.now)
    assert found.verdict.status == "eligible"


def another_protocol(version: Version, protocol: str, procedure: str) -> Version:
    """A protocol of the clinic's own, of another name or procedure."""
    document = version.files["protocol.md"]
    document = document.replace("protocol: microneedling", f"protocol: {protocol}", 1)
    files = version.files | {
        "protocol.md": document.replace("procedure: microneedling", f"procedure: {procedure}", 1)
    }
    return Version.everywhere.create(
        clinic=version.clinic,
        protocol=protocol,
        title=protocol.title(),
        number=1,
        state="published",
        files=files,
        digest=digest_of(files),
    )


@pytest.mark.parametrize(
    ("procedure", "rule"),
    [("microneedling", "interval-4-weeks"), ("ipl", "light-7-days")],
)
def test_a_session_by_another_protocol_counts_where_this_one_asks_for_it(
    nurse: Member,
    appointment: Appointment,
    version: Version,
    room: Room,
    procedure: str,
    rule: str,
) -> None:
    other = another_protocol(version, "another", procedure)
    course = booking.open_course(nurse, appointment.patient, other.protocol, 1)
    booking.book(nurse, course, at(nurse.clinic, date(2026, 12, 1), 12), room, NOW)
    found = answer(nurse, appointment, clear(appointment) | {"skin-calm": True})
    assert found.verdict.status != "eligible"
    assert found.verdict.governing == rule


# The day itself


def test_nobody_is_checked_in_or_treated_on_another_day(
    nurse: Member, appointment: Appointment, room: Room, clock: Clock
) -> None:
    """Twelve hours before is the evening before: the verdict is not of that day."""
    morning = booking.move(
        nurse, appointment, at(nurse.clinic, SATURDAY, 9), room, appointment.revision, NOW
    )
    used = clear(morning) | {"retinoid": date(2026, 12, 1)}
    assert answer(nurse, morning, used).verdict.status == "eligible"
    clock.now = at(nurse.clinic, date(2026, 12, 4), 22)
    with pytest.raises(Refused, match="another day"):
        treating.check_in(nurse, fresh(morning), fresh(morning).revision, clock.now)
    page = client_of(nurse).get(
        reverse("session", kwargs={"clinic": nurse.clinic.slug, "appointment": morning.pk})
    )
    assert "check-in/" not in page.content.decode()
    late = at(nurse.clinic, SATURDAY, 23)
    found = arrived(nurse, morning, late)
    with pytest.raises(Refused, match="was on another day"):
        treating.begin(nurse, found, found.revision, late + timedelta(hours=2))


def test_every_question_has_to_be_asked_again(
    nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    answer(nurse, appointment, clear(appointment))
    clock.now = appointment.start
    found = treating.check_in(nurse, fresh(appointment), fresh(appointment).revision, clock.now)
    questions = reverse(
        "session-questions", kwargs={"clinic": nurse.clinic.slug, "appointment": found.pk}
    )
    page = client_of(nurse).post(questions, {"asked": "1"})
    assert page.status_code == 400
    history = newest(found.patient)
    assert history is not None
    assert history.occasion == "desk"
    some: list[dict[str, Fact]] = [{}, {"pregnant": False}]
    for facts in some:
        answer(nurse, found, facts, clock.now)
        assert not treating.is_fresh(fresh(found), clock.now)
    answer(nurse, found, clear(found), clock.now)
    assert treating.is_fresh(fresh(found), clock.now)
    assert not treating.is_fresh(fresh(found), clock.now + timedelta(hours=25))
    screening.answer(nurse, found.patient, protocol_of(found.version), {}, "desk", clock.now)
    assert not treating.is_fresh(fresh(found), clock.now), "somebody else has answered since"


def test_a_clinician_decides_only_about_the_verdict_they_saw(
    nurse: Member, clinician: Member, appointment: Appointment
) -> None:
    used = clear(appointment) | {"retinoid": date(2026, 12, 1)}
    seen = answer(nurse, appointment, used)
    assert seen.verdict.status == "deferred"
    answer(nurse, appointment, {"pregnant": True})
    until, reason = NOW + timedelta(days=3), "Used once, on the chin only."
    with pytest.raises(Stale):
        screening.override(clinician, seen, reason, until, seen.revision, NOW)
    assert not judging.may_go_on(fresh(appointment), NOW)


def test_a_word_that_ran_out_begins_nothing(
    nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    day = appointment.start
    facts = clear(appointment) | {"keloid": True, "skin-calm": True}
    answer(nurse, appointment, facts, day - timedelta(days=1))
    found = arrived(nurse, appointment, day)
    found = answer(nurse, found, facts, day)
    until = day + timedelta(minutes=10)
    screening.override(clinician, found, "Seen and agreed.", until, found.revision, day)
    found = fresh(found)
    with pytest.raises(Refused, match="verdict stands against"):
        treating.begin(nurse, found, found.revision, until)
    begun = treating.begin(nurse, found, found.revision, until - timedelta(seconds=1))
    assert begun.state == State.TREATING


def test_the_verdict_is_given_again_on_the_day(
    nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    """A first good day that was counted from the day of asking is counted anew."""
    found = answer(nurse, appointment, clear(appointment) | {"cold-sore-history": True})
    assert (found.verdict.status, found.verdict.earliest) != ("eligible", None)
    before = found.verdict
    clock.now = appointment.start
    found = treating.check_in(nurse, found, found.revision, clock.now)
    assert fresh(found).verdict.made >= before.made
    assert fresh(found).verdict.told["case"] == before.told["case"]
    if before.earliest is not None:
        assert fresh(found).verdict.earliest > before.earliest


def test_a_session_that_was_over_before_its_hour_can_be_finished(
    nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    clock.now = appointment.start - timedelta(hours=1)
    found = arrived(nurse, appointment, clock.now)
    found = treating.begin(nurse, found, found.revision, clock.now)
    clock.now += timedelta(minutes=40)
    finish(nurse, found, clock.now)
    plan = judging.plan_in_force(fresh(found))
    assert plan is not None
    assert plan.case["end"] == clock.now.isoformat()
    with pytest.raises(Refused, match="not begun"):
        finish(nurse, fresh(found), clock.now)


def test_an_end_days_later_is_a_slip(nurse: Member, appointment: Appointment, clock: Clock) -> None:
    clock.now = appointment.start
    found = arrived(nurse, appointment, clock.now)
    found = treating.begin(nurse, found, found.revision, clock.now)
    clock.now += timedelta(days=2)
    with pytest.raises(Refused, match="more than a day"):
        finish(nurse, found, clock.now)


# Forms that were never on a page


class _Forms(HTMLParser):
    """The forms of a page: where each goes, and what it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = told.get("method", "get").lower() == "post"
            if self._open:
                self.found.append((told.get("action", ""), {}))
        if not self._open or not self.found:
            return
        fields, name = self.found[-1][1], told.get("name", "")
        if tag == "input" and name and name != "csrfmiddlewaretoken":
            if told.get("type") not in ("radio", "checkbox") or "checked" in told:
                fields[name] = told.get("value", "on")
            else:
                fields.setdefault(name, told.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif (
            tag == "option" and self._select and ("selected" in told or self._select not in fields)
        ):
            fields[self._select] = told.get("value", "")
        elif tag == "textarea" and name:
            fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""


# Where a person logs in or out or is logged out for good: another session begins there.
_LEAVES = ("/door/",)
NASTY = [
    "\0",
    "a" * 5000,
    "\u202eevil\u202c\u2066",
    "=cmd|' /C calc'!A0",
    "0001-01-01",
    "9999-12-31",
    "2027-02-29",
    "-1",
    "99999999999999999999",
    "\u00b2",
    "\U00010a40",
    "1e400",
    "NaN",
    "25:61",
    "[]" * 50,
    '{"a": {"a": {}}}',
    "a\r\nSet-Cookie: x=y",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\ud7ff\uffff",
    "''; DROP TABLE care_patient; --",
    "",
]


def forms_of(world: World, staff: list[Client]) -> dict[str, tuple[Client, dict[str, str]]]:
    """Every form that some page shows to somebody, by where it goes."""
    found: dict[str, tuple[Client, dict[str, str]]] = {}
    for page in pages():
        where = address(page, world)
        for client in staff:
            shown = client.get(where)
            if shown.status_code != 200 or "html" not in shown["Content-Type"]:
                continue
            parser = _Forms()
            parser.feed(shown.content.decode())
            for action, fields in parser.found:
                target = action if action.startswith("/") else where
                if not target.startswith(_LEAVES):
                    found.setdefault(target, (client, fields))
    return found


def test_no_field_of_any_form_breaks_a_page(world: World, clock: Clock) -> None:
    roles = (Role.CLINICIAN, Role.OWNER)
    staff = [client_of(make_member(world.clinic, role, f"{role}-a")) for role in roles]
    forms = forms_of(world, staff)
    assert len(forms) > 15
    nasty, tried = cycle(NASTY), 0
    for target, (client, fields) in forms.items():
        names = [name for name in fields if not name.startswith(("q-", "d-"))]
        names += [name for name in fields if name.startswith(("q-", "d-"))][:4]
        for name in names:
            for value in islice(nasty, 1):
                with transaction.atomic():
                    page = client.post(target, fields | {name: value})
                    transaction.set_rollback(True)
                assert page.status_code < 500, (target, name, value)
                assert "Set-Cookie: x=y" not in str(page.headers)
                tried += 1
    assert tried > 60


def test_no_parameter_of_any_address_breaks_a_page(world: World) -> None:
    names = ["q", "day", "month", "clock", "first", "next", "show", "with", "page", "from", "to"]
    names += [
        "who",
        "verb",
        "about",
        "before",
        "months",
        "format",
        "series",
        "protocol",
        "revision",
    ]
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    dated = ("9999-12-31", "0001-01-01", "9999-12")
    nasty = cycle([*(value for value in NASTY if value not in dated), "0000-00"])
    for page in pages():
        for value in (*dated, *islice(nasty, 1)):
            query = urlencode(dict.fromkeys(names, value))
            shown = client.get(f"{address(page, world)}?{query}")
            assert shown.status_code < 500, (page.name, value)


def test_bytes_that_are_no_text_break_nothing(world: World) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    add = reverse("patient-new", kwargs={"clinic": world.clinic.slug})
    for body in (
        b"name=%ED%A0%80&born=1990-05-04&language=en",
        b"name=%FF%FE&born=%00",
        b"\xff=\xfe",
    ):
        page = client.post(add, body, content_type="application/x-www-form-urlencoded")
        assert page.status_code in (302, 400)
    assert client.get("/c/%00/").status_code in (400, 404)
    assert client.get(f"/c/{world.clinic.slug}/patients/?q=%ED%A0%80").status_code == 200


def test_a_name_cannot_turn_the_words_around_it(nurse: Member) -> None:
    for name in ("Ana \u202eziuR", "Ana\u2066 Ruiz", "Ana\0", "Ana\x1b[2J", "\u200b\u200b"):
        with pytest.raises(Refused, match="name"):
            patients.add_patient(nurse, name, date(1990, 5, 4), "en", "", NOW)
    for name in ("محمد", "José-María O'Neill", "Åse Ødegård", "李小龍", "Zoë\u200cX"):
        assert patients.add_patient(nurse, name, date(1990, 5, 4), "en", "", NOW).name == name


@pytest.mark.parametrize("fields", [1001, 10_000])
def test_ten_thousand_fields_are_refused(world: World, fields: int) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    add = reverse("patient-new", kwargs={"clinic": world.clinic.slug})
    assert client.post(add, {f"f{number}": "x" for number in range(fields)}).status_code == 400


def test_a_huge_body_is_refused(world: World) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    add = reverse("patient-new", kwargs={"clinic": world.clinic.slug})
    body = "name=" + "a" * 3_000_000
    page = client.post(add, body, content_type="application/x-www-form-urlencoded")
    assert page.status_code in (400, 413)
    assert not Patient.objects.of(world.clinic).filter(number__gt=1).exists()


def test_ids_of_another_clinic_in_a_form_reach_nothing(
    world: World, nurse: Member, clinician: Member, course: Course
) -> None:
    other = make_clinic("inland")
    theirs = make_member(other, Role.NURSE, "stranger")
    room = Room.everywhere.create(clinic=other, name="Theirs")
    client, clinic = client_of(nurse), world.clinic
    slot = {"day": "2026-12-08", "clock": "10:00", "room": str(room.pk)}
    book = reverse("book", kwargs={"clinic": clinic.slug, "course": course.pk})
    assert client.post(book, slot).status_code == 400
    move = reverse(
        "session-move", kwargs={"clinic": clinic.slug, "appointment": world.parts["appointment"]}
    )
    assert client.post(move, slot | {"revision": "1"}).status_code == 400
    plan = reverse("series-plan", kwargs={"clinic": clinic.slug, "course": course.pk})
    assert (
        client.post(
            plan, {"first": "2026-12-08", "clock": "10:00", "room": str(room.pk)}
        ).status_code
        == 400
    )
    assert Appointment.objects.of(clinic).get().room.clinic_id == clinic.pk
    # By the actions as well: a row that some view forgot to look up in its clinic.
    start = at(clinic, date(2026, 12, 8), 10)
    with pytest.raises(Room.DoesNotExist):
        booking.book(nurse, course, start, room, NOW)
    appointment = Appointment.objects.of(clinic).get()
    protocol, reason = protocol_of(appointment.version), "Because I say so."
    acts: list[Callable[[], Any]] = [
        lambda: booking.cancel(theirs, appointment, 1, NOW),
        lambda: booking.book(theirs, course, start, room, NOW),
        lambda: treating.check_in(theirs, appointment, 1, appointment.start),
        lambda: screening.answer(theirs, appointment.patient, protocol, {}, "desk", NOW),
        lambda: screening.override(theirs, appointment, reason, start, 1, NOW),
    ]
    for act in acts:
        with pytest.raises((Patient.DoesNotExist, Appointment.DoesNotExist, Refused)):
            act()
    assert not Event.objects.filter(chain=str(other.pk), verb__in=["book", "cancel"]).exists()


# The door


@pytest.mark.parametrize(
    "where", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:x"]
)
def test_a_login_leads_nowhere_else(nurse: Member, where: str) -> None:
    told = {"login": nurse.user.email, "password": PASSWORD}
    page = Client().post(f"/door/login/?next={quote(where)}", told | {"next": where})
    assert page.status_code == 302
    assert page.url.startswith("/") and not page.url.startswith(("//", "/\\"))


def test_another_host_or_method_changes_nothing(world: World) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    today = reverse("today", kwargs={"clinic": world.clinic.slug})
    assert client.get(today, headers={"Host": "evil.test"}).status_code == 400
    shown = client.get(today, headers={"X-Forwarded-Host": "evil.test"})
    assert "evil.test" not in shown.content.decode()
    cancel = reverse(
        "session-cancel",
        kwargs={"clinic": world.clinic.slug, "appointment": world.parts["appointment"]},
    )
    told = {"revision": "1", "_method": "POST"}
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert client.get(cancel, told, headers={header: "POST"}).status_code == 405
    assert Appointment.objects.of(world.clinic).get().state == State.BOOKED


def test_a_session_from_before_the_login_is_another_one(nurse: Member) -> None:
    client = Client()
    client.get("/door/login/")
    client.cookies["sessionid"] = "a" * 32
    client.post("/door/login/", {"login": nurse.user.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value not in ("", "a" * 32)
    assert Client(headers={"Cookie": f"sessionid={'a' * 32}"}).get("/").status_code == 302


# The disk


def rows() -> tuple[int, ...]:
    models = (Patient, Appointment, Verdict, Event)
    return tuple(model._base_manager.count() for model in models)


sqlite_only = pytest.mark.skipif(
    "postgresql" in connection.settings_dict["ENGINE"], reason="a pragma of SQLite"
)


@sqlite_only
@pytest.mark.parametrize("pragma", ["max_page_count", "query_only"])
def test_on_a_full_or_a_read_only_disk_nothing_is_half_done(
    nurse: Member, appointment: Appointment, pragma: str
) -> None:
    client = client_of(nurse)
    before = rows()
    client.raise_request_exception = False
    add = reverse("patient-new", kwargs={"clinic": nurse.clinic.slug})
    told = {"name": "Ben Ruiz", "born": "1990-05-04", "language": "en", "zone": ""}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages_now,) = cursor.fetchone()
        cursor.execute(f"PRAGMA {pragma} = {pages_now if pragma == 'max_page_count' else 1}")

    def many() -> None:
        with transaction.atomic():
            for number in range(200):
                patients.add_patient(nurse, f"Ben {number}", date(1990, 5, 4), "en", "", NOW)

    try:
        with pytest.raises(DatabaseError):
            many()
        page = client.post(add, told)
    finally:
        with connection.cursor() as cursor:
            undo = {"max_page_count": "2147483646", "query_only": "0"}
            cursor.execute(f"PRAGMA {pragma} = {undo[pragma]}")
    assert Patient.objects.of(nurse.clinic).filter(number__gt=2).count() == 0
    if pragma == "query_only":
        assert rows() == before
        assert page.status_code == 503
        assert "what you sent last is not saved" in page.content.decode()


ACTIONS = ["answer", "book", "move", "cancel", "check in", "override", "add patient", "migrate"]


@pytest.mark.parametrize("what", ACTIONS)
def test_what_cannot_be_audited_is_not_done(
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    room: Room,
    what: str,
) -> None:
    """The audit's own trigger, here one that refuses every new event."""
    monday, until = at(nurse.clinic, MONDAY, 10), NOW + timedelta(days=1)
    course, reason, born = appointment.course, "Known to us for years.", date(1990, 5, 4)
    acts: dict[str, Callable[[], Any]] = {
        "answer": lambda: answer(nurse, appointment, clear(appointment)),
        "book": lambda: booking.book(nurse, course, monday, room, NOW),
        "move": lambda: booking.move(nurse, appointment, monday, room, 1, NOW),
        "cancel": lambda: booking.cancel(nurse, appointment, 1, NOW),
        "check in": lambda: treating.check_in(nurse, appointment, 1, appointment.start),
        "override": lambda: screening.override(clinician, appointment, reason, until, 1, NOW),
        "add patient": lambda: patients.add_patient(nurse, "Ben", born, "en", "", NOW),
        "migrate": lambda: migrate(clinician, appointment, another_version(appointment.version)),
    }
    before = rows()[:3]
    state = Appointment.objects.of(nurse.clinic).values_list().get()
    refuse_events()
    with pytest.raises(DatabaseError, match="full"), transaction.atomic():
        acts[what]()
    assert rows()[:3] == before
    assert Appointment.objects.of(nurse.clinic).values_list().get() == state


def another_version(version: Version) -> Version:
    Version.everywhere.filter(pk=version.pk).update(state="retired", retired=NOW)
    document = version.files["protocol.md"].replace("from: 3 days before", "from: 4 days before", 1)
    files = version.files | {"protocol.md": document}
    return Version.everywhere.create(
        clinic=version.clinic,
        protocol="microneedling",
        title="Microneedling",
        number=2,
        state="published",
        files=files,
        digest=digest_of(files),
    )


def refuse_events() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION full_now() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER full_now BEFORE INSERT ON audit_event "
                "FOR EACH ROW EXECUTE FUNCTION full_now()"
            )
        else:
            cursor.execute(
                "CREATE TRIGGER full_now BEFORE INSERT ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
