"""The link that a patient holds: what opens it, what it opens, and for whom."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import patients
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import TRIES, Opening, PatientLink
from meantime.clinic.tenancy.models import Clinic, Member
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member

BORN = {"born": "1990-05-04"}


class Given:
    """A link as somebody was handed it."""

    def __init__(self, member: Member, patient: Patient, holder: str = "", asks: bool = True):
        self.link, self.token = links.give(member, patient, holder, asks, NOW)
        self.address = reverse("portal-open", args=[self.token])
        self.now = reverse("portal-now", args=[self.link.pk])

    def opened(self, client: Client | None = None) -> Client:
        """A browser in which it is open."""
        client = client or Client()
        assert client.post(self.address, BORN).status_code == 302
        return client


@pytest.fixture
def given(nurse: Member, appointment: Appointment) -> Given:
    return Given(nurse, appointment.patient)


def test_a_link_opens_the_plan(given: Given) -> None:
    client = Client()
    page = client.get(given.address)
    assert page.status_code == 200
    assert "Ana" not in page.content.decode()
    answer = client.post(given.address, BORN)
    assert (answer.status_code, answer["Location"]) == (302, given.now)
    assert "Thu 3 Dec 2026" in client.get(given.now).content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_look_at_a_link_changes_nothing(given: Given, method: str) -> None:
    for _ in range(3):
        answer = getattr(Client(), method)(given.address)
        assert answer.status_code == 200
        assert not answer.cookies.get("plan-" + given.link.pk.hex)
    assert not Opening.everywhere.exists()


def test_only_digests_are_stored(given: Given) -> None:
    client = given.opened()
    key = client.cookies[f"plan-{given.link.pk.hex}"].value
    stored = str(list(PatientLink.everywhere.values())) + str(list(Opening.everywhere.values()))
    assert given.token not in stored and key not in stored
    assert len(given.token) >= 43 and len(key) >= 43
    assert given.token not in str(list(Event.objects.values()))


@pytest.mark.parametrize("cut", [0, 1, 20, 42])
def test_a_forged_or_cut_token_opens_nothing(given: Given, cut: int) -> None:
    first = "y" if given.token.startswith("x") else "x"
    for token in (given.token[:cut] or "x", first + given.token[1:], given.token + "x"):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(reverse("portal-open", args=[token]), BORN)
            assert answer.status_code == 410
            assert "not known" in answer.content.decode()


def test_a_wrong_birthday_opens_nothing_and_five_shut_the_link(given: Given, nurse: Member) -> None:
    for left in range(TRIES):
        answer = Client().post(given.address, {"born": "1990-05-05"})
        assert answer.status_code == 400, left
        assert "not the date of birth" in answer.content.decode()
    assert Client().post(given.address, BORN).status_code == 410
    assert Client().get(given.address).status_code == 410
    assert not Opening.everywhere.exists()
    Given(nurse, given.link.patient).opened()
    assert Event.objects.filter(verb="fail to open link").count() == TRIES


def test_a_right_birthday_forgives_earlier_slips(given: Given) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            Client().post(given.address, {"born": "1980-01-01"})
        given.opened()


@pytest.mark.parametrize("born", ["", "yesterday", "1990-13-01", "9" * 500])
def test_what_is_no_date_is_asked_again_and_not_counted(given: Given, born: str) -> None:
    assert Client().post(given.address, {"born": born}).status_code == 400
    assert PatientLink.everywhere.get(pk=given.link.pk).tries == 0


def test_a_link_without_the_question_opens_at_once(nurse: Member, appointment: Appointment) -> None:
    given = Given(nurse, appointment.patient, asks=False)
    client = Client()
    assert client.post(given.address).status_code == 302
    assert client.get(given.now).status_code == 200


def test_nobody_sees_a_plan_without_its_link(given: Given) -> None:
    for page in ("portal-now", "portal-may", "portal-plan", "portal-settings"):
        answer = Client().get(reverse(page, args=[given.link.pk]))
        assert answer.status_code == 403
        assert "Ana" not in answer.content.decode()


def test_staff_who_are_logged_in_do_not_see_it_as_the_patient(given: Given, nurse: Member) -> None:
    assert client_of(nurse).get(given.now).status_code == 403


def test_two_people_on_one_phone_never_mix(nurse: Member, appointment: Appointment) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    mine = Given(nurse, appointment.patient, asks=False)
    theirs = Given(nurse, other, asks=False)
    client = theirs.opened(mine.opened())
    assert "3 Dec 2026" in client.get(mine.now).content.decode()
    assert "No session is planned" in client.get(theirs.now).content.decode()
    # The cookie of one opens nothing of the other.
    forged = Client()
    key = client.cookies[f"plan-{theirs.link.pk.hex}"].value
    forged.cookies[f"plan-{mine.link.pk.hex}"] = key
    assert forged.get(mine.now).status_code == 403


def test_a_carer_has_a_link_of_their_own_that_says_so(
    nurse: Member, appointment: Appointment
) -> None:
    mine = Given(nurse, appointment.patient)
    carer = Given(nurse, appointment.patient, "Eva Ruiz")
    page = carer.opened().get(carer.now).content.decode()
    assert "Eva Ruiz" in page and "cares for them" in page
    assert "cares for" not in mine.opened().get(mine.now).content.decode()
    roles = set(Event.objects.filter(verb="open link").values_list("actor", flat=True))
    assert roles == {"patient", "carer"}


def test_a_new_link_ends_the_one_before_and_no_other(
    nurse: Member, appointment: Appointment
) -> None:
    first = Given(nurse, appointment.patient)
    carer = Given(nurse, appointment.patient, "Eva Ruiz")
    clients = first.opened(), carer.opened()
    second = Given(nurse, appointment.patient)
    assert [clients[0].get(first.now).status_code, clients[1].get(carer.now).status_code] == [
        403,
        200,
    ]
    assert Client().post(first.address, BORN).status_code == 410
    second.opened()


def test_a_link_that_is_taken_back_is_shut_where_it_was_open(given: Given, nurse: Member) -> None:
    client = given.opened()
    where = reverse(
        "patient-link-take-back", args=[nurse.clinic.slug, given.link.patient_id, given.link.pk]
    )
    assert client_of(nurse).post(where).status_code == 302
    assert client.get(given.now).status_code == 403
    assert Client().get(given.address).status_code == 410


def test_a_link_ends_by_itself(given: Given, clock: Clock) -> None:
    client = given.opened()
    clock.now = NOW + links.LIFE - timedelta(seconds=1)
    assert client.get(given.now).status_code == 200
    clock.now = NOW + links.LIFE
    assert client.get(given.now).status_code == 403
    assert Client().get(given.address).status_code == 410


def test_a_plan_that_is_closed_in_a_browser_is_shut_there_only(given: Given) -> None:
    here, there = given.opened(), given.opened()
    key = here.cookies[f"plan-{given.link.pk.hex}"].value
    assert here.post(reverse("portal-close", args=[given.link.pk])).status_code == 200
    assert here.get(given.now).status_code == 403
    again = Client()
    again.cookies[f"plan-{given.link.pk.hex}"] = key
    assert again.get(given.now).status_code == 403
    assert there.get(given.now).status_code == 200
    given.opened(here)


def test_an_erased_patient_has_no_link(given: Given, owner: Member) -> None:
    client = given.opened()
    erase_person(owner, Patient.everywhere.get(pk=given.link.patient_id), "Asked for by letter.")
    assert client.get(given.now).status_code == 403
    assert Client().get(given.address).status_code == 410
    assert not PatientLink.everywhere.exists()


def test_another_clinic_gives_and_takes_no_link(given: Given) -> None:
    other = client_of(make_member(make_clinic("inland"), "nurse", "other"))
    patient = given.link.patient_id
    for slug in ("harbour", "inland"):
        where = reverse("patient-links", args=[slug, patient])
        assert other.get(where).status_code == 404
        assert other.post(where, {"holder": ""}).status_code == 404
        where = reverse("patient-link-take-back", args=[slug, patient, given.link.pk])
        assert other.post(where).status_code == 404
    given.opened()


def test_the_link_of_one_patient_is_not_taken_back_under_another(
    given: Given, nurse: Member
) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    where = reverse("patient-link-take-back", args=[nurse.clinic.slug, other.pk, given.link.pk])
    assert client_of(nurse).post(where).status_code == 404
    given.opened()


def test_the_clinic_hands_it_over_once(clinic: Clinic, nurse: Member, patient: Patient) -> None:
    client = client_of(nurse)
    where = reverse("patient-links", args=[clinic.slug, patient.pk])
    page = client.post(where, {"holder": "", "asks": "birthday"}).content.decode()
    address = page.split('readonly value="http://testserver')[1].split('"')[0]
    assert Client().post(address, BORN).status_code == 302
    token = address.split("/")[2]
    assert token not in client.get(where).content.decode()
    assert client.post(where, {"holder": "x" * 121}).status_code == 400


def test_tries_of_links_are_limited(given: Given, settings: Any) -> None:
    client = Client()
    answers = [client.get(reverse("portal-open", args=["x" * 43])).status_code for _ in range(32)]
    assert answers[-1] == 429
    assert 410 in answers


class Coded(Given):
    """A link that asks for a code, as the clinic gave it."""

    def __init__(self, member: Member, patient: Patient, code: str = "") -> None:
        self.code = code or links.new_code()
        self.link, self.token = links.give(member, patient, "", False, NOW, self.code)
        self.address = reverse("portal-open", args=[self.token])
        self.now = reverse("portal-now", args=[self.link.pk])

    def types(self, code: str, **more: str) -> int:
        return Client().post(self.address, {"code": code, **more}).status_code


@pytest.fixture
def coded(nurse: Member, appointment: Appointment) -> Coded:
    return Coded(nurse, appointment.patient)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_opens_what_the_date_of_birth_does_not(coded: Coded) -> None:
    page = Client().get(coded.address).content.decode()
    assert "Code of six digits" in page and 'type="date"' not in page
    assert Client().post(coded.address).status_code == 400
    assert Client().post(coded.address, BORN).status_code == 400
    client = Client()
    answer = client.post(coded.address, {"code": coded.code})
    assert (answer.status_code, answer["Location"]) == (302, coded.now)
    assert coded.code not in answer["Location"]
    assert client.get(coded.now).status_code == 200


@pytest.mark.parametrize(
    "typed",
    ["004217", " 004 217 ", "٠٠٤٢١٧", "۰۰۴۲۱۷"],
    ids=["plain", "spaced", "arabic", "persian"],
)
def test_a_code_is_read_as_people_type_it(
    nurse: Member, appointment: Appointment, typed: str
) -> None:
    assert Coded(nurse, appointment.patient, "004217").types(typed) == 302


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "½23456", "-12345", "1" * 999])
def test_what_is_no_code_is_asked_again_and_not_counted(coded: Coded, typed: str) -> None:
    assert coded.types(typed) == 400
    assert PatientLink.everywhere.get(pk=coded.link.pk).tries == 0


def test_five_wrong_codes_shut_the_link(coded: Coded, nurse: Member) -> None:
    for left in range(TRIES):
        answer = Client().post(coded.address, {"code": other(coded.code)} | BORN)
        assert answer.status_code == 400, left
        assert "not the code of this link" in answer.content.decode()
    assert coded.types(coded.code) == 410
    page = Client().get(coded.address)
    assert page.status_code == 410 and "The code was wrong too often" in page.content.decode()
    assert not Opening.everywhere.exists()
    where = reverse("patient-links", args=[nurse.clinic.slug, coded.link.patient_id])
    assert "Shut: wrong codes" in client_of(nurse).get(where).content.decode()
    # A new one has a code of its own.
    again = Coded(nurse, coded.link.patient, other(coded.code))
    assert again.types(coded.code) == 400
    assert again.types(again.code) == 302


def test_a_right_code_forgives_earlier_slips(coded: Coded) -> None:
    for _ in range(2):
        for _ in range(TRIES - 1):
            coded.types(other(coded.code))
        assert coded.types(coded.code) == 302


def test_a_code_is_stored_for_its_link_alone_and_never_in_clear(
    nurse: Member, appointment: Appointment
) -> None:
    mine = Coded(nurse, appointment.patient, "314159")
    carer, _token = links.give(nurse, appointment.patient, "Eva Ruiz", True, NOW, "314159")
    marks = {link.code for link in PatientLink.everywhere.all()}
    assert len(marks) == 2 and all(len(mark) == 32 for mark in marks)
    stored = str(list(PatientLink.everywhere.values())) + str(list(Event.objects.values()))
    plain = sha256(b"314159").hexdigest()
    assert "314159" not in stored and not any(mark in plain for mark in marks)
    assert not carer.asks_birthday
    assert mine.types("314159") == 302
    event = Event.objects.filter(verb="give link").order_by("number").first()
    assert event and event.detail["asks_code"] is True


def test_a_code_of_another_link_opens_nothing(nurse: Member, appointment: Appointment) -> None:
    ben = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    mine, theirs = Coded(nurse, appointment.patient, "111111"), Coded(nurse, ben, "222222")
    assert mine.types(theirs.code) == 400
    assert theirs.types(mine.code) == 400
    # Nor does a mark that is copied over: it is that of its own link.
    PatientLink.everywhere.filter(pk=theirs.link.pk).update(code=mine.link.code)
    assert theirs.types(mine.code) == 400


def test_no_code_is_in_an_address_or_a_log(coded: Coded, caplog: pytest.LogCaptureFixture) -> None:
    wrong = other(coded.code)
    with caplog.at_level("DEBUG"):
        assert Client().get(coded.address, {"code": coded.code}).status_code == 200
        coded.types(wrong)
        for _ in range(TRIES):
            coded.types(wrong)
    assert wrong not in caplog.text
    assert not Opening.everywhere.exists(), "an address opens nothing"


def test_the_clinic_is_shown_the_code_once(
    clinic: Clinic, nurse: Member, patient: Patient, appointment: Appointment
) -> None:
    client = client_of(nurse)
    where = reverse("patient-links", args=[clinic.slug, patient.pk])
    answer = client.post(where, {"holder": "", "asks": "code"})
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    address = page.split('readonly value="http://testserver')[1].split('"')[0]
    code = page.split('class="numeric" readonly value="')[1].split('"')[0]
    assert len(code) == 6 and code not in address
    assert code not in client.get(where).content.decode()
    assert Client().post(address, {"code": code}).status_code == 302
    nothing = client.post(where, {"holder": "", "asks": "nothing"}).content.decode()
    address = nothing.split('readonly value="http://testserver')[1].split('"')[0]
    assert 'id="code"' not in nothing and Client().post(address).status_code == 302
    for asks in ("", "all", "code,birthday"):
        assert client.post(where, {"holder": "", "asks": asks}).status_code == 400


def test_codes_are_of_six_digits_and_never_the_same() -> None:
    found = {links.new_code() for _ in range(500)}
    assert len(found) > 450
    assert all(len(code) == 6 and code.isdecimal() for code in found)


def test_a_language_that_is_chosen_at_the_door_is_that_of_the_plan(given: Given) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "es", "next": given.address})
    assert "Aquí está su plan" in client.get(given.address).content.decode()
    given.opened(client)
    assert '<html lang="es"' in client.get(given.now).content.decode()


# Where a message leads: it is no key


MINE = "/p/"


def test_a_message_leads_to_the_plan_that_is_open_here(given: Given) -> None:
    answer = given.opened().get(MINE)
    assert (answer.status_code, answer["Location"]) == (302, given.now)


def test_where_nothing_is_open_it_says_how_to_open_a_plan(given: Given) -> None:
    answer = Client().get(MINE)
    assert answer.status_code == 200
    assert "No plan is open on this phone or computer." in answer.content.decode()


def test_of_several_plans_one_is_chosen(given: Given, nurse: Member) -> None:
    client = given.opened()
    other = patients.add_patient(nurse, "Bo Lind", date(1990, 5, 4), "en", "", NOW)
    second = Given(nurse, other)
    second.opened(client)
    shown = client.get(MINE).content.decode()
    assert given.now in shown
    assert second.now in shown


def test_a_link_that_was_taken_back_leads_nowhere(given: Given, nurse: Member) -> None:
    client = given.opened()
    links.take_back(nurse, given.link, NOW)
    assert "No plan is open" in client.get(MINE).content.decode()


def test_a_key_under_the_name_of_another_link_opens_nothing(given: Given, nurse: Member) -> None:
    client = given.opened()
    other = patients.add_patient(nurse, "Bo Lind", date(1990, 5, 4), "en", "", NOW)
    second = Given(nurse, other)
    (name,) = client.cookies
    client.cookies[name.replace(given.link.pk.hex, second.link.pk.hex)] = client.cookies[name].value
    del client.cookies[name]
    assert "No plan is open" in client.get(MINE).content.decode()
