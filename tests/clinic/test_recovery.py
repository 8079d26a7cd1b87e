"""A login given back: links from an owner, links from whoever runs the machine. Forms overtaken."""

from __future__ import annotations

import base64
import logging
import pickle
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client

from meantime.cli import main
from meantime.clinic.audit.chain import verify
from meantime.clinic.audit.models import NOWHERE, Event
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.actions import clinics, recovering, rooms, staff
from meantime.clinic.tenancy.logs import WithoutLinks
from meantime.clinic.tenancy.models import Clinic, Member, Recovery, Room, User
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import (
    NOW,
    PASSWORD,
    Clock,
    client_of,
    confirmed,
    make_clinic,
    make_member,
)
from tests.clinic.deployments import Deployment, deployment, make_deployment
from tests.clinic.test_staff import told

__all__ = ["deployment", "make_deployment"]

NEW = "another long way home"
TYPED = {"password": NEW, "again": NEW}
SECRET = "JBSWY3DPEHPK3PXP"
LOGIN = "/door/login/"


def page_of(member: Member) -> str:
    return f"/c/{member.clinic.slug}/settings/staff/{member.pk}/recovery/"


def given(owner: Member, other: Member, **typed: str) -> str:
    """The path of the link that the page shows."""
    shown = confirmed(owner).post(page_of(other), typed).content.decode()
    found = re.search(r'value="http://testserver(/door/recover/[\w-]{43}/)"', shown)
    assert found, shown
    return found[1]


def log_in(member: Member, password: str) -> Client:
    client = Client()
    client.post(LOGIN, {"login": member.user.email, "password": password})
    return client


def is_in(client: Client, member: Member) -> bool:
    return bool(client.get(f"/c/{member.clinic.slug}/").status_code == 200)


def everything() -> str:
    """All rows that a recovery could touch."""
    models = (User, Recovery, Authenticator, Event, AccessAttempt)
    return str([list(model.objects.order_by("pk").values()) for model in models])


# An owner's link


def test_an_owner_hands_over_a_link_and_the_person_comes_in_with_a_new_password(
    owner: Member, nurse: Member
) -> None:
    working = client_of(nurse)
    assert is_in(working, nurse)
    link = given(owner, nurse)
    assert not is_in(working, nurse), "their sessions end when the link is made"
    assert is_in(log_in(nurse, PASSWORD), nurse), "the old password counts until it is replaced"

    guest = Client()
    assert nurse.user.email in guest.get(link).content.decode()
    before = everything()
    guest.get(link)
    assert everything() == before, "to open it changes nothing"
    working = log_in(nurse, PASSWORD)
    answer = guest.post(link, TYPED)
    assert answer["Location"] == LOGIN
    assert "Your new password is set" in guest.get(LOGIN).content.decode()
    assert not is_in(guest, nurse), "a link is no login"
    assert not is_in(working, nurse)
    assert not is_in(log_in(nurse, PASSWORD), nurse)
    assert is_in(log_in(nurse, NEW), nurse)
    rows = Event.objects.filter(chain=str(nurse.clinic_id), verb__contains="recover")
    assert [(event.verb, event.actor) for event in rows.order_by("number")] == [
        ("give recovery link", str(owner.user_id)),
        ("recover login", str(nurse.user_id)),
    ]
    assert Event.objects.filter(chain=NOWHERE, verb="recover login").count() == 1
    assert not list(verify())


def test_the_token_is_stored_nowhere(owner: Member, nurse: Member) -> None:
    link = given(owner, nurse)
    Client().post(link, TYPED)
    assert link.split("/")[3] not in everything()
    assert nurse.user.email not in str(list(Event.objects.values()))


def test_a_link_works_once(owner: Member, nurse: Member) -> None:
    link = given(owner, nurse)
    Client().post(link, TYPED)
    before = everything()
    again = Client().post(link, {"password": "x" * 20, "again": "x" * 20})
    assert again.status_code == Client().get(link).status_code == 410
    assert "used already" in again.content.decode()
    assert everything() == before


def test_a_link_lives_an_hour(owner: Member, nurse: Member, clock: Clock) -> None:
    link = given(owner, nurse)
    clock.now = NOW + timedelta(minutes=59, seconds=59)
    assert Client().get(link).status_code == 200
    clock.now = NOW + timedelta(hours=1)
    assert Client().post(link, TYPED).status_code == 410
    assert "too old" in Client().get(link).content.decode()
    assert is_in(log_in(nurse, PASSWORD), nurse)


