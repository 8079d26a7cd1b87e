"""What is to be told follows the plan: added, kept and called off by the change itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import OperationalError, transaction

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, contacts, patients, screening
from meantime.clinic.care.models import Appointment, Contact, Course, Patient, Snapshot
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import healing, links
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.reminders import worker
from meantime.clinic.reminders.actions import delivering
from meantime.clinic.reminders.channels.base import NotSent, Unreachable
from meantime.clinic.reminders.channels.email import Email
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.texts import message_of
from meantime.clinic.reminders.worker import Sending
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import treated

NEW_YORK = ZoneInfo("America/New_York")
Answer = Callable[..., None]


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.REMINDERS_FROM = "clinic@harbour.test"


@pytest.fixture
def contact(nurse: Member, patient: Patient) -> Contact:
    return contacts.add_contact(nurse, patient, "email", "ana@example.org", NOW, agreed=True)


@pytest.fixture
def clear(nurse: Member, contact: Contact, appointment: Appointment) -> Appointment:
    """A session that may take place, of somebody who gets messages."""
    answer(nurse, appointment)
    return now_of(appointment)


def now_of(appointment: Appointment) -> Appointment:
    found: Appointment = Appointment.everywhere.get(pk=appointment.pk)
    return found


def answer(member: Member, appointment: Appointment, **facts: Any) -> None:
    protocol = protocol_of(appointment.version)
    given = all_clear(protocol) | {name.replace("_", "-"): fact for name, fact in facts.items()}
    screening.answer(member, appointment.patient, protocol, given, "desk", NOW)


def move(member: Member, appointment: Appointment, days: int, at: datetime = NOW) -> Appointment:
    found = now_of(appointment)
    start = found.start + timedelta(days=days)
    return booking.move(member, found, start, found.room, found.revision, at)


def told(appointment: Appointment, *states: State) -> list[str]:
    """Every delivery in a line: when by the clinic's clocks, what, and how far it is."""
    rows = Delivery.objects.of(appointment.clinic_id).filter(appointment=appointment)
    return [
        f"{row.due.astimezone(NEW_YORK):%m-%d %H:%M} {' '.join(row.kinds)}"
        + ("" if row.state == State.WAITING else f": {row.state}")
        for row in rows.order_by("due", "tell")
        if row.state in (states or tuple(State))
    ]


def send(clock: Clock, at: datetime | None = None) -> list[str]:
    """Send what is due; the texts that went out."""
    clock.now, before = at or clock.now, len(mail.outbox)
    Sending().run_once()
    return [str(one.body) for one in mail.outbox[before:]]


def finish(claimed: delivering.Claimed, lease: UUID, clock: Clock) -> None:
    """What a worker does with what it claimed."""
    outcomes = [delivering.call(row, clock.now) for row in claimed.going]
    delivering.note(outcomes, lease, clock.now)


# Written with the plan


def test_a_booking_brings_its_messages(clear: Appointment) -> None:
    assert told(clear) == [
        "11-30 09:00 booked now",
        "12-02 10:00 eve",
        "12-03 08:00 day",
    ]


def test_the_date_of_a_later_session_is_told_at_once_and_its_steps_when_it_is_next(
    nurse: Member, clear: Appointment, course: Course, room: Room, clock: Clock
) -> None:
    later = booking.book(nurse, course, NOW + timedelta(days=40, hours=2), room, NOW)
    assert told(later) == ["11-30 09:00 booked"]
    assert len(send(clock)) == 2
    answer(nurse, later)
    assert told(later) == ["11-30 09:00 booked: sent"]
    move(nurse, later, 2)
    assert told(later, State.WAITING) == ["11-30 09:00 moved"]
    booking.cancel(nurse, now_of(clear), now_of(clear).revision, NOW)
    assert "01-10 10:00 eve" in told(later, State.WAITING)


def test_a_booking_that_is_not_kept_leaves_none(
    nurse: Member, contact: Contact, course: Any, room: Room
) -> None:
    with transaction.atomic():
        booking.book(nurse, course, NOW + timedelta(days=3), room, NOW)
        assert Delivery.everywhere.exists()
        transaction.set_rollback(True)
    assert not Delivery.everywhere.exists()


def test_open_questions_are_asked_for(contact: Contact, appointment: Appointment) -> None:
    assert told(appointment) == [
        "11-30 09:00 booked now",
        "11-30 10:00 questions",
        "12-02 10:00 questions eve",
        "12-03 08:00 questions day",
    ]


