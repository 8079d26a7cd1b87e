"""Texts: sent once, never said to have arrived before they have, and stopped by whoever says so."""

from __future__ import annotations

import json
import socket
import struct
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from meantime.answers.notices import Kind
from meantime.clinic.audit.models import Event as Noted
from meantime.clinic.care.actions import contacts, patients
from meantime.clinic.care.models import Agreement, Appointment, Contact, Patient
from meantime.clinic.deployment import SmsAccount, sms
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.reminders.actions.delivering import call, claim, note
from meantime.clinic.reminders.channels.base import Message, NotSent, Unclear, Unreachable
from meantime.clinic.reminders.channels.sms import Sms
from meantime.clinic.reminders.channels.sms.length import fitted, segments
from meantime.clinic.reminders.channels.sms.signing import signature
from meantime.clinic.reminders.channels.sms.wishes import Wish, wish_of
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.texts import said
from meantime.clinic.reminders.wanted import BOOKED, MOVED, OFF
from meantime.clinic.tenancy.models import Member
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import NOW, Clock, make_clinic, make_member

NUMBER, SID = "+12125550142", "SM" + "0" * 32
TOKEN, ORIGIN = "the token", "http://127.0.0.1:8000"
TAKEN = (201, json.dumps({"sid": SID, "status": "queued"}))


class Quiet(ThreadingHTTPServer):
    """Says nothing of calls that break off: some are meant to."""

    def handle_error(self, *_: Any) -> None:
        pass