def test_only_the_newest_link_counts_and_it_can_be_taken_back(owner: Member, nurse: Member) -> None:
    first = given(owner, nurse)
    second = given(owner, nurse)
    assert Client().get(first).status_code == 410
    client = confirmed(owner)
    assert "A link is out until Mon 30 Nov 2026, 10:00" in client.get(
        page_of(nurse)
    ).content.decode().replace("\xa0", " ")
    assert client.post(page_of(nurse), {"do": "take back"}).status_code == 302
    assert "taken back" in Client().post(second, TYPED).content.decode()
    assert "A link is out" not in client.get(page_of(nurse)).content.decode()
    assert Event.objects.filter(verb="take back recovery link").count() == 1


def test_a_link_that_nobody_made_is_not_there(db: Any) -> None:
    assert Client().post(f"/door/recover/{'x' * 43}/", TYPED).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": NEW, "again": NEW + "x"}, "the same password twice"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "password1234", "again": "password1234"}, "too common"),
        ({}, "required"),
    ],
)
def test_a_password_that_will_not_do_uses_nothing_up(
    owner: Member, nurse: Member, typed: dict[str, str], words: str
) -> None:
    link = given(owner, nurse)
    answer = Client().post(link, typed)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Client().post(link, TYPED).status_code == 302


def test_the_second_factor_stays_unless_the_owner_says_that_it_is_lost(
    owner: Member, nurse: Member
) -> None:
    TOTP.activate(nurse.user, SECRET)
    link = given(owner, nurse)
    assert "still need your second factor" in Client().get(link).content.decode()
    Client().post(link, TYPED)
    assert Authenticator.objects.filter(user=nurse.user).exists()
    client = log_in(nurse, NEW)
    assert not is_in(client, nurse), "the code is asked for"

    link = given(owner, nurse, drops_factor="on")
    assert Authenticator.objects.filter(user=nurse.user).exists(), "only once it is used"
    assert "Saving removes your second factor" in Client().get(link).content.decode()
    Client().post(link, TYPED)
    assert not Authenticator.objects.filter(user=nurse.user).exists()
    assert is_in(log_in(nurse, NEW), nurse)
    assert Event.objects.filter(verb="remove a second factor").exists()
    assert Event.objects.filter(verb="give recovery link").last().detail == {"drops_factor": True}


def test_where_a_second_factor_is_required_a_new_one_comes_before_the_clinic(
    owner: Member, nurse: Member, settings: Any
) -> None:
    for member in (owner, nurse):
        TOTP.activate(member.user, SECRET)
    link = given(owner, nurse, drops_factor="on")
    settings.SECOND_FACTOR = "required"
    Client().post(link, TYPED)
    client = log_in(nurse, NEW)
    assert client.get(f"/c/{nurse.clinic.slug}/")["Location"] == "/door/2fa/"


def test_a_lockout_is_lifted(owner: Member, nurse: Member) -> None:
    for _try in range(5):
        log_in(nurse, "not the right one")
    assert not is_in(log_in(nurse, PASSWORD), nurse)
    link = given(owner, nurse)
    log_in(nurse, "not the right one")
    Client().post(link, TYPED)
    assert is_in(log_in(nurse, NEW), nurse)
    assert not AccessAttempt.objects.exists()


# Who may give one, and for whom


def test_an_owner_shows_first_that_it_is_they(owner: Member, nurse: Member) -> None:
    client = client_of(owner)
    for answer in (client.get(page_of(nurse)), client.post(page_of(nurse))):
        assert answer["Location"].startswith("/door/reauthenticate/?next=")
    assert not Recovery.objects.exists()


def test_an_owner_of_one_clinic_gets_no_link_to_the_staff_of_another(
    owner: Member, nurse: Member
) -> None:
    inland = make_clinic("inland")
    Member.everywhere.create(clinic=inland, user=nurse.user, role=Role.CLINICIAN)
    answer = confirmed(owner).post(page_of(nurse))
    assert answer.status_code == 400
    assert "reaches more than your clinic" in answer.content.decode()
    assert not Recovery.objects.exists()
    stranger = make_member(inland, Role.OWNER)
    other = make_member(owner.clinic, Role.DESK)
    where = f"/c/inland/settings/staff/{other.pk}/recovery/"
    assert confirmed(stranger).post(where).status_code == 404


