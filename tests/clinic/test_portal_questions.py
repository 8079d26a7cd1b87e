"""What the plan leaves open: sent to the clinic, answered there, seen by whoever asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.keeping.exporting import kept_about
from meantime.clinic.portal.actions import asking, links
from meantime.clinic.portal.asked import question_of, unsaid_in
from meantime.clinic.portal.models import PatientQuestion
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Clinic, Member
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member

# At the moment of the tests the plan is silent about the first, and says "ask" to the second.
SILENT, ASK, NO, YES = "May I go swimming?", "aspirin", "retinol", "moisturiser"
SCRIPT = "<script>alert(1)</script>"


class Phone:
    """A browser in which a link of a patient is open."""

    def __init__(self, nurse: Member, patient: Patient, holder: str = "") -> None:
        self.link, token = links.give(nurse, patient, holder, False, NOW)
        self.client = Client()
        self.client.post(reverse("portal-open", args=[token]))

    def address(self, name: str) -> str:
        return reverse(name, args=[self.link.pk])

    def page(self, name: str = "portal-may") -> str:
        answer = self.client.get(self.address(name))
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    def asks(self, text: str) -> str:
        answer = self.client.post(self.address("portal-may"), {"q": text})
        return unescape(answer.content.decode())

    def sends(self, text: str) -> int:
        return self.client.post(self.address("portal-send"), {"q": text}).status_code


@pytest.fixture
def phone(nurse: Member, appointment: Appointment) -> Phone:
    return Phone(nurse, appointment.patient)


def sent(phone: Phone, text: str = SILENT) -> PatientQuestion:
    before = set(PatientQuestion.everywhere.values_list("pk", flat=True))
    assert phone.sends(text) == 302
    found: PatientQuestion = PatientQuestion.everywhere.exclude(pk__in=before).get()
    return found


def desk_of(clinic: Clinic) -> str:
    return reverse("asked", args=[clinic.slug])


def answer_at(question: PatientQuestion, slug: str = "") -> str:
    return reverse("asked-answer", args=[slug or question.clinic.slug, question.pk])


@pytest.mark.parametrize(("text", "word"), [(SILENT, "not-covered"), (ASK, "ask")])
def test_what_the_plan_leaves_open_is_sent_in_one_tap(
    phone: Phone, appointment: Appointment, text: str, word: str
) -> None:
    shown = phone.asks(text)
    assert "Ask the clinic</span></button>" in shown and f'name="q" value="{text}"' in shown
    assert "They may not read it at once" in shown and "tel:+12125550100" in shown
    found = phone.client.post(phone.address("portal-send"), {"q": text})
    assert found["Location"] == phone.address("portal-may") + "#asked"
    question = PatientQuestion.everywhere.get()
    assert (question.text, question.word) == (text, word)
    assert (question.patient, question.appointment) == (appointment.patient, appointment)
    assert question.concepts == (["swimming"] if text == SILENT else ["aspirin"])
    page = phone.page()
    assert "Your questions to the clinic" in page and text in page
    assert "Sent on Mon 30 Nov 2026, 09:00" in page and "No answer yet." in page
    assert "The clinic may not read a question at once." in page


@pytest.mark.parametrize("text", [NO, YES])
def test_what_the_plan_answers_is_not_sent(phone: Phone, text: str) -> None:
    assert "Ask the clinic</span></button>" not in phone.asks(text)
    answer = phone.client.post(phone.address("portal-send"), {"q": text})
    assert answer.status_code == 400
    assert "Your plan has an answer to this." in answer.content.decode()
    assert 'class="word ' in answer.content.decode()
    assert not PatientQuestion.everywhere.exists()


def test_the_answer_is_looked_up_again_when_it_is_sent(
    phone: Phone, appointment: Appointment, clock: Clock
) -> None:
    assert "Ask the clinic</span></button>" in phone.asks(SILENT)
    clock.now = appointment.start + timedelta(hours=3)
    assert phone.sends(SILENT) == 400
    assert not PatientQuestion.everywhere.exists()


def test_without_a_session_there_is_nothing_to_ask(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    sent(phone)
    booking.cancel(nurse, Appointment.everywhere.get(pk=appointment.pk), 1, NOW)
    assert phone.sends(ASK) == 400
    assert "No session is planned" in phone.page() and SILENT in phone.page()


def test_a_double_tap_is_one_question(phone: Phone, clock: Clock) -> None:
    sent(phone)
    clock.now = NOW + timedelta(minutes=59)
    assert phone.sends("  may i go   SWIMMING? ") == 302
    assert PatientQuestion.everywhere.count() == 1
    assert Event.objects.filter(verb="send question").count() == 1
    clock.now = NOW + timedelta(minutes=60)
    sent(phone)
    assert PatientQuestion.everywhere.count() == 2


def test_ten_wait_for_an_answer_at_most(phone: Phone, nurse: Member) -> None:
    for number in range(asking.MOST_OPEN):
        last = sent(phone, f"xyzzy {number}")
    refused = phone.client.post(phone.address("portal-send"), {"q": SILENT})
    assert refused.status_code == 400
    assert nurse.clinic.phone in unescape(refused.content.decode()).split("Ten questions wait")[1]
    assert PatientQuestion.everywhere.count() == asking.MOST_OPEN
    asking.answer(nurse, last, "Yes.", NOW)
    sent(phone)


@pytest.mark.parametrize("text", ["", "  ", "\x00", "\u200b\u202e", "xyzzy " * 1000, "x" * 201])
def test_nothing_and_too_much_are_refused(phone: Phone, text: str) -> None:
    assert phone.sends(text) == 400
    assert not PatientQuestion.everywhere.exists()


def test_the_longest_question_and_signs_of_any_script_arrive(phone: Phone) -> None:
    assert sent(phone, "x" * asking.LONGEST).text == "x" * asking.LONGEST
    for text in ("💉👩\u200d🦰", "هل يمكنني السباحة؟", "نمی\u200cدانم"):
        assert phone.sends(text) == 302
        assert text in {one.text for one in PatientQuestion.everywhere.all()}


def test_what_is_typed_stays_text_everywhere(phone: Phone, nurse: Member) -> None:
    question = sent(phone, SCRIPT)
    client = client_of(nurse)
    client.post(answer_at(question), {"answer": SCRIPT})
    pages = [
        phone.client.post(phone.address("portal-may"), {"q": SCRIPT}),
        phone.client.get(phone.address("portal-may")),
        client.get(desk_of(nurse.clinic)),
    ]
    for page in pages:
        assert SCRIPT not in page.content.decode()
        assert "&lt;script&gt;" in page.content.decode()


def test_the_answer_comes_back_to_the_page(phone: Phone, nurse: Member, clock: Clock) -> None:
    question = sent(phone)
    assert "has answered" not in phone.page("portal-now")
    clock.now = NOW + timedelta(hours=2)
    answer = client_of(nurse).post(answer_at(question), {"answer": " In a week.\n\nNot sooner. "})
    assert (answer.status_code, answer["Location"]) == (302, desk_of(nurse.clinic))
    assert "The clinic has answered your question." in phone.page("portal-now")
    phone.client.head(phone.address("portal-may"))
    assert "has answered" in phone.page("portal-now")
    first = phone.page()
    assert "In a week.<br><br>Not sooner." in first
    assert "Nurse, Mon 30 Nov 2026, 11:00" in first and ">New<" in first
    assert PatientQuestion.everywhere.get().seen == clock.now
    assert "has answered" not in phone.page("portal-now")
    assert "In a week." in phone.page() and ">New<" not in phone.page()
    assert Event.objects.filter(verb="see answers", actor="patient").count() == 1
    assert "seen Mon 30 Nov 2026, 11:00" in unescape(
        client_of(nurse).get(desk_of(nurse.clinic)).content.decode()
    )


def test_a_part_of_the_page_does_not_count_as_seen(phone: Phone, nurse: Member) -> None:
    asking.answer(nurse, sent(phone), "Yes.", NOW)
    where = phone.address("portal-may")
    part = phone.client.post(where, {"q": ASK}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part and phone.address("portal-send") in part
    assert PatientQuestion.everywhere.get().seen is None


def test_what_was_seen_long_ago_leaves_the_page(phone: Phone, nurse: Member, clock: Clock) -> None:
    asking.answer(nurse, sent(phone), "Yes.", NOW)
    clock.now = NOW + timedelta(days=100)
    assert SILENT in phone.page()
    assert SILENT not in phone.page()


def test_the_staff_see_who_waits_the_longest_first(
    phone: Phone, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    sent(phone, ASK)
    clock.now = NOW + timedelta(hours=5)
    carer = Phone(nurse, appointment.patient, "Eva Ruiz")
    sent(carer)
    page = unescape(client_of(nurse).get(desk_of(nurse.clinic)).content.decode())
    waiting = page.split('id="unsaid"')[0]
    assert waiting.index(ASK) < waiting.index(SILENT)
    where = reverse("patient", args=[nurse.clinic.slug, appointment.patient_id])
    assert f'<a href="{where}">Ana Ruiz</a>' in waiting
    assert "asked by Eva Ruiz, who cares for the patient" in waiting
    assert "The plan says: ask the clinic first." in waiting and "5 hours ago" in waiting
    assert "The patient reads: English." in waiting


def test_the_worklists_say_how_many_wait(phone: Phone, nurse: Member) -> None:
    where = reverse("worklists", args=[nurse.clinic.slug])
    client = client_of(nurse)
    assert "No patient waits for an answer." in client.get(where).content.decode()
    question = sent(phone)
    sent(phone, ASK)
    assert "2 questions wait for an answer" in client.get(where).content.decode()
    asking.answer(nurse, question, "Yes.", NOW)
    page = client.get(where).content.decode()
    assert "1 question waits for an answer" in page and desk_of(nurse.clinic) in page
    today = re.search(rf'<a href="/c/{nurse.clinic.slug}/"[^>]*aria-current="true"', page)
    asked = client.get(desk_of(nurse.clinic)).content.decode()
    assert today and today[0] in asked


def test_what_no_protocol_says_is_counted_by_its_words(
    phone: Phone, nurse: Member, clock: Clock
) -> None:
    for hours, text in enumerate(["Sauna?", "sauna", "SAUNAS!", SILENT, ASK, "💉"]):
        clock.now = NOW + timedelta(hours=hours)
        sent(phone, text)
    found = [(one.text, one.protocol, one.times) for one in unsaid_in(nurse.clinic, clock.now)]
    title = "Microneedling"
    assert found == [("SAUNAS!", title, 3), ("💉", title, 1), (SILENT, title, 1)]
    assert "SAUNAS!" in client_of(nurse).get(desk_of(nurse.clinic)).content.decode()
    assert unsaid_in(nurse.clinic, NOW + timedelta(days=366)) == []
    assert unsaid_in(make_clinic("inland"), clock.now) == []


def test_the_answered_stay_for_ninety_days(phone: Phone, nurse: Member, clock: Clock) -> None:
    asking.answer(nurse, sent(phone), "In a week.", NOW)
    clock.now = NOW + timedelta(days=90) - timedelta(seconds=1)
    assert "In a week." in client_of(nurse).get(desk_of(nurse.clinic)).content.decode()
    clock.now = NOW + timedelta(days=90)
    page = client_of(nurse).get(desk_of(nurse.clinic)).content.decode()
    assert "In a week." not in page and SILENT in page


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "x" * 1001])
def test_an_answer_has_words_and_not_too_many(phone: Phone, nurse: Member, text: str) -> None:
    question = sent(phone)
    page = client_of(nurse).post(answer_at(question), {"answer": text})
    assert page.status_code == 400
    assert text[:900] in page.content.decode()
    question.refresh_from_db()
    assert (question.answered, question.answer, question.by) == (None, "", None)


def test_who_answers_second_is_told(phone: Phone, nurse: Member, clinician: Member) -> None:
    question = sent(phone)
    stale = question_of(nurse.clinic, question.pk)
    asking.answer(nurse, question, "In a week.", NOW)
    with pytest.raises(Stale, match="answered meanwhile"):
        asking.answer(clinician, stale, "Today.", NOW)
    page = client_of(clinician).post(answer_at(question), {"answer": "Today."})
    assert page.status_code == 409
    assert "What you wrote was not sent: <bdi>Today.</bdi>" in page.content.decode()
    found = PatientQuestion.everywhere.get()
    assert (found.answer, found.by) == ("In a week.", nurse.user)
    # A double tap of whoever answered is no quarrel.
    assert client_of(nurse).post(answer_at(question), {"answer": "In a week."}).status_code == 302
    assert client_of(nurse).post(answer_at(question), {"answer": "No."}).status_code == 409
    assert Event.objects.filter(verb="answer question").count() == 1


def test_another_patient_sees_none_of_it(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    other = Phone(nurse, patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW))
    asking.answer(nurse, sent(phone), "In a week.", NOW)
    for name in ("portal-now", "portal-may"):
        page = other.page(name)
        assert SILENT not in page and "In a week." not in page and "has answered" not in page
    assert PatientQuestion.everywhere.get().seen is None
    # Nor do two who hold links to one plan see what the other asked; a new link shows one's own.
    carer = Phone(nurse, appointment.patient, "Eva Ruiz")
    assert SILENT not in carer.page() and "has answered" not in carer.page("portal-now")
    sent(carer)
    assert "In a week." not in carer.page()
    again = Phone(nurse, appointment.patient)
    assert "has answered" in again.page("portal-now") and "In a week." in again.page()


def test_another_clinic_reads_and_answers_nothing(phone: Phone) -> None:
    question = sent(phone)
    other = client_of(make_member(make_clinic("inland"), "nurse", "other"))
    for slug in ("harbour", "inland"):
        assert other.post(answer_at(question, slug), {"answer": "Yes."}).status_code == 404
    assert other.get(reverse("asked", args=["harbour"])).status_code == 404
    assert SILENT not in other.get(reverse("asked", args=["inland"])).content.decode()
    assert PatientQuestion.everywhere.get().answered is None


def test_an_erased_person_leaves_no_question(phone: Phone, nurse: Member, owner: Member) -> None:
    patient, question = Patient.everywhere.get(), sent(phone)
    assert [one["text"] for one in kept_about(patient)["patientquestion"]] == [SILENT]
    erase_person(owner, patient, "Asked for by letter.")
    assert not PatientQuestion.everywhere.exists()
    assert phone.sends(SILENT) == 403
    assert client_of(nurse).post(answer_at(question), {"answer": "Yes."}).status_code == 404
    assert SILENT not in client_of(nurse).get(desk_of(nurse.clinic)).content.decode()
    with pytest.raises(Refused, match="has ended"):
        asking.send(phone.link, question.appointment, SILENT, "not-covered", [], NOW)


def test_the_audit_says_that_it_was_asked_and_not_what(phone: Phone, nurse: Member) -> None:
    question = sent(phone)
    asking.answer(nurse, question, "In a week, after the redness.", NOW)
    phone.page()
    client_of(nurse).get(desk_of(nurse.clinic))
    kept = str(list(Event.objects.values())).casefold()
    assert "swimming" not in kept and "redness" not in kept
    verbs = {"send question", "answer question", "see answers", "read questions"}
    assert verbs <= set(Event.objects.values_list("verb", flat=True))
    event = Event.objects.get(verb="send question")
    assert event.subject == f"patient:{question.patient_id}"
    assert event.detail == {"link": str(phone.link.pk), "question": str(question.pk)}


def test_nothing_of_it_is_stored_in_clear(phone: Phone, nurse: Member) -> None:
    asking.answer(nurse, sent(phone), "After the redness.", NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM portal_patientquestion")
        kept = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        ).lower()
    assert b"swimming" not in kept and b"redness" not in kept


def test_no_page_asks_the_database_more_often_for_more(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    staff = client_of(nurse)
    wheres = [
        (phone.client, phone.address("portal-now")),
        (phone.client, phone.address("portal-may")),
        (staff, desk_of(nurse.clinic)),
        (staff, reverse("worklists", args=[nurse.clinic.slug])),
    ]

    def counted() -> list[int]:
        found = []
        for client, where in wheres:
            client.get(where)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            found.append(len(queries))
        return found

    asking.answer(nurse, sent(phone), "Yes.", NOW)
    sent(phone, ASK)
    before = counted()
    for number in range(5):
        other = patients.add_patient(nurse, f"Ana {number}", date(1990, 1, 1), "en", "", NOW)
        link, _token = links.give(nurse, other, f"Eva {number}", False, NOW)
        asking.send(link, appointment, f"xyzzy {number}", "not-covered", [], NOW)
        asking.answer(nurse, sent(phone, f"frobnicate {number}"), "No.", NOW)
        sent(phone, f"plugh {number}")
    assert counted() == before