class Server:
    """Speaks the API of the server that sends texts, and does with a call what it is told to."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, str]]] = []
        self.act: Callable[[Any], None] = answering(*TAKEN)
        self.over = Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fields = {name: values[0] for name, values in parse_qs(body).items()}
                server.told.append((self.path, self.headers["Authorization"], fields))
                server.act(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"


def answering(status: int, body: str | bytes) -> Callable[[Any], None]:
    content = body.encode() if isinstance(body, str) else body

    def act(call: Any) -> None:
        call.send_response(status)
        call.send_header("Content-Length", str(len(content)))
        call.end_headers()
        call.wfile.write(content)

    return act


def resetting(call: Any) -> None:
    call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    call.rfile.close()
    call.wfile.close()
    call.connection.close()


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    found = Server()
    settings.SMS = SmsAccount(found.address, "AC1", TOKEN, "+12125550100")
    thread = Thread(target=found.http.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.over.set()
    found.http.shutdown()
    thread.join()
    found.http.server_close()


@pytest.fixture
def contact(server: Server, nurse: Member, patient: Patient) -> Contact:
    return contacts.add_contact(nurse, patient, "phone", NUMBER, NOW, agreed=True)


def message(until: timedelta = timedelta(hours=2)) -> Message:
    return Message(NUMBER, "", "Harbour: mañana, está bien.", str(uuid4()), NOW + until)


def send(server: Server, act: Callable[[Any], None]) -> str:
    server.act = act
    return Sms().send(message())


# The call.


def test_one_call_has_all_that_a_text_needs(server: Server) -> None:
    told = message()
    assert Sms().send(told) == SID
    ((path, authorised, fields),) = server.told
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert b64decode(authorised.removeprefix("Basic ")).decode() == "AC1:the token"
    assert fields == {
        "To": NUMBER,
        "From": "+12125550100",
        "Body": "Harbour: mañana, esta bien.",
        "ValidityPeriod": "7200",
        "StatusCallback": f"{ORIGIN}/reminders/sms/status/{told.reference}/",
    }


@pytest.mark.parametrize(
    ("until", "seconds"),
    [(timedelta(days=3), "36000"), (timedelta(seconds=90.9), "90"), (-timedelta(hours=1), "1")],
)
def test_a_text_waits_no_longer_than_it_helps(
    server: Server, until: timedelta, seconds: str
) -> None:
    Sms().send(message(until))
    assert server.told[0][2]["ValidityPeriod"] == seconds


def test_a_service_sends_by_its_own_field(server: Server, settings: Any) -> None:
    settings.SMS = settings.SMS._replace(sender="MG" + "a" * 32)
    Sms().send(message())
    assert server.told[0][2]["MessagingServiceSid"] == "MG" + "a" * 32
    assert "From" not in server.told[0][2]


def failed(code: int) -> str:
    return json.dumps({"code": code, "message": f"{NUMBER} is wrong"})


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, failed(20429)),
        (429, failed(21610)),
        (503, failed(20503)),
        (401, failed(20003)),
        (400, failed(21606)),
        (403, "<html>"),
        (307, ""),
        (201, json.dumps({"sid": SID, "status": "failed", "error_code": 30008})),
    ],
)
def test_what_was_refused_is_not_sent_and_may_be_tried_again(
    server: Server, status: int, body: str
) -> None:
    with pytest.raises(NotSent) as found:
        send(server, answering(status, body))
    assert not isinstance(found.value, Unreachable)
    assert len(str(found.value)) <= 80
    assert NUMBER not in str(found.value)
    assert len(server.told) == 1


@pytest.mark.parametrize("code", [21211, 21610, 21614, 21635])
def test_a_number_that_takes_no_texts_is_left(server: Server, code: int) -> None:
    with pytest.raises(Unreachable, match=str(code)) as found:
        send(server, answering(400, failed(code)))
    assert NUMBER not in str(found.value)


def test_where_nothing_listens_nothing_was_sent(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening: nobody else gets it meanwhile
        port = taken.getsockname()[1]
        settings.SMS = SmsAccount(f"http://127.0.0.1:{port}", "AC1", TOKEN, "+12125550100")
        with pytest.raises(NotSent, match="cannot be reached"):
            Sms().send(message())


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, failed(20500)),
        (502, "<html>bad gateway</html>"),
        (503, ""),
        (504, b"\xff\xfe\x00"),
        (201, "not JSON"),
        (201, b"\xff\xfe\x80"),
        (201, "[]"),
        (200, json.dumps({"sid": None})),
        (201, json.dumps({"sid": "x" * 65})),
        (201, json.dumps({"sid": ["SM"]})),
    ],
)
def test_an_answer_that_does_not_say_it_leaves_it_open(
    server: Server, status: int, body: str | bytes
) -> None:
    with pytest.raises(Unclear):
        send(server, answering(status, body))
    assert len(server.told) == 1


def test_an_answer_that_is_too_deep_to_read_leaves_it_open(server: Server) -> None:
    with pytest.raises(Unclear):
        send(server, answering(201, "[" * 100_000))


def test_a_slow_answer_is_waited_for(server: Server) -> None:
    def slow(call: Any) -> None:
        server.over.wait(0.5)
        answering(*TAKEN)(call)

    assert send(server, slow) == SID
    assert len(server.told) == 1


def test_no_answer_in_time_leaves_it_open(server: Server, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.2

    def silent(_call: Any) -> None:
        server.over.wait(5)

    with pytest.raises(httpx.ReadTimeout):
        send(server, silent)
    assert len(server.told) == 1


def test_a_connection_that_broke_after_the_call_leaves_it_open(server: Server) -> None:
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        send(server, resetting)
    assert len(server.told) == 1


# What the worker makes of it.


def one(contact: Contact, appointment: Appointment, state: State = State.WAITING) -> Delivery:
    """A message of a session, due now."""
    Delivery.everywhere.filter(contact=contact).delete()
    made: Delivery = Delivery.everywhere.create(
        clinic_id=contact.clinic_id,
        patient=contact.patient,
        appointment=appointment,
        contact=contact,
        key=uuid4().hex,
        kinds=[BOOKED],
        rules=[],
        start=appointment.start,
        tell=NOW,
        due=NOW,
        until=appointment.start,
        state=state,
        made=NOW,
    )
    return made


def worked(row: Delivery, at: datetime) -> Delivery:
    lease = uuid4()
    (taken,) = claim(lease, 5, at).going
    note([call(taken, at)], lease, at)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (*TAKEN, State.SENT),
        (429, failed(20429), State.WAITING),
        (400, failed(21635), State.FAILED),
        (500, "", State.UNCERTAIN),
    ],
)
def test_the_worker_notes_what_came_of_it(
    server: Server,
    contact: Contact,
    appointment: Appointment,
    clock: Clock,
    status: int,
    body: str,
    state: State,
) -> None:
    server.act, clock.now = answering(status, body), NOW + timedelta(hours=1)
    row = worked(one(contact, appointment), clock.now)
    assert (row.state, row.reference) == (state, SID if state == State.SENT else "")
    assert row.arrived is None  # taken is not delivered
    contact.refresh_from_db()
    assert bool(contact.dead) == (state == State.FAILED)


# What is heard of it.


def signed_post(where: str, fields: dict[str, str], token: str = TOKEN, **more: str) -> Any:
    listed = {name: [value] for name, value in fields.items()}
    headers = {"x-twilio-signature": signature(token, ORIGIN + where, listed)} | more
    return Client(enforce_csrf_checks=True).post(where, fields, headers=headers)


def heard(row: Delivery, status: str, code: str = "", sid: str = SID) -> Delivery:
    fields = {"MessageSid": sid, "MessageStatus": status}
    fields |= {"ErrorCode": code} if code else {}
    assert signed_post(f"/reminders/sms/status/{row.pk}/", fields).status_code == 204
    row.refresh_from_db()
    return row


def told(row: Delivery) -> tuple[str, bool, str]:
    return row.state, row.arrived is not None, row.reference


@pytest.fixture
def sent(contact: Contact, appointment: Appointment) -> Delivery:
    row = one(contact, appointment, State.SENT)
    row.sent, row.reference = NOW, SID
    row.save(update_fields=["sent", "reference"])
    return row


def test_only_what_was_delivered_has_arrived(sent: Delivery) -> None:
    for status in ("queued", "sending", "sent", "no such word", ""):
        assert told(heard(sent, status)) == (State.SENT, False, SID)
    assert not Noted.objects.filter(verb="hear of message").exists()
    assert told(heard(sent, "delivered")) == (State.SENT, True, SID)


@pytest.mark.parametrize("late", ["queued", "sending", "sent", "delivered", "failed"])
@pytest.mark.parametrize("end", ["delivered", "undelivered", "failed"])
def test_what_is_heard_late_or_twice_changes_nothing(
    sent: Delivery, clock: Clock, end: str, late: str
) -> None:
    heard(sent, end, "30008")
    before = Delivery.everywhere.filter(pk=sent.pk).values().get()
    clock.now = NOW + timedelta(minutes=1)
    for _ in range(2):
        heard(sent, late, "30005")
    assert Delivery.everywhere.filter(pk=sent.pk).values().get() == before
    assert Noted.objects.filter(verb="hear of message").count() == 1
    sent.contact.refresh_from_db()
    assert sent.contact.dead is None


@pytest.mark.parametrize(("code", "dead"), [("30005", True), ("30006", True), ("30003", False)])
def test_a_number_that_nobody_has_is_left_for_the_next_contact(
    sent: Delivery, nurse: Member, settings: Any, code: str, dead: bool
) -> None:
    settings.REMINDERS_FROM = "clinic@harbour.test"
    mail = contacts.add_contact(nurse, sent.patient, "email", "a@example.org", NOW, agreed=True)
    assert told(heard(sent, "undelivered", code)) == (State.FAILED, False, SID)
    assert code in sent.trouble and NUMBER not in sent.trouble
    sent.contact.refresh_from_db()
    assert bool(sent.contact.dead) == dead
    assert Delivery.everywhere.filter(contact=mail).exists() == dead


@pytest.mark.parametrize("state", [State.CALLING, State.UNCERTAIN, State.WAITING])
@pytest.mark.parametrize("status", ["sent", "delivered", "failed"])
def test_what_is_heard_before_the_worker_knows_it_counts(
    contact: Contact, appointment: Appointment, state: State, status: str
) -> None:
    row = one(contact, appointment, state)
    row.lease, row.leased = uuid4(), NOW + timedelta(minutes=1)
    row.save(update_fields=["lease", "leased"])
    expected = State.FAILED if status == "failed" else State.SENT
    assert told(heard(row, status, "30008")) == (expected, status == "delivered", SID)
    assert row.lease is None


def test_a_worker_that_is_slower_than_the_news_does_not_undo_it(
    server: Server, contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    clock.now = NOW + timedelta(hours=1)
    row = one(contact, appointment)

    class Faster(Sms):
        def send(self, message: Message) -> str:
            number = super().send(message)
            heard(row, "delivered", sid=number)
            return number

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("meantime.clinic.reminders.channels._CHANNELS", (Faster(),))
        assert told(worked(row, clock.now)) == (State.SENT, True, SID)


def test_news_of_another_message_is_not_of_this_one(sent: Delivery) -> None:
    assert told(heard(sent, "failed", "30005", sid="SM1")) == (State.SENT, False, SID)


def test_news_of_a_message_that_is_gone_is_taken_and_dropped(server: Server, db: Any) -> None:
    fields = {"MessageSid": SID, "MessageStatus": "delivered"}
    assert signed_post(f"/reminders/sms/status/{UUID(int=7)}/", fields).status_code == 204


# Who may say it.


def test_who_does_not_hold_the_token_is_refused(sent: Delivery) -> None:
    where = f"/reminders/sms/status/{sent.pk}/"
    fields = {"MessageSid": SID, "MessageStatus": "delivered"}
    right = {name: [value] for name, value in fields.items()}
    bare = Client().post(where, fields)
    assert (bare.status_code, bare.content) == (403, b"")
    wrong = [
        signature("another token", ORIGIN + where, right),
        signature(TOKEN, ORIGIN + "/reminders/sms/incoming/", right),  # of another address
        signature(TOKEN, "https://elsewhere.example" + where, right),
        signature(TOKEN, ORIGIN + where, right | {"MessageStatus": ["failed"]}),
        signature(TOKEN, ORIGIN + where, right).lower(),
        *("", "é", "x" * 5000),
    ]
    for forged in wrong:
        found = Client().post(where, fields, headers={"x-twilio-signature": forged})
        assert found.status_code == 403, forged
    also = {**fields, "ErrorCode": "30005"}  # a field more than was signed
    headers = {"x-twilio-signature": signature(TOKEN, ORIGIN + where, right)}
    assert Client().post(where, also, headers=headers).status_code == 403
    assert Client().post(f"{where}?more=1", fields, headers=headers).status_code == 403
    sent.refresh_from_db()
    assert told(sent) == (State.SENT, False, SID)


def test_without_an_account_nobody_holds_the_token(db: Any, settings: Any) -> None:
    settings.SMS = None
    for token in ("", "None", TOKEN):
        assert signed_post("/reminders/sms/incoming/", {"From": NUMBER}, token).status_code == 403


def test_nothing_but_a_post_is_taken(server: Server) -> None:
    for method in ("get", "head", "put", "patch", "delete"):
        assert getattr(Client(), method)("/reminders/sms/incoming/").status_code == 405


def test_the_signature_is_that_of_the_published_example() -> None:
    fields = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+14158675309"],
        "Digits": ["1234"],
        "From": ["+14158675309"],
        "To": ["+18005551212"],
    }
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", address, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


# What people text back.


def texted(body: str, number: str = NUMBER, sid: str = "", **more: str) -> str:
    """The text that is sent back, "" for none."""
    fields = {"From": number, "Body": body, "MessageSid": sid or f"SM{uuid4().hex}", **more}
    found = signed_post("/reminders/sms/incoming/", fields)
    assert found.status_code == 200
    assert found.headers["Content-Type"].startswith("text/xml")
    content = found.content.decode()
    before, after = "<Response><Message>", "</Message></Response>"
    if before not in content:
        assert content.endswith("<Response></Response>")
        return ""
    assert content.count("<Message>") == 1
    return content.partition(before)[2].removesuffix(after)


def is_open(contact: Contact) -> bool:
    contact.refresh_from_db()
    return contact.is_open


@pytest.mark.parametrize(
    "word",
    [
        *("STOP", "stop", "Stop!", "STOPALL", "UNSUBSCRIBE"),
        *("CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
    ],
)
def test_a_keyword_stops_texts_and_is_confirmed_by_the_server_alone(
    contact: Contact, appointment: Appointment, word: str
) -> None:
    assert Delivery.everywhere.filter(contact=contact).exists()
    reply = texted(word)
    assert bool(reply) == (word == "Stop!")  # that one, it does not know
    assert not is_open(contact)
    assert not Delivery.everywhere.filter(contact=contact, state=State.WAITING).exists()
    noted = Noted.objects.get(verb="stop messages")
    assert (noted.actor, noted.subject) == ("patient", f"patient:{contact.patient_id}")


REFUSALS = (
    *("please stop texting me", "Stop sending me these messages", "PLEASE STOP", "opt out"),
    *("Don’t text me again", "no more reminders pls", "wrong number", "stop all", "Stop, thanks."),
    *("I do not want these texts", "leave me alone", "remove my number", "end all messages"),
    *("STOP 2 END", "pls stop", "no more", "take my number off your list", "stop receiving texts"),
    *("i don't want to get any more messages", "DO NOT SEND ME ANYTHING", "STOP STOP STOP"),
    *("No me envíen más mensajes", "basta de mensajes", "No quiero recibir mensajes", "Alto"),
    *("deje de escribirme", "Dar de baja", "número equivocado", "cancelar los recordatorios"),
    *("توقف", "أوقفوا الرسائل", "لا ترسلوا لي رسائل", "إلغاء الاشتراك", "رقم خاطئ", "إيقاف"),
)
# None of these is a refusal: who takes it for one leaves somebody without reminders.
QUESTIONS = (
    *("When do I stop the retinol?", "Can I cancel my appointment?", "ok", "Thanks!", "👍", ""),
    *("I will text you when the bleeding stops", "My face is swollen", "Is it the end of it?"),
    *(
        "when can I stop sending pictures?",
        "It will not stop bleeding",
        "never mind",
        "توقف النزيف",
    ),
    *("Will it stop getting red?", "Stop now or wait?"),
    *("I do not want to miss my reminder", "can you remove the stitches", "yes please"),
    *("no me enviaron la dirección", "¿Puedo parar la crema?", "Necesito cancelar mi cita"),
    *("You never text me the address", "هل أتوقف عن الكريم؟", "شكرا", "cancel my visit please"),
)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_in_other_words_is_one_and_is_confirmed_once(contact: Contact, text: str) -> None:
    assert wish_of(text) == Wish.STOP
    assert texted(text) == (
        "Harbour Skin Clinic: you will get no more texts. To get them again, text START."
    )
    assert not is_open(contact)
    assert texted(text) == ""


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_is_no_refusal_changes_nothing_and_says_whom_to_call(
    contact: Contact, text: str
) -> None:
    assert wish_of(text) is None
    assert texted(text) == (
        "Harbour Skin Clinic: nobody reads texts here. Call +1 212-555-0100. "
        "For no more texts, text STOP. Call 911."
    )
    assert is_open(contact)
    assert texted(text) == ""  # two programs that answer each other end there
    assert texted("HELP") != ""
    assert Agreement.objects.of(contact.clinic_id).count() == 1  # that of the desk


def test_each_number_hears_it_once_an_hour(contact: Contact) -> None:
    assert texted("hello")
    assert not texted("hello")
    assert texted("hello", "+12125550199")  # nobody's: there is but one clinic


def test_a_shared_phone_stops_for_everybody_in_every_clinic(
    contact: Contact, nurse: Member
) -> None:
    child = patients.add_patient(nurse, "Bo Ruiz", date(2005, 5, 4), "es", "", NOW)
    inland = make_member(make_clinic("inland"), Role.NURSE)
    away = patients.add_patient(inland, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)
    stranger = patients.add_patient(nurse, "Cy Oz", date(1990, 5, 4), "en", "", NOW)
    shared = [
        contact,
        contacts.add_contact(nurse, child, "phone", NUMBER, NOW, agreed=True),
        contacts.add_contact(inland, away, "phone", NUMBER, NOW, agreed=True),
    ]
    # Another number with the same end: found by its last digits, and not meant.
    other = contacts.add_contact(nurse, stranger, "phone", "+13125550142", NOW, agreed=True)
    at_work = contacts.add_contact(nurse, child, "phone", "+12125550177", NOW, agreed=True)
    texted("STOP")
    assert not any(map(is_open, shared))
    assert is_open(other) and is_open(at_work)
    texted("START")
    assert all(map(is_open, shared))
    reply = texted("please stop texting us")
    assert reply.count("Harbour Skin Clinic") == reply.count("Inland Skin Clinic") == 1


def test_start_opens_only_what_had_been_agreed_to(
    contact: Contact, nurse: Member, clock: Clock
) -> None:
    other = patients.add_patient(nurse, "Bo Ruiz", date(2005, 5, 4), "en", "", NOW)
    never = contacts.add_contact(nurse, other, "phone", NUMBER, NOW)
    texted("STOP")
    for word in ("START", "unstop", "Yes"):
        clock.now += timedelta(minutes=1)
        assert texted(word) == ""
    assert is_open(contact)
    assert contact.consented == NOW + timedelta(minutes=1)  # a second one changes nothing
    assert not is_open(never)
    rows = Agreement.objects.of(nurse.clinic).filter(patient=contact.patient).order_by("at")
    assert [(row.agreed, row.how) for row in rows] == [
        (True, "desk"),
        (False, "text"),
        (True, "text"),
    ]


def test_start_opens_a_number_that_refused_texts_at_the_server_only(contact: Contact) -> None:
    contact.dead = NOW
    contact.save(update_fields=["dead"])
    texted("START")
    assert is_open(contact)


def test_a_text_that_is_told_again_does_not_undo_a_later_one(contact: Contact) -> None:
    texted("START", sid="SMfirst")
    texted("STOP", sid="SMlater")
    assert texted("START", sid="SMfirst") == ""
    assert not is_open(contact)


def test_what_the_server_took_for_a_keyword_is_one_and_is_answered_by_it(contact: Contact) -> None:
    assert texted("bitte nicht", OptOutType="STOP") == ""
    assert not is_open(contact)
    assert texted("bitte doch", OptOutType="START") == ""
    assert is_open(contact)
    assert texted("hilfe", OptOutType="HELP") == ""


def test_help_says_who_and_where(contact: Contact) -> None:
    for word in ("HELP", "info", "ayuda", "مساعدة"):
        assert "Harbour Skin Clinic" in texted(word)
        assert "+1 212-555-0100" in texted(word)
    assert is_open(contact)


def test_a_number_that_nobody_has_hears_of_no_clinic_where_there_are_two(
    contact: Contact, nurse: Member
) -> None:
    make_clinic("inland")
    assert texted("HELP", "+12125550199") == ""
    assert texted("STOP", "+12125550199") == ""
    assert texted("HELP", "whatsapp:+12125550142") == ""


def test_the_name_of_a_clinic_breaks_no_answer(contact: Contact) -> None:
    clinic = contact.clinic
    clinic.name = "Skin & <Care>"
    clinic.save()
    assert texted("HELP").startswith("Skin &amp; &lt;Care&gt;:")


# What is kept of it.


def test_every_word_of_consent_is_kept(contact: Contact, nurse: Member) -> None:
    later = NOW + timedelta(days=1)
    contacts.stop(nurse, contact, later)
    contacts.agree(nurse, contact, later + timedelta(days=1))
    rows = list(Agreement.objects.of(nurse.clinic).order_by("at"))
    assert [row.agreed for row in rows] == [True, False, True]
    assert {(row.by_id, row.purpose, row.how) for row in rows} == {
        (nurse.user_id, "reminders", "desk")
    }
    assert len({row.mark for row in rows}) == 1
    assert "5550142" not in str(rows[0].__dict__)
    contacts.remove_contact(nurse, contact, later)
    assert Agreement.objects.of(nurse.clinic).count() == 3


def test_who_was_not_asked_has_agreed_to_nothing(
    server: Server, nurse: Member, patient: Patient
) -> None:
    contacts.add_contact(nurse, patient, "phone", NUMBER, NOW)
    assert not Agreement.objects.of(nurse.clinic).exists()


def test_of_who_is_erased_it_stays_that_they_agreed_and_not_where(contact: Contact) -> None:
    erase_person(None, contact.patient, "Asked for it by letter.")
    (row,) = Agreement.objects.of(contact.clinic_id)
    assert (row.agreed, row.at, row.mark) == (True, NOW, "")
    assert texted("please stop texting me") == ""


# What a deployment says.


def test_an_account_is_read_from_an_address() -> None:
    assert sms("") is None
    found = sms("https://AC1:a%2Fb@api.twilio.com?from=%2B12125550100")
    assert found == SmsAccount("https://api.twilio.com", "AC1", "a/b", "+12125550100")
    found = sms(f"http://AC1:t@localhost:8025/twilio/?from=MG{'0' * 32}")
    assert found and found.base == "http://localhost:8025/twilio"


@pytest.mark.parametrize(
    "address",
    [
        "https://AC1:secret@api.twilio.com",
        "https://AC1:secret@api.twilio.com?from=+12125550100",  # the plus is a blank here
        "https://AC1:secret@api.twilio.com?from=Harbour",  # to a name nobody can text STOP
        "https://AC1@api.twilio.com?from=%2B12125550100",
        "https://:secret@api.twilio.com?from=%2B12125550100",
        "http://AC1:secret@api.twilio.com?from=%2B12125550100",
        "AC1:secret",
    ],
)
def test_what_is_no_account_is_told_without_repeating_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEANTIME_SMS is no account") as found:
        sms(address)
    assert "secret" not in str(found.value)


# How long it is.


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # 152 letters and one that takes two places: it does not lie in both parts.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ش" * 70, 1),
        ("ش" * 71, 2),
        ("ش" * 134, 2),
        ("ش" * 135, 3),
        ("a" * 69 + "í", 1),
        ("a" * 70 + "í", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),  # 33 in each part
    ],
)
def test_parts_are_counted_as_the_network_counts_them(text: str, count: int) -> None:
    assert segments(text) == count


def test_accents_go_where_that_makes_a_text_short_and_nowhere_else() -> None:
    assert fitted("Mañana está “así” – ¿sí?") == 'Mañana esta "asi" - ¿si?'
    assert fitted("عيادة está") == "عيادة está"
    assert fitted("sí 😀") == "sí 😀"
    assert fitted("est\u0065\u0301") == "esté"  # two signs are the one that the network has


SINGLE = (BOOKED, MOVED, OFF, *Kind)


def longest(clinic: Any, language: str, kinds: tuple[str, ...]) -> str:
    """A message on the longest date, with a name of 25 letters and an address of 40."""
    clinic.name = "Harbour Skin Clinic North"
    start = datetime(2026, 9, 23, 14, 30, tzinfo=UTC)
    address = "https://plan.harbour-skin-clinic.com/p/m"
    assert (len(clinic.name), len(address)) == (25, 40)
    return fitted(f"{clinic.name}: {said(kinds, start, clinic, language)} {address}")


@pytest.mark.parametrize(("language", "most"), [("en", 1), ("es", 1), ("ar", 3)])
@pytest.mark.parametrize("kind", SINGLE)
def test_a_message_of_one_thing_is_short(db: Any, language: str, most: int, kind: str) -> None:
    text = longest(make_clinic(), language, (kind,))
    assert segments(text) <= most, (len(text), text)


# What is told together: a date with what holds already, questions with the date, and after a
# session whatever falls on one morning.
MERGED = (
    *(
        (BOOKED, Kind.NOW),
        (MOVED, Kind.NOW),
        (Kind.QUESTIONS, Kind.EVE),
        (Kind.QUESTIONS, Kind.DAY),
    ),
    *combinations(
        (Kind.STEPS, Kind.SHEET, Kind.LIFTED, Kind.NORMAL, Kind.CHECK_IN, Kind.RETURN), 3
    ),
)


@pytest.mark.parametrize(("language", "most"), [("en", 2), ("es", 2), ("ar", 3)])
def test_a_message_of_several_things_is_not_long(db: Any, language: str, most: int) -> None:
    clinic = make_clinic()
    for kinds in MERGED:
        text = longest(clinic, language, kinds)
        assert segments(text) <= most, (len(text), text)