def test_a_link_dies_when_the_person_joins_another_clinic_meanwhile(
    owner: Member, nurse: Member
) -> None:
    link = given(owner, nurse)
    elsewhere = Member.everywhere.create(
        clinic=make_clinic("inland"), user=nurse.user, role=Role.NURSE
    )
    assert Client().get(link).status_code == 410
    assert Client().post(link, TYPED).status_code == 410
    nurse.user.refresh_from_db()
    assert nurse.user.check_password(PASSWORD)
    elsewhere.is_active = False
    elsewhere.save()
    assert Client().get(link).status_code == 200


def test_a_link_dies_when_the_person_leaves(owner: Member, nurse: Member) -> None:
    link = given(owner, nurse)
    staff.deactivate(owner, nurse, nurse.revision)
    assert Client().post(link, TYPED).status_code == 410
    with pytest.raises(Refused, match="has left the clinic"):
        recovering.give(owner, nurse, False, NOW)


def test_nobody_gets_a_link_to_their_own_account(owner: Member) -> None:
    with pytest.raises(Refused, match="Change your password instead"):
        recovering.give(owner, owner, True, NOW)


def test_another_owner_is_let_in_again_too(owner: Member) -> None:
    second = make_member(owner.clinic, Role.OWNER, "second")
    Client().post(given(owner, second), TYPED)
    assert is_in(log_in(second, NEW), second)


def test_the_log_keeps_no_link() -> None:
    record = logging.LogRecord("x", 30, "", 0, "Gone: %s", ("/door/recover/abc-DEF_1/",), None)
    WithoutLinks().filter(record)
    assert record.getMessage() == "Gone: /door/recover/.../"


def test_the_door_says_whom_to_ask(db: Any) -> None:
    assert "Ask an owner of your clinic for a link" in Client().get(LOGIN).content.decode()