def test_steps_are_told_the_evening_before(nurse: Member, clear: Appointment) -> None:
    moved = move(nurse, clear, 21)
    assert told(moved) == [
        "11-30 09:00 booked now",
        "12-16 18:00 steps",
        "12-18 18:00 steps",
        "12-20 18:00 steps",
        "12-23 10:00 eve",
        "12-24 08:00 day",
    ]


def test_who_is_not_to_be_treated_is_told_to_call_and_of_no_step(
    nurse: Member, clear: Appointment
) -> None:
    answer(nurse, clear, active_cold_sore=True)
    assert told(clear) == ["11-30 09:00 booked", "12-02 10:00 call"]


def test_after_a_session_it_tells_what_lifts_and_asks_how_it_heals(
    nurse: Member, clinician: Member, clear: Appointment, clock: Clock
) -> None:
    send(clock)
    treated(nurse, clinician, clear, clock)
    assert told(clear, State.WAITING) == [
        "12-03 10:50 sheet",
        "12-03 14:50 steps lifted",
        "12-04 10:50 steps lifted check-in",
        "12-05 10:50 lifted normal",
        "12-06 10:00 check-in",
        "12-10 10:00 check-in",
        "12-14 08:00 lifted",
        "12-31 10:00 return",
    ]


def test_who_has_reported_is_not_asked_again(
    nurse: Member, clinician: Member, clear: Appointment, clock: Clock
) -> None:
    ended = treated(nurse, clinician, clear, clock)
    link, _token = links.give(nurse, clear.patient, "", False, clock.now)
    (standing,) = standings_of(clear.patient).last
    clock.now = ended + timedelta(days=3, hours=-2)
    healing.report(link, standing, [], False, clock.now)
    waiting = told(clear, State.WAITING)
    assert "12-06 10:00 check-in" not in waiting
    assert "12-10 10:00 check-in" in waiting


# Never for a date that has moved


def test_a_move_before_anything_went_out_leaves_nothing_of_the_old_date(
    nurse: Member, clear: Appointment
) -> None:
    moved = move(nurse, clear, 1)
    assert told(moved) == [
        "11-30 09:00 booked now",
        "11-30 18:00 steps",
        "12-03 10:00 eve",
        "12-04 08:00 day",
    ]
    assert {row.start for row in Delivery.everywhere.all()} == {moved.start}


def test_who_knows_a_date_is_told_that_it_moved(
    nurse: Member, clear: Appointment, clock: Clock
) -> None:
    assert len(send(clock)) == 1
    later = NOW + timedelta(hours=1)
    moved = move(nurse, clear, 1, later)
    assert told(moved, State.WAITING)[0] == "11-30 10:00 moved now"
    (text,) = send(clock, later)
    assert "moved to Fri 4 Dec 2026, 10:00" in text


def test_a_move_and_back_before_a_message_left_tells_nothing(
    nurse: Member, clear: Appointment, clock: Clock
) -> None:
    send(clock)
    later = NOW + timedelta(hours=1)
    move(nurse, move(nurse, clear, 1, later), -1, later)
    assert "moved" not in " ".join(told(clear))
    assert send(clock, later) == []


def test_a_cancelled_session_is_called_off_for_who_knew_of_it(
    nurse: Member, clear: Appointment, clock: Clock
) -> None:
    send(clock)
    found = now_of(clear)
    booking.cancel(nurse, found, found.revision, NOW)
    assert told(clear, State.WAITING) == ["11-30 09:00 off"]
    (text,) = send(clock)
    assert "is off" in text


def test_who_never_heard_of_a_session_is_not_told_that_it_is_off(
    nurse: Member, clear: Appointment
) -> None:
    booking.cancel(nurse, clear, clear.revision, NOW)
    assert told(clear) == []


