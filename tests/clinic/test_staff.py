"""Who works in a clinic: invitations, roles, leaving. The clinic itself, and its rooms."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client

from meantime.clinic.audit.chain import verify
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking
from meantime.clinic.care.models import Appointment
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy import reading
from meantime.clinic.tenancy.actions import clinics, invitations, rooms, staff
from meantime.clinic.tenancy.models import Clinic, Invitation, Member, Room, User
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import HOURS, NOW, PASSWORD, Clock, client_of, make_clinic, make_member

EMAIL = "new@harbour.test"
TYPED = {"name": "Noor Haddad", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def token(owner: Member) -> str:
    """Of a link by which EMAIL joins as a nurse."""
    return invitations.invite(owner, EMAIL, Role.NURSE, NOW)[1]


def join(client: Client, token: str, **typed: str) -> Any:
    return client.post(f"/join/{token}/", TYPED | typed)


def verbs() -> list[str]:
    return list(Event.objects.exclude(chain="-").order_by("id").values_list("verb", flat=True))


def everything() -> str:
    """All rows that a join could touch."""
    rows = [list(model.objects.order_by("pk").values()) for model in (User, Event)]
    rows += [list(model.everywhere.order_by("pk").values()) for model in (Member, Invitation)]
    return str(rows)


# Invitations


def test_an_owner_invites_and_whoever_has_the_link_joins(owner: Member) -> None:
    client = client_of(owner)
    page = client.post(
        f"/c/{owner.clinic.slug}/settings/staff/invite/", {"email": EMAIL.upper(), "role": "nurse"}
    )
    found = re.search(r'value="http://testserver(/join/[\w-]{43}/)"', page.content.decode())
    assert found
    assert EMAIL in client.get(f"/c/{owner.clinic.slug}/settings/staff/").content.decode()

    guest = Client()
    shown = guest.get(found[1]).content.decode()
    assert "Harbour Skin Clinic" in shown
    assert "Nurse" in shown
    assert guest.post(found[1], TYPED)["Location"] == "/"
    assert guest.get("/")["Location"] == f"/c/{owner.clinic.slug}/"
    member = Member.objects.of(owner.clinic).get(user__email=EMAIL)
    assert (member.role, member.user.name) == ("nurse", "Noor Haddad")
    assert member.user.check_password(PASSWORD)
    assert verbs() == ["invite", "join"]
    assert not list(verify())


def test_the_token_is_never_stored_and_no_address_is_in_the_audit(
    token: str, owner: Member
) -> None:
    join(Client(), token)
    rows = everything()
    assert len(token) == 43  # 256 bits
    assert token not in rows
    events = str(list(Event.objects.values()))
    assert EMAIL not in events
    assert owner.user.email not in events


def test_opening_a_link_changes_nothing(token: str) -> None:
    before = everything()
    for method in ("get", "head"):
        assert getattr(Client(), method)(f"/join/{token}/").status_code == 200
    assert everything() == before


def test_a_link_joins_once(token: str) -> None:
    join(Client(), token)
    for response in (join(Client(), token), Client().get(f"/join/{token}/")):
        assert response.status_code == 410
        assert "used already" in response.content.decode()
    assert User.objects.filter(email=EMAIL).count() == 1
    with pytest.raises(Refused, match="used already"):
        invitations.join_anew(token, "Noor", PASSWORD, NOW)


def test_a_link_ends_after_seven_days(token: str, clock: Clock) -> None:
    clock.now += timedelta(days=7, seconds=-1)
    assert Client().get(f"/join/{token}/").status_code == 200
    clock.now += timedelta(seconds=1)
    response = join(Client(), token)
    assert response.status_code == 410
    assert "too old" in response.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_link_that_was_taken_back_does_not_work(token: str, owner: Member) -> None:
    row = Invitation.objects.of(owner.clinic).get()
    page = f"/c/{owner.clinic.slug}/settings/staff/invitations/{row.pk}/revoke/"
    assert client_of(owner).post(page).status_code == 302
    assert "taken back" in join(Client(), token).content.decode()
    assert client_of(owner).post(page).status_code == 400
    assert verbs() == ["invite", "revoke invitation"]


def test_a_second_invitation_takes_the_first_back(token: str, owner: Member) -> None:
    _row, second = invitations.invite(owner, EMAIL, Role.DESK, NOW)
    assert join(Client(), token).status_code == 410
    assert join(Client(), second).status_code == 302


def test_an_unknown_link_is_not_there(db: Any) -> None:
    assert Client().get("/join/nothing-of-the-kind/").status_code == 404
    with pytest.raises(Refused, match="not known"):
        invitations.join_anew("nothing-of-the-kind", "Noor", PASSWORD, NOW)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "required"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "qwerty123456", "again": "qwerty123456"}, "too common"),
        ({"again": "another horse battery"}, "same password twice"),
    ],
)
def test_whoever_joins_is_told_what_is_wrong(token: str, typed: dict[str, str], said: str) -> None:
    response = join(Client(), token, **typed)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_whoever_has_an_account_logs_in_and_only_confirms(owner: Member) -> None:
    known = make_member(make_clinic("lakeside"), Role.DESK)
    _row, token = invitations.invite(owner, known.user.email, Role.CLINICIAN, NOW)
    client, link = Client(), f"/join/{token}/"
    assert f"next={link}" in client.get(link).content.decode()
    assert join(client, token).status_code == 400, "not without logging in"
    typed = {"login": known.user.email, "password": PASSWORD}
    assert client.post(f"/door/login/?next={link}", typed)["Location"] == link
    assert client.post(link).status_code == 302
    assert Member.objects.of(owner.clinic).get(user=known.user).role == "clinician"
    known.user.refresh_from_db()
    assert known.user.check_password(PASSWORD)


def test_a_link_for_somebody_else_is_refused(token: str, nurse: Member) -> None:
    client = client_of(nurse)
    assert "logged in as somebody else" in client.get(f"/join/{token}/").content.decode()
    response = join(client, token)
    assert response.status_code == 400
    assert "for another person" in response.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_whoever_left_comes_back_by_an_invitation(owner: Member, nurse: Member) -> None:
    staff.deactivate(owner, nurse, nurse.revision)
    _row, token = invitations.invite(owner, nurse.user.email, Role.DESK, NOW)
    nurse.user.refresh_from_db()
    client_of(nurse).post(f"/join/{token}/")
    nurse.refresh_from_db()
    assert (nurse.is_active, nurse.role) == (True, "desk")


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("nobody", "nurse", "no e-mail address"),
        (EMAIL, "chief", "no role"),
        ("nurse@harbour.test", "desk", "works here already"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    owner: Member, nurse: Member, email: str, role: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        invitations.invite(owner, email, role, NOW)
    assert not Invitation.objects.of(owner.clinic).exists()


def test_an_address_opens_thirty_links_a_minute(token: str) -> None:
    answers = [Client().get(f"/join/{token}/").status_code for _ in range(30)]
    assert set(answers) == {200}
    assert join(Client(), token).status_code == 429
    assert Client().get("/join/another/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/join/{token}/").status_code == 200


def test_an_invitation_of_another_clinic_is_not_there(token: str) -> None:
    other = make_member(make_clinic("lakeside"), Role.OWNER)
    row = Invitation.everywhere.get()
    page = f"/c/lakeside/settings/staff/invitations/{row.pk}/revoke/"
    assert client_of(other).post(page).status_code == 404
    with pytest.raises(Http404):
        reading.person_in(other.clinic, row.by.members.get().pk)


# Staff

LEAVES = {"do": "deactivate", "revision": "1"}


def test_an_owner_sees_who_works_here_and_changes_a_role(owner: Member, nurse: Member) -> None:
    client, page = client_of(owner), f"/c/{owner.clinic.slug}/settings/staff/"
    shown = client.get(page).content.decode()
    assert "Nurse" in shown
    assert "password only" in shown
    assert (
        client.post(f"{page}{nurse.pk}/", {"role": "clinician", "revision": 1}).status_code == 302
    )
    nurse.refresh_from_db()
    assert nurse.role == "clinician"
    event = Event.objects.get(verb="change role")
    assert event.detail == {"before": "nurse", "role": "clinician"}
    assert client.post(f"{page}{nurse.pk}/", {"role": "chief"}).status_code == 400


def test_somebody_is_let_go(owner: Member, nurse: Member) -> None:
    client, page = client_of(owner), f"/c/{owner.clinic.slug}/settings/staff/"
    assert client.post(f"{page}{nurse.pk}/", LEAVES).status_code == 302
    assert "has left" in client.get(page).content.decode()
    assert "has left the clinic" in client.get(f"{page}{nurse.pk}/").content.decode()
    again = client.post(f"{page}{nurse.pk}/", LEAVES)
    assert "has left the clinic" in again.content.decode()
    assert again.status_code == 400
    assert verbs() == ["deactivate"]


@pytest.mark.parametrize("typed", [LEAVES, {"role": "nurse", "revision": "1"}])
def test_the_last_owner_stays_one(owner: Member, typed: dict[str, str]) -> None:
    page = f"/c/{owner.clinic.slug}/settings/staff/{owner.pk}/"
    gone = make_member(owner.clinic, Role.OWNER, "former")
    staff.deactivate(owner, gone, gone.revision)
    response = client_of(owner).post(page, typed)
    assert response.status_code == 400
    assert "last owner" in response.content.decode()
    owner.refresh_from_db()
    assert (owner.is_active, owner.role) == (True, "owner")
    make_member(owner.clinic, Role.OWNER, "second")
    assert client_of(owner).post(page, typed)["Location"] == "/"


@pytest.mark.parametrize("role", ["clinician", "nurse", "desk", "auditor"])
@pytest.mark.parametrize("page", ["", "rooms/", "staff/", "staff/invite/"])
def test_only_an_owner_manages(clinic: Clinic, role: str, page: str) -> None:
    member = make_member(clinic, role)
    assert client_of(member).get(f"/c/{clinic.slug}/settings/{page}").status_code == 403


# The clinic


def told(**other: Any) -> clinics.Told:
    hours = {day: (time(9), time(18)) for day in range(6)}
    told = clinics.Told(
        "Harbour Skin Clinic",
        "America/New_York",
        "+1 212 555 0100",
        "Call 911.",
        ["en", "es"],
        hours,
    )
    return told._replace(**other)


def test_an_owner_changes_what_the_clinic_is(owner: Member) -> None:
    client, page = client_of(owner), f"/c/{owner.clinic.slug}/settings/"
    assert 'value="09:00"' in client.get(page).content.decode()
    typed = {
        "name": " Harbour Skin ",
        "zone": "Europe/Madrid",
        "phone": "(212) 555-0187",
        "emergency": "Call 112.",
        "languages": ["es", "en"],
        "opens_0": "08:30",
        "closes_0": "17:00",
        "revision": "1",
    }
    assert client.post(page, typed).status_code == 302
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.zone, clinic.phone) == (
        "Harbour Skin",
        "Europe/Madrid",
        "+12125550187",
    )
    assert (clinic.emergency, clinic.languages) == ("Call 112.", ["en", "es"])
    assert clinic.hours == {"0": ["08:30", "17:00"]}
    fields = ["name", "zone", "phone", "emergency", "hours"]
    assert Event.objects.get(verb="change clinic").detail == {"fields": fields}


def test_nothing_changed_is_nothing_noted(owner: Member) -> None:
    clinics.change_clinic(owner, told(), 1)
    assert verbs() == []
    assert Clinic.objects.get().hours == HOURS


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"name": "  "}, "a name"),
        ({"zone": "America/Nowhere"}, "no time zone"),
        ({"zone": "EST5EDT"}, "no time zone"),
        ({"phone": "12"}, "no phone number"),
        ({"phone": "call us"}, "no phone number"),
        ({"languages": []}, "at least one language"),
        ({"languages": ["tlh"]}, "at least one language"),
        ({"hours": {2: (time(18), time(9))}}, "Wednesday: the clinic has to close after"),
        ({"hours": {2: (time(9), time(9))}}, "Wednesday: the clinic has to close after"),
        ({"hours": {2: (time(9), None)}}, "Wednesday: give both times"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    owner: Member, other: dict[str, Any], said: str
) -> None:
    before = Clinic.objects.values().get()
    with pytest.raises(Refused, match=said):
        clinics.change_clinic(owner, told(emergency="Other words", **other), 1)
    assert Clinic.objects.values().get() == before


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(owner: Member) -> None:
    typed = {
        "name": "Another name",
        "zone": "America/New_York",
        "phone": "+12125550100",
        "languages": ["en"],
        "opens_4": "18:00",
        "closes_4": "09:00",
        "revision": "1",
    }
    page = client_of(owner).post(f"/c/{owner.clinic.slug}/settings/", typed)
    assert page.status_code == 400
    assert "Friday: the clinic has to close after it opens." in page.content.decode()
    assert 'value="Another name"' in page.content.decode()
    assert client_of(owner).post(f"/c/{owner.clinic.slug}/settings/", {}).status_code == 400


def test_the_zone_stays_while_sessions_are_booked_ahead(
    owner: Member, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    with pytest.raises(Refused, match=r"booked ahead \(1 now\)"):
        clinics.change_clinic(owner, told(zone="Europe/Madrid"), 1)
    clinics.change_clinic(owner, told(name="Another name"), 1)
    booking.cancel(nurse, appointment, appointment.revision, NOW)
    clinics.change_clinic(owner, told(zone="Europe/Madrid"), 2)
    assert Clinic.objects.get().zone == "Europe/Madrid"


# Rooms


def test_rooms_are_added_renamed_closed_and_opened(owner: Member) -> None:
    client, page = client_of(owner), f"/c/{owner.clinic.slug}/settings/rooms/"
    assert client.post(page, {"name": "Room 1"}).status_code == 302
    room = Room.objects.of(owner.clinic).get()
    one = f"{page}{room.pk}/"
    assert client.get(one).status_code == 200
    client.post(one, {"name": "Room A", "do": "rename", "revision": 1})
    client.post(one, {"do": "close", "revision": 2})
    room.refresh_from_db()
    assert (room.name, room.is_open) == ("Room A", False)
    assert "closed" in client.get(page).content.decode()
    client.post(one, {"do": "open", "revision": 3})
    room.refresh_from_db()
    assert room.is_open
    assert verbs() == ["add room", "rename room", "close room", "open room"]


@pytest.mark.parametrize("name", ["", "   ", "room 1"])
def test_a_room_needs_a_name_of_its_own(owner: Member, room: Room, name: str) -> None:
    page = f"/c/{owner.clinic.slug}/settings/rooms/"
    assert client_of(owner).post(page, {"name": name}).status_code == 400
    second = rooms.add_room(owner, "Room 2")
    answer = client_of(owner).post(f"{page}{second.pk}/", {"name": name, "revision": 1})
    assert answer.status_code == 400
    with pytest.raises(Refused):
        rooms.add_room(owner, name)


def test_a_room_may_keep_its_name(owner: Member, room: Room) -> None:
    assert rooms.rename_room(owner, room, "ROOM 1", room.revision).name == "ROOM 1"


def test_a_room_with_sessions_ahead_is_not_closed(
    owner: Member, appointment: Appointment, room: Room
) -> None:
    with pytest.raises(Refused, match=r"booked in this room \(1 now\)"):
        rooms.close_room(owner, room, room.revision)
    room.refresh_from_db()
    assert room.is_open


def test_a_room_of_another_clinic_is_not_there(room: Room) -> None:
    other = make_member(make_clinic("lakeside"), Role.OWNER)
    assert client_of(other).get(f"/c/lakeside/settings/rooms/{room.pk}/").status_code == 404