def test_an_address_opens_thirty_links_a_minute(owner: Member, nurse: Member) -> None:
    link = given(owner, nurse)
    statuses = [Client().get(link).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


# Whoever runs the machine


def command(capsys: Any, *typed: str) -> tuple[int, str, str]:
    code = main(("recover-login", *typed))
    return (code, *capsys.readouterr())


def test_the_command_lets_an_owner_in_again_whose_clinics_are_many(
    owner: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    inland = make_clinic("inland")
    Member.everywhere.create(clinic=inland, user=owner.user, role=Role.OWNER)
    TOTP.activate(owner.user, SECRET)
    for _try in range(5):
        log_in(owner, "not the right one")
    code, out, err = command(capsys, owner.user.email.upper(), "--drop-second-factor")
    assert (code, err) == (0, "")
    assert not AccessAttempt.objects.exists(), "the lockout is lifted at once"
    link = out.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/door/recover/")
    Client().post(link.removeprefix("http://127.0.0.1:8000"), TYPED)
    assert is_in(log_in(owner, NEW), owner)
    for clinic in Clinic.objects.all():
        assert Event.objects.filter(chain=str(clinic.pk), verb="recover login").count() == 1
    assert Event.objects.get(chain=NOWHERE, verb="give recovery link").actor == "system"


def test_the_command_keeps_a_second_factor_that_is_not_lost(
    owner: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    TOTP.activate(owner.user, SECRET)
    out = command(capsys, owner.user.email)[1]
    Client().post(out.splitlines()[-1].removeprefix("http://127.0.0.1:8000"), TYPED)
    assert Authenticator.objects.filter(user=owner.user).exists()


def test_the_command_refuses_in_words(owner: Member, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything()
    code, out, err = command(capsys, "nobody@harbour.test")
    assert (code, out) == (2, "")
    assert err == "meantime: Nobody logs in with that address.\n"
    User.objects.filter(pk=owner.user_id).update(is_active=False)
    assert "This account is shut" in command(capsys, owner.user.email)[2]
    User.objects.filter(pk=owner.user_id).update(is_active=True)
    assert everything() == before


# At the same moment

AT_ONCE = """
from threading import Barrier, Thread
from datetime import time
from django.utils import timezone
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.actions import clinics, recovering

user = User.objects.create_user("new@harbour.test", "New", None)
Member.everywhere.create(clinic=clinic, user=user, role="nurse")
nurse = Member.objects.of(clinic).get(user=user)
_made, token = recovering.give(member, nurse, False, timezone.now())
told = clinics.Told("Harbour", "America/New_York", "+12125550100", "", ["en"], {})
said, barrier = [], Barrier(8)

def act(number):
    barrier.wait()
    try:
        if number % 2:
            recovering.recover(token, f"a password of {number} words", timezone.now())
            said.append("recovered")
        else:
            clinics.change_clinic(member, told._replace(name=f"Name {number}"), 1)
            said.append("saved")
    except Refused as error:
        said.append(type(error).__name__)
    finally:
        connection.close()

threads = [Thread(target=act, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(said))
"""


def test_of_many_at_once_one_uses_the_link_and_one_saves_the_settings(
    deployment: Deployment,
) -> None:
    said = deployment.script(AT_ONCE)
    assert said.out.strip() == str(["Refused"] * 3 + ["Stale"] * 3 + ["recovered", "saved"])


# Forms that somebody else has overtaken


def test_of_two_owners_who_save_the_settings_the_second_looks_again(owner: Member) -> None:
    second = make_member(owner.clinic, Role.OWNER, "second")
    page = f"/c/{owner.clinic.slug}/settings/"
    typed = {
        "name": "One name",
        "zone": "America/New_York",
        "phone": "+12125550100",
        "languages": ["en"],
        "revision": "1",
    }
    assert 'name="revision" value="1"' in client_of(owner).get(page).content.decode()
    assert client_of(owner).post(page, typed).status_code == 302
    answer = client_of(second).post(page, typed | {"name": "Other name"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile" in shown
    assert 'value="Other name"' in shown, "what was typed is kept"
    assert Clinic.objects.get().name == "One name"
    assert 'name="revision" value="2"' in shown
    assert client_of(second).post(page, typed | {"name": "Other", "revision": 2}).status_code == 302


def test_every_form_of_the_settings_says_which_state_it_saw(
    owner: Member, nurse: Member, room: Room
) -> None:
    client, base = client_of(owner), f"/c/{owner.clinic.slug}/settings/"
    told_form = {"name": "x", "zone": "UTC", "phone": "+12125550100", "languages": ["en"]}
    forms: list[tuple[str, dict[str, Any]]] = [
        ("", told_form),
        (f"rooms/{room.pk}/", {"name": "x"}),
        (f"rooms/{room.pk}/", {"do": "close"}),
        (f"rooms/{room.pk}/", {"do": "open"}),
        (f"staff/{nurse.pk}/", {"role": "desk"}),
        (f"staff/{nurse.pk}/", {"do": "deactivate"}),
    ]
    for where, typed in forms:
        for revision in ("", "0", "2", "²", "9" * 40):
            answer = client.post(base + where, typed | {"revision": revision})
            assert answer.status_code == 409, (where, typed, revision)
    nurse.refresh_from_db()
    room.refresh_from_db()
    assert (nurse.role, nurse.is_active, room.name) == ("nurse", True, "Room 1")


def test_what_was_overtaken_changes_nothing(owner: Member, nurse: Member, room: Room) -> None:
    rooms.rename_room(owner, room, "Room A", 1)
    staff.change_role(owner, nurse, "desk", 1)
    clinics.change_clinic(owner, told(name="Another"), 1)
    overtaken: list[Callable[[], Any]] = [
        lambda: rooms.rename_room(owner, room, "Room B", 1),
        lambda: rooms.close_room(owner, room, 1),
        lambda: rooms.open_room(owner, room, 1),
        lambda: staff.change_role(owner, nurse, "auditor", 1),
        lambda: staff.deactivate(owner, nurse, 1),
        lambda: clinics.change_clinic(owner, told(), 1),
    ]
    for late in overtaken:
        with pytest.raises(Stale):
            late()
    assert Room.objects.of(owner.clinic).get().name == "Room A"
    assert Member.everywhere.get(pk=nurse.pk).role == "desk"
    assert Clinic.objects.get().name == "Another"


# What stands in the cache


class _Evil:
    """Opened by pickle, it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> Any:
        return Path.touch, (self.file,)


def test_whoever_writes_to_the_database_runs_nothing_by_its_cache(db: Any, tmp_path: Path) -> None:
    cache.set("planted", 1)
    file = tmp_path / "made"
    value = base64.b64encode(pickle.dumps(_Evil(file))).decode("ascii")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET value = %s", [value])
    with pytest.raises(pickle.UnpicklingError, match="is no plain value"):
        cache.get("planted")
    assert not file.exists()
    assert DatabaseCache("cache", {}).get("planted") is None
    assert file.exists(), "Django's own would have run it"


@pytest.mark.parametrize("value", [0, True, "y", [1.5, 2.5], {"a": None}, []])
def test_plain_values_are_kept_until_they_are_over(db: Any, value: Any) -> None:
    cache.set("one", value, 60)
    assert cache.get_many(["one", "none"]) == {"one": value}
    assert not cache.add("one", "other")
    cache.set("one", value, -1)
    assert cache.get("one") is None
    assert cache.get_many([]) == {}