@pytest.mark.parametrize("step", ["waiting", "claimed", "calling"])
def test_whenever_a_session_moves_nothing_stale_leaves(
    nurse: Member, clear: Appointment, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """What is being sent already cannot be called back: it was true, and the move is told after."""
    lease = uuid4()
    sent: list[str] = []

    def moving(_self: Email, message: Any) -> str:
        if step == "calling" and not sent:
            move(nurse, clear, 1)
        sent.append(message.body)
        return "x"

    monkeypatch.setattr(Email, "send", moving)
    if step == "waiting":
        move(nurse, clear, 1)
    claimed = delivering.claim(lease, 50, clock.now)
    if step == "claimed":
        move(nurse, clear, 1)
    finish(claimed, lease, clock)
    if step != "waiting":
        assert "Thu 3 Dec" in sent[0]
        Sending().run_once()
        assert "moved to Fri 4 Dec" in sent[1]
    else:
        Sending().run_once()
        assert sent
        assert all("Fri 4 Dec" in text for text in sent), sent


# Said once, and only while it is true


def test_nothing_is_sent_twice(nurse: Member, clear: Appointment, clock: Clock) -> None:
    assert len(send(clock)) == 1
    answer(nurse, clear, pregnant=False)
    patients.change_patient(
        nurse, clear.patient, "Ana M. Ruiz", clear.patient.birthday, "en", "", 1, NOW
    )
    assert send(clock) == []


def test_what_is_new_is_said_although_the_rest_was(
    nurse: Member, clear: Appointment, clock: Clock
) -> None:
    send(clock)
    answer(nurse, clear, cold_sore_history=True, antiviral_plan=True)
    assert told(clear, State.WAITING)[0] == "11-30 09:00 now", "one step more than before"


def test_a_message_that_comes_too_late_is_not_sent(clear: Appointment, clock: Clock) -> None:
    assert send(clock, clear.start + timedelta(hours=1)) == []
    assert told(clear, State.MISSED)


def test_at_night_it_waits_by_the_patients_clocks(
    nurse: Member, patient: Patient, contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    patients.change_patient(
        nurse, patient, "Ana Ruiz", patient.birthday, "en", "Asia/Tokyo", 1, NOW
    )
    assert send(clock) == [], "09:00 in New York is 23:00 in Tokyo"
    first = Delivery.everywhere.order_by("due").first()
    assert first
    assert first.due.astimezone(ZoneInfo("Asia/Tokyo")).hour == 8


def test_without_agreement_nothing_is_written(
    nurse: Member, patient: Patient, appointment: Appointment
) -> None:
    contact = contacts.add_contact(nurse, patient, "email", "ana@example.org", NOW)
    assert told(appointment) == []
    contacts.agree(nurse, contact, NOW)
    assert told(appointment)
    contacts.stop(nurse, contact, NOW)
    assert told(appointment) == []


@pytest.mark.parametrize(
    "change",
    [{"withdrawn": NOW}, {"dead": NOW}, {"consented": None}],
    ids=["stopped", "dead", "never agreed"],
)
def test_what_nobody_told_the_rows_is_seen_by_the_claim(
    clear: Appointment, contact: Contact, clock: Clock, change: dict[str, Any]
) -> None:
    Contact.everywhere.filter(pk=contact.pk).update(**change)
    claimed = delivering.claim(uuid4(), 50, clock.now)
    assert (claimed.going, len(claimed.doubted)) == ([], 1)
    assert send(clock) == []
    assert told(clear) == [], "the rows were made to say what is"


def test_a_plan_that_was_replaced_unseen_is_seen_by_the_claim(
    clear: Appointment, clock: Clock
) -> None:
    Snapshot.everywhere.filter(appointment=clear, replaced=None).update(replaced=NOW)
    assert delivering.claim(uuid4(), 50, clock.now).going == []


def test_what_cannot_be_made_true_stops_nobody_else(
    clear: Appointment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Snapshot.everywhere.filter(appointment=clear, replaced=None).update(replaced=NOW)
    monkeypatch.setattr(delivering, "reconcile", lambda *_: None)
    assert send(clock) == []
    row = Delivery.everywhere.get(kinds=["booked", "now"])
    assert (row.due, row.trouble) == (NOW + timedelta(hours=1), "It could not be made true.")


def test_what_did_not_leave_at_once_is_claimed_anew(
    nurse: Member,
    clear: Appointment,
    course: Course,
    room: Room,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that becomes slow holds nothing that a plan could change meanwhile."""
    Delivery.everywhere.update(due=NOW)
    count = Delivery.everywhere.count()
    took: list[str] = []

    def slow(_self: Email, message: Any) -> str:
        took.append(message.body)
        sleep(0.06)
        waiting = Delivery.everywhere.filter(state=State.CALLING)
        if len(took) == 1:
            assert waiting.count() == count
        return "x"

    monkeypatch.setattr(Email, "send", slow)
    sending = Sending()
    sending._pace = 50
    assert sending._take() == count
    assert len(took) == 1
    rest = Delivery.everywhere.filter(state=State.WAITING)
    assert [row.attempts for row in rest] == [0] * (count - 1)
    assert sending._pace == 1
    Sending().run_once()
    assert len(took) == count


def test_what_came_of_a_call_is_kept_until_the_database_is_there_again(
    clear: Appointment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = Sending()
    with monkeypatch.context() as patch:
        patch.setattr(worker, "note", lambda *_: _away())
        with pytest.raises(OperationalError):
            sending._take()
    assert told(clear, State.CALLING)
    sending._note()
    assert told(clear, State.SENT)
    assert len(mail.outbox) == 1


def _away() -> None:
    raise OperationalError("the connection was lost")


# What comes of it


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(_self: Email, _message: Any) -> str:
        raise error

    monkeypatch.setattr(Email, "send", fails)


def test_what_did_not_go_is_tried_again_later(
    clear: Appointment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, NotSent("The mail server is full."))
        send(clock)
        row = Delivery.everywhere.get(kinds=["booked", "now"])
        assert (row.state, row.due, row.attempts) == ("waiting", NOW + timedelta(minutes=1), 1)
    assert send(clock) == []
    assert len(send(clock, NOW + timedelta(minutes=1))) == 1


def test_where_nothing_arrives_the_next_contact_is_used(
    nurse: Member,
    clear: Appointment,
    contact: Contact,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.now += timedelta(minutes=1)
    contacts.add_contact(nurse, clear.patient, "email", "bo@example.org", clock.now, agreed=True)
    with monkeypatch.context() as patch:
        failing(patch, Unreachable("There is no such address."))
        lease = uuid4()
        finish(delivering.claim(lease, 1, clock.now), lease, clock)
    contact.refresh_from_db()
    assert contact.dead == clock.now
    send(clock)
    assert [one.to for one in mail.outbox] == [["bo@example.org"]]


def test_what_nobody_knows_is_listed_and_never_repeated(
    clear: Appointment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, TimeoutError("ana@example.org"))
        send(clock)
    row = Delivery.everywhere.get(state=State.UNCERTAIN)
    assert row.trouble == "TimeoutError", "nothing personal is kept of an error"
    assert send(clock) == []


def test_what_a_worker_left_is_uncertain(clear: Appointment, clock: Clock) -> None:
    assert delivering.claim(uuid4(), 50, clock.now).going
    assert send(clock) == []
    assert send(clock, NOW + delivering.LEASE + timedelta(seconds=1)) == []
    assert told(clear, State.UNCERTAIN) == ["11-30 09:00 booked now: uncertain"]


def test_a_clock_that_was_set_back_leaves_nothing_behind(clear: Appointment, clock: Clock) -> None:
    clock.now = NOW + timedelta(hours=5)
    assert delivering.claim(uuid4(), 50, clock.now).going
    delivering.recover(NOW + timedelta(hours=5))
    assert told(clear, State.CALLING)
    delivering.recover(NOW)
    assert told(clear, State.UNCERTAIN)


def test_a_worker_whose_lease_ran_out_says_nothing(clear: Appointment, clock: Clock) -> None:
    lease = uuid4()
    claimed = delivering.claim(lease, 50, clock.now)
    clock.now += delivering.LEASE + timedelta(seconds=1)
    delivering.recover(clock.now)
    finish(claimed, lease, clock)
    assert told(clear, State.UNCERTAIN), "others have spoken: it is listed"


def test_after_a_restore_what_was_due_is_left_to_people(clear: Appointment, clock: Clock) -> None:
    assert delivering.unsure(clock.now) == 1
    assert told(clear)[0] == "11-30 09:00 booked now: uncertain"
    assert send(clock) == []
    assert len(send(clock, NOW + timedelta(days=2, hours=1))) == 1, "the next one goes"


# What it says


@pytest.mark.parametrize("language", ["en", "es", "ar", "xx"])
def test_a_message_names_neither_the_patient_nor_the_treatment(
    nurse: Member, clinician: Member, clear: Appointment, clock: Clock, language: str
) -> None:
    treated(nurse, clinician, clear, clock)
    Patient.everywhere.filter(pk=clear.patient_id).update(language=language)
    protocol = protocol_of(clear.version)
    secret = {"ana", "ruiz", "needling", "microneedling", "retinol", "sunscreen", "piel", "skin"}
    secret |= {word.casefold() for word in protocol.title.split()}
    for row in Delivery.everywhere.select_related("patient", "clinic", "contact"):
        message = message_of(row)
        said = f"{message.subject} {message.body}".replace(row.clinic.name, "").casefold()
        assert not secret & set(said.split()), said
        assert "/p/" in message.body


def test_the_first_text_says_how_to_end_them_and_a_mail_does_not(
    nurse: Member, clear: Appointment, contact: Contact
) -> None:
    row = Delivery.everywhere.select_related("patient", "clinic", "contact").get(
        kinds=["booked", "now"]
    )
    assert "STOP" not in message_of(row).body
    row.contact.kind = "phone"
    assert message_of(row).body.endswith("Text STOP to end.")
