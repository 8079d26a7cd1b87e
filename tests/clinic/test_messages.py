"""What the staff sees of messages, what waits for people, and what they decide."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import contacts, patients
from meantime.clinic.care.models import Appointment, Contact, Patient
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.reminders.actions import choosing
from meantime.clinic.reminders.actions.delivering import claim
from meantime.clinic.reminders.actions.reconciling import reconcile
from meantime.clinic.reminders.models import Delivery, State, Worker
from meantime.clinic.reminders.reading import unreached_in
from meantime.clinic.reminders.troubles import trouble_words
from meantime.clinic.reminders.watching import Unsent, unsent_of
from meantime.clinic.tenancy.models import Clinic, Member
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member
from tests.clinic.deliveries import make_delivery

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Half past ten in the evening, in New York.
NIGHT = NOW + timedelta(hours=13, minutes=30)
STUCK = "Messages are not going out."


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.REMINDERS_FROM = "clinic@harbour.test"


@pytest.fixture
def contact(nurse: Member, patient: Patient) -> Contact:
    return contacts.add_contact(nurse, patient, "email", "ana@example.org", NOW, agreed=True)


@pytest.fixture
def message(contact: Contact, appointment: Appointment) -> Delivery:
    """One that waits: the one of the evening before, and nothing else."""
    rows = Delivery.objects.of(appointment.clinic_id)
    found: Delivery = next(row for row in rows if "eve" in row.kinds)
    rows.exclude(pk=found.pk).delete()
    return found


def page_of(member: Member, row: Delivery, status: int = 200) -> str:
    where = reverse("patient-messages", args=[member.clinic.slug, row.patient_id])
    answer = client_of(member).get(where)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def choose(member: Member, row: Delivery, what: str, **told: str) -> Any:
    where = (member.clinic.slug, row.patient_id, row.pk)
    return client_of(member).post(reverse(f"patient-message-{what}", args=where), told)


def as_is(row: Delivery) -> Delivery:
    found: Delivery = Delivery.everywhere.get(pk=row.pk)
    return found


def put(row: Delivery, **told: Any) -> Delivery:
    Delivery.everywhere.filter(pk=row.pk).update(**told)
    return as_is(row)


def board_of(member: Member, name: str = "today") -> str:
    answer = client_of(member).get(reverse(name, args=[member.clinic.slug]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# The page of a patient


def test_a_page_shows_what_will_go_out_and_what_went(message: Delivery, nurse: Member) -> None:
    sent = make_delivery(message.contact, message.appointment, State.SENT, kinds=["booked"])
    page = page_of(nurse, message)
    assert "a…@example.org" in page
    assert "ana@example.org" not in page
    assert "Harbour Skin Clinic: Your visit is on Thu 3 Dec 2026, 10:00. http://" in page
    assert "Your visit is on Thu 3 Dec 2026, 10:00. Answer the questions" in page
    assert page.index("Waits for its time") < page.index("What went") < page.index("Sent</span>")
    assert "characters)" in page
    assert page.index("Wed 2 Dec 2026, 10:00") < page.index("Mon 30 Nov 2026, 09:00")
    assert Event.objects.filter(verb="read messages", subject=f"patient:{sent.patient_id}").exists()


def test_a_message_is_shown_in_the_language_of_the_patient(
    message: Delivery, nurse: Member
) -> None:
    Patient.everywhere.filter(pk=message.patient_id).update(language="es")
    page = page_of(nurse, message)
    assert '<span lang="es" dir="auto">' in page
    assert "jue 3 dic 2026, 10:00" in page


def test_what_went_wrong_is_said_in_words(message: Delivery, nurse: Member) -> None:
    put(message, state=State.FAILED, trouble="The mail server refused it (550).")
    page = page_of(nurse, message)
    assert "Not sent: nothing gets there" in page
    assert "The mail server refused it (550)." in page
    assert "Look at the contacts" in page


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("", ""),
        ("The mail server refused it (550).", "The mail server refused it (550)."),
        ("The worker ended while it was sending.", "The worker ended while it was sending."),
        ("TimeoutError", "Something broke while it was sent (TimeoutError)."),
    ],
)
def test_troubles_are_sentences(stored: str, words: str) -> None:
    assert trouble_words(stored) == words


def test_a_contact_that_was_removed_is_no_error(message: Delivery, nurse: Member) -> None:
    put(message, state=State.SENT, contact=None)
    assert "a contact that was removed" in page_of(nurse, message)


def test_at_night_the_page_says_that_nothing_goes_out(
    message: Delivery, nurse: Member, clock: Clock
) -> None:
    clock.now = NIGHT
    assert "Nothing goes out before Tue 1 Dec 2026, 08:00." in page_of(nurse, message)


def test_a_page_says_that_no_message_reaches_a_patient(
    appointment: Appointment, nurse: Member, settings: Any
) -> None:
    where = reverse("patient-messages", args=[nurse.clinic.slug, appointment.patient_id])
    assert "No message reaches this patient." in client_of(nurse).get(where).content.decode()
    settings.REMINDERS_FROM = ""
    assert "No way to send messages is set up here" in client_of(nurse).get(where).content.decode()


# What people decide


def test_one_that_waits_is_sent_now(message: Delivery, nurse: Member) -> None:
    assert choose(nurse, message, "now").status_code == 302
    assert as_is(message).due == NOW
    assert [row.pk for row in claim(message.pk, 10, NOW).going] == [message.pk]
    event = Event.objects.get(verb="send message now")
    assert event.subject == f"delivery:{message.pk}"
    assert event.detail == {"patient": str(message.patient_id)}


def test_quiet_hours_hold_for_what_is_sent_now(
    message: Delivery, nurse: Member, clock: Clock
) -> None:
    clock.now = NIGHT
    client = client_of(nurse)
    where = [nurse.clinic.slug, message.patient_id]
    answer = client.post(reverse("patient-message-now", args=[*where, message.pk]), follow=True)
    followed = answer.content.decode()
    assert f"{as_is(message).due:%d %H:%M}" == "01 13:00"  # eight in the morning in New York
    assert "Send now" not in page_of(nurse, message)
    assert "It is night there. It goes out on Tue 1 Dec 2026, 08:00." in followed


@pytest.mark.parametrize("kind", ["day", "now", "check-in", "lifted"])
def test_what_is_not_true_before_its_time_waits_for_it(
    message: Delivery, nurse: Member, kind: str
) -> None:
    row = put(message, kinds=[kind])
    assert "Send now" not in page_of(nurse, row)
    answer = choose(nurse, row, "now")
    assert answer.status_code == 400
    assert "it waits for its time" in answer.content.decode()
    assert as_is(row).due == message.due
    # What was tried in its time and waits for the next try is true.
    row = put(message, tell=NOW - HOUR, due=NOW + HOUR)
    choosing.send_now(nurse, row, NOW)
    assert as_is(row).due == NOW


def test_one_that_is_stopped_is_never_sent_nor_made_again(message: Delivery, nurse: Member) -> None:
    assert choose(nurse, message, "stop").status_code == 302
    assert as_is(message).state == State.STOPPED
    reconcile(message.patient, NOW)
    rows = Delivery.objects.of(nurse.clinic).filter(tell=message.tell)
    assert [row.state for row in rows] == [State.STOPPED]
    going = claim(message.pk, 10, message.due).going
    assert message.pk not in {row.pk for row in going}
    assert Event.objects.filter(verb="stop message").count() == 1


def test_one_that_is_being_sent_cannot_be_stopped(message: Delivery, nurse: Member) -> None:
    row = put(message, state=State.CALLING)
    answer = choose(nurse, row, "stop")
    assert answer.status_code == 409
    assert "Look at it again" in answer.content.decode()
    assert as_is(row).state == State.CALLING


def test_the_patient_has_it(message: Delivery, nurse: Member) -> None:
    row = put(message, state=State.UNCERTAIN, attempts=1, trouble="TimeoutError")
    assert choose(nurse, row, "came").status_code == 302
    found = as_is(row)
    assert (found.state, found.sent, found.trouble) == (State.SENT, NOW, "")
    with pytest.raises(Stale):
        choosing.note_that_it_came(nurse, row, NOW)
    assert Event.objects.filter(verb="note that message came").count() == 1


def test_the_patient_does_not_have_it(message: Delivery, nurse: Member) -> None:
    row = put(message, state=State.UNCERTAIN, attempts=1)
    answer = choose(nurse, row, "again", **{"from": "list"})
    assert answer["Location"] == reverse("messages", args=[nurse.clinic.slug])
    found = as_is(row)
    assert (found.state, found.due, found.attempts) == (State.WAITING, NOW, 1)
    with pytest.raises(Stale):
        choosing.send_again(nurse, row, NOW)


def test_what_comes_too_late_is_not_sent_again(
    message: Delivery, nurse: Member, clock: Clock
) -> None:
    row = put(message, state=State.UNCERTAIN, attempts=1, until=NIGHT + HOUR)
    clock.now = NIGHT  # it could go out in the morning, and helps until half past eleven
    assert "Send it again" not in page_of(nurse, row)
    with pytest.raises(Refused, match="too late"):
        choosing.send_again(nurse, row, NIGHT)
    assert as_is(row).state == State.UNCERTAIN


def test_what_does_not_hold_any_more_is_not_sent_again(
    message: Delivery, nurse: Member, contact: Contact
) -> None:
    row = put(message, state=State.UNCERTAIN, attempts=1)
    contacts.stop(nurse, contact, NOW)
    answer = choose(nurse, row, "again")
    assert answer.status_code == 400
    assert "does not hold any more" in answer.content.decode()
    assert as_is(row).state == State.UNCERTAIN


@pytest.mark.parametrize("what", ["now", "stop", "came", "again"])
def test_who_may_not_book_decides_nothing(
    message: Delivery, auditor: Member, nurse: Member, what: str
) -> None:
    assert choose(auditor, message, what).status_code == 403
    page_of(auditor, message, 403)
    other = make_member(make_clinic("inland"), "nurse")
    assert choose(other, message, what).status_code == 404
    assert as_is(message).state == State.WAITING


def test_a_message_of_another_patient_is_not_there(
    message: Delivery, nurse: Member, clinic: Clinic
) -> None:
    other = patients.add_patient(nurse, "Bo Lind", date(1980, 1, 1), "en", "", NOW)
    where = reverse("patient-message-stop", args=[clinic.slug, other.pk, message.pk])
    assert client_of(nurse).post(where).status_code == 404
    assert as_is(message).state == State.WAITING


# What waits for people


def test_whoever_no_message_reaches_is_to_be_called(
    appointment: Appointment, nurse: Member, contact: Contact, clinic: Clinic
) -> None:
    Worker.objects.create(name="here:1", since=NOW, seen=NOW)
    assert unsent_of(clinic, NOW) == Unsent()
    assert "No message reaches" not in board_of(nurse)
    contacts.stop(nurse, contact, NOW)
    assert unsent_of(clinic, NOW).unreached == 1
    for name in ("today", "worklists"):
        assert "No message reaches 1 patient with a session ahead." in board_of(nurse, name)
    page = board_of(nurse, "messages")
    assert "Ana Ruiz" in page
    assert "Has not agreed to messages" in page
    assert "No phone number is known." in page
    assert unsent_of(clinic, appointment.start).unreached == 0


def test_why_nobody_is_reached(
    appointment: Appointment, nurse: Member, clinic: Clinic, settings: Any
) -> None:
    def why() -> list[str]:
        return [str(item.why) for item in unreached_in(clinic, NOW)]

    assert why() == ["No phone number or address"]
    phone = contacts.add_contact(nurse, appointment.patient, "phone", "+12125550142", NOW)
    assert why() == ["Has not agreed to messages"]
    contacts.agree(nurse, phone, NOW)
    assert why() == ["No messages go to such a contact from here"]
    Contact.everywhere.update(dead=NOW)
    assert why() == ["Nothing gets there"]
    contacts.add_contact(nurse, appointment.patient, "email", "a@example.org", NOW, agreed=True)
    assert why() == []
    settings.REMINDERS_FROM = ""
    assert why() == []
    assert unsent_of(clinic, NOW).unreached == 0


def test_a_message_that_was_missed_is_told_by_phone(message: Delivery, nurse: Member) -> None:
    row = put(message, state=State.MISSED)
    assert unsent_of(nurse.clinic, NOW).unreached == 1
    assert [str(item.why) for item in unreached_in(nurse.clinic, NOW)] == ["Not sent in time"]
    make_delivery(row.contact, row.appointment, made=NOW + MINUTE)  # another one goes after it
    assert unsent_of(nurse.clinic, NOW).unreached == 0


def test_a_missed_message_about_a_date_that_is_over_is_nobodys_work(
    message: Delivery, nurse: Member
) -> None:
    put(message, state=State.MISSED)
    Appointment.everywhere.update(state="cancelled")
    assert unsent_of(nurse.clinic, NOW).unreached == 0
    put(message, snapshot=None, kinds=["off"])  # that it is off nobody was told
    assert unsent_of(nurse.clinic, NOW).unreached == 1
    Appointment.everywhere.update(start=message.start + HOUR)
    assert unsent_of(nurse.clinic, NOW).unreached == 0


def test_an_uncertain_message_waits_for_somebody(message: Delivery, nurse: Member) -> None:
    put(message, state=State.UNCERTAIN, attempts=1)
    assert unsent_of(nurse.clinic, NOW).uncertain == 1
    assert "Nobody knows whether 1 message was sent." in board_of(nurse)
    page = board_of(nurse, "messages")
    assert "It came" in page
    assert "Send it again" in page
    assert unsent_of(nurse.clinic, message.until).uncertain == 0


def test_messages_that_do_not_go_out_raise_an_alarm(
    message: Delivery, nurse: Member, clinic: Clinic
) -> None:
    put(message, due=NOW)
    assert not unsent_of(clinic, NOW - MINUTE).is_stuck
    assert unsent_of(clinic, NOW).is_stuck  # due, and nobody is there to send it
    for name in ("today", "worklists", "messages"):
        assert STUCK in board_of(nurse, name)
    assert STUCK in page_of(nurse, message)
    worker = Worker.objects.create(name="here:1", since=NOW, seen=NOW)
    assert not unsent_of(clinic, NOW).is_stuck
    assert STUCK not in board_of(nurse, "messages")
    assert unsent_of(clinic, NOW + MINUTE).is_stuck
    worker.seen = NOW + 2 * MINUTE
    worker.save()
    assert unsent_of(clinic, NOW + 2 * MINUTE).is_stuck  # alive, and does not send it
    put(message, state=State.CALLING, due=NOW, leased=NOW)
    assert unsent_of(clinic, NOW + 2 * MINUTE).is_stuck
    assert not unsent_of(make_clinic("inland"), NOW + 2 * MINUTE).is_stuck


def test_the_board_says_it_within_a_second_of_a_change_that_nobody_noted(
    message: Delivery, nurse: Member, clock: Clock
) -> None:
    assert STUCK not in board_of(nurse)
    put(message, due=NOW)
    clock.now = NOW + timedelta(seconds=1)
    assert STUCK in board_of(nurse)


def test_without_a_channel_one_quiet_line_says_so(
    appointment: Appointment, nurse: Member, settings: Any
) -> None:
    settings.REMINDERS_FROM = ""
    assert "No way to send messages is set up here" in board_of(nurse, "messages")
    assert "No message reaches" not in board_of(nurse)


# Whether a patient agreed


def test_contacts_say_whether_messages_go_there(
    appointment: Appointment, nurse: Member, auditor: Member
) -> None:
    clinic, patient = nurse.clinic.slug, appointment.patient_id
    client, where = client_of(nurse), reverse("patient", args=[clinic, patient])
    told = {"kind": "email", "value": "ana@example.org", "agreed": "on"}
    assert "The patient agrees to messages there" in client.get(where).content.decode()
    client.post(reverse("contact-add", args=[clinic, patient]), told)
    assert "agreed to messages" in client.get(where).content.decode()
    found = Contact.objects.of(nurse.clinic).get()
    client.post(reverse("contact-stop", args=[clinic, patient, found.pk]))
    assert "no messages" in client.get(where).content.decode()
    client.post(reverse("contact-agree", args=[clinic, patient, found.pk]))
    Contact.everywhere.update(dead=NOW)
    page = client.get(where).content.decode()
    assert "nothing gets there" in page
    assert "Try it again" in page
    client.post(reverse("contact-agree", args=[clinic, patient, found.pk]))
    assert "agreed to messages" in client.get(where).content.decode()


def test_no_page_asks_more_often_for_more(message: Delivery, nurse: Member) -> None:
    def asked(where: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        return len(queries.captured_queries)

    client, slug = client_of(nurse), nurse.clinic.slug
    wheres = [
        reverse("messages", args=[slug]),
        reverse("today", args=[slug]),
        reverse("patient-messages", args=[slug, message.patient_id]),
    ]
    for state in State:
        make_delivery(message.contact, message.appointment, state)
    before = [asked(where) for where in wheres for _twice in range(2)][1::2]
    for state in (*State, *State):
        make_delivery(message.contact, message.appointment, state)
    assert [asked(where) for where in wheres for _twice in range(2)][1::2] == before
