"""The day of a session: what has to be said, asked and judged again on it, and when it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from meantime.clinic.care.actions import booking, judging, screening, treating
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Member, Room
from meantime.model.case import Fact
from tests.clinic.conftest import NOW, Clock, client_of
from tests.clinic.sessions import SATURDAY, answer, arrived, at, clear, finish, fresh


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
