"""The door: logging in and out, lockout, the second factor, sessions that end."""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client, override_settings

from meantime.clinic.audit.models import NOWHERE, Event
from meantime.clinic.tenancy.actions import staff
from meantime.clinic.tenancy.logs import WithoutLinks
from meantime.clinic.tenancy.models import Clinic, Member, User
from tests.clinic.conftest import PASSWORD, Clock, client_of, make_clinic, make_member

LOGIN = "/door/login/"
FACTORS = "/door/2fa/"
SECRET = "JBSWY3DPEHPK3PXP"


def log_in(client: Client, member: Member, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": member.user.email, "password": password}, **more)


def today(clinic: Clinic) -> str:
    return f"/c/{clinic.slug}/"


def notes() -> list[tuple[str, str, str]]:
    """What the audit says of the door: who, did what, why."""
    rows = Event.objects.filter(chain=NOWHERE).order_by("number")
    return [(event.actor, event.verb, event.why) for event in rows]


def code_now() -> str:
    """What an app would show, by the clock that allauth reads."""
    value = hotp_value(SECRET, int(time.time()) // 30)
    return str(format_hotp_value(value))


@pytest.fixture
def secured(nurse: Member) -> Member:
    """A nurse with an app for codes."""
    TOTP.activate(nurse.user, SECRET)
    return nurse


def test_somebody_logs_in_by_address_and_password_and_out_again(nurse: Member) -> None:
    client = Client()
    assert log_in(client, nurse).status_code == 302
    assert client.get(today(nurse.clinic)).status_code == 200
    assert client.get("/door/logout/").status_code == 200
    assert client.get(today(nurse.clinic)).status_code == 200, "a GET logs nobody out"
    client.post("/door/logout/")
    response = client.get(today(nurse.clinic))
    assert response["Location"] == f"{LOGIN}?next={today(nurse.clinic)}"


def test_capitals_and_blanks_of_an_address_do_not_matter(nurse: Member) -> None:
    client = Client()
    client.post(LOGIN, {"login": f" {nurse.user.email.title()} ", "password": PASSWORD})
    assert client.session.get("_auth_user_id") == str(nurse.user.pk)


def test_a_wrong_password_is_refused_in_the_words_of_an_unknown_address(nurse: Member) -> None:
    wrong = log_in(Client(), nurse, "not the right one")
    unknown = Client().post(LOGIN, {"login": "nobody@harbour.test", "password": "whatever it is"})
    said = [
        re.findall(r'<ul class="errors".*?</ul>', page.content.decode(), re.S)
        for page in (wrong, unknown)
    ]
    assert said[0]
    assert said[0] == said[1]


def test_passwords_are_stored_with_argon2(db: Any) -> None:
    hasher = "django.contrib.auth.hashers.Argon2PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[hasher]):
        user = User.objects.create_user("a@harbour.test", "A", PASSWORD)
        assert user.password.startswith("argon2$argon2id$")
        assert Argon2PasswordHasher().verify(PASSWORD, user.password)
        clinic = make_clinic()
        Member.everywhere.create(clinic=clinic, user=user, role="nurse")
        client = Client()
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        assert client.get(today(clinic)).status_code == 200


def test_the_deployment_hashes_with_argon2_only() -> None:
    from meantime.clinic import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up_alone(db: Any, method: str) -> None:
    typed = {"email": "new@harbour.test", "password1": PASSWORD}
    response = getattr(Client(), method)("/door/signup/", typed)
    assert "invitation" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["password/reset/", "email/", "password/set/", "login/code/"])
def test_pages_that_need_mail_are_not_there(db: Any, path: str) -> None:
    assert Client().get(f"/door/{path}").status_code == 404


# Lockout


def fail(client: Client, member: Member, times: int, **more: Any) -> Any:
    for _ in range(times):
        response = log_in(client, member, "not the right one", **more)
    return response


def test_five_failures_shut_an_account_to_an_address_for_every_client(nurse: Member) -> None:
    assert fail(Client(), nurse, 2).status_code == 200
    assert fail(Client(HTTP_USER_AGENT="another"), nurse, 2).status_code == 200
    locked = fail(Client(), nurse, 1)
    assert locked.status_code == 429
    assert "Wait 15 minutes" in locked.content.decode()
    third = Client(HTTP_USER_AGENT="a third")
    assert log_in(third, nurse).status_code == 429, "the right password does not help now"
    assert "_auth_user_id" not in third.session
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert log_in(elsewhere, nurse).status_code == 302, "the account works from elsewhere"


def test_another_spelling_is_the_same_account(nurse: Member) -> None:
    fail(Client(), nurse, 4)
    nurse.user.email = nurse.user.email.upper()
    assert fail(Client(), nurse, 1).status_code == 429


def test_a_lockout_ends_after_a_quarter_of_an_hour_from_the_last_failure(nurse: Member) -> None:
    fail(Client(), nurse, 5)
    cache.clear()
    assert log_in(Client(), nurse).status_code == 429
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time - timedelta(minutes=15, seconds=1)
        )
    assert log_in(Client(), nurse).status_code == 302


def test_a_login_forgives_earlier_failures(nurse: Member) -> None:
    fail(Client(), nurse, 4)
    assert log_in(Client(), nurse).status_code == 302
    assert fail(Client(), nurse, 4).status_code == 200


def test_what_counts_failures_keeps_no_address_and_no_password(nurse: Member) -> None:
    Client().post(LOGIN, {"login": nurse.user.email, "password": "Tr0ubadour secret"})
    rows = list(AccessAttempt.objects.values())
    assert len(rows) == 1
    for word in (nurse.user.email, "nurse%40", "Tr0ubadour"):
        assert word not in str(rows)


def test_one_address_tries_ten_passwords_a_minute_whatever_the_account(nurse: Member) -> None:
    pages = [
        Client().post(LOGIN, {"login": f"a{number}@harbour.test", "password": "x" * 12})
        for number in range(11)
    ]
    assert "There were too many tries" not in pages[9].content.decode()
    assert "There were too many tries" in pages[10].content.decode()


def test_behind_a_proxy_its_word_on_the_address_counts(nurse: Member, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    near = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.1"}
    assert fail(Client(), nurse, 5, **near).status_code == 429
    far = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.2"}
    assert log_in(Client(), nurse, **far).status_code == 302


def test_without_a_proxy_nobody_chooses_their_address(nurse: Member) -> None:
    for number in range(5):
        response = fail(Client(), nurse, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert response.status_code == 429


# Audit


def test_logins_failures_and_log_outs_are_noted_by_the_id_of_the_user(nurse: Member) -> None:
    client, who = Client(), str(nurse.user.pk)
    fail(client, nurse, 1)
    log_in(client, nurse)
    client.post("/door/logout/")
    expected = [(who, "fail to log in", ""), (who, "log in", ""), (who, "log out", "")]
    assert notes() == expected
    assert Event.objects.get(verb="log in").detail == {"by": ["password"]}
    assert nurse.user.email not in str(list(Event.objects.values()))


def test_a_failure_for_an_unknown_address_is_noted_without_it(db: Any) -> None:
    Client().post(LOGIN, {"login": "nobody@harbour.test", "password": "whatever it is"})
    assert notes() == [("unknown", "fail to log in", "")]
    assert "nobody@" not in str(list(Event.objects.values()))


def test_a_try_while_locked_out_is_noted_as_one(nurse: Member) -> None:
    fail(Client(), nurse, 6)
    assert notes()[-1] == (str(nurse.user.pk), "fail to log in", "locked out")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/join/abc-DEF_123/", "/join/.../"),
        ("/p/abc-DEF_123/", "/p/.../"),
        ("/p/calendar/abc-DEF_123.ics", "/p/calendar/..."),
    ],
)
def test_the_log_keeps_no_link_that_lets_somebody_in(address: str, kept: str) -> None:
    args = ("Bad Request", address)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", args, None)
    assert WithoutLinks().filter(record)
    assert record.getMessage() == f"Bad Request: {kept}"
    assert any(
        isinstance(each, WithoutLinks) for each in logging.getLogger("django.request").filters
    )


# The second factor


def test_whoever_has_no_second_factor_is_asked_after_the_login_and_goes_on(nurse: Member) -> None:
    client = Client()
    assert log_in(client, nurse)["Location"] == FACTORS
    assert "A password alone is easy to steal" in client.get(FACTORS).content.decode()
    assert client.get(today(nurse.clinic)).status_code == 200
    assert "Set up a second factor" in client.get(f"/c/{nurse.clinic.slug}/").content.decode()


def test_where_it_is_required_nothing_but_the_door_opens(nurse: Member, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    client = client_of(nurse)
    for path in ("/", today(nurse.clinic), f"{today(nurse.clinic)}patients/"):
        assert client.get(path)["Location"] == FACTORS
        assert client.post(path)["Location"] == FACTORS
    page = client.get(FACTORS)
    assert "You need a second factor" in page.content.decode()
    assert client.get("/door/password/change/").status_code == 200
    TOTP.activate(nurse.user, SECRET)
    assert client.get(today(nurse.clinic)).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(nurse: Member, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    Authenticator.objects.create(
        user=nurse.user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
    )
    assert client_of(nurse).get("/")["Location"] == FACTORS


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(nurse: Member, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    response = client_of(nurse).get(today(nurse.clinic), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == FACTORS
    response = Client().get(today(nurse.clinic), headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(LOGIN)


def test_an_app_is_set_up_with_recovery_codes_and_its_secret_is_sealed(nurse: Member) -> None:
    client = client_of(nurse)
    page = client.get("/door/2fa/totp/activate/", follow=True)
    client.post("/door/reauthenticate/", {"password": PASSWORD, "next": page.request["PATH_INFO"]})
    page = client.get("/door/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert f"<code>{secret}</code>" in page.content.decode()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    response = client.post("/door/2fa/totp/activate/", {"code": code})
    assert response["Location"] == "/door/2fa/recovery-codes/"
    codes = client.get("/door/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    row = Authenticator.objects.get(type="totp")
    assert secret not in str(row.data)
    assert row.wrap().validate_code("000000") is False
    assert "add a second factor" in [verb for _who, verb, _why in notes()]

    other = Client()
    assert log_in(other, nurse)["Location"] == "/door/2fa/authenticate/"
    assert "_auth_user_id" not in other.session, "the password alone opens nothing"
    assert other.get(today(nurse.clinic)).status_code == 302
    wrong = other.post("/door/2fa/authenticate/", {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    assert notes()[-1][1] == "fail the second factor"
    other.post("/door/2fa/authenticate/", {"code": codes[0]})
    assert other.get(today(nurse.clinic)).status_code == 200
    third = Client()
    log_in(third, nurse)
    third.post("/door/2fa/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" not in third.session, "a recovery code works once"


def test_a_code_of_the_app_lets_in_once_and_is_noted(secured: Member) -> None:
    client, code = Client(), code_now()
    log_in(client, secured)
    client.post("/door/2fa/authenticate/", {"code": code})
    assert client.get(today(secured.clinic)).status_code == 200
    assert Event.objects.get(verb="log in").detail == {"by": ["password", "totp"]}
    again = Client()
    log_in(again, secured)
    again.post("/door/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in again.session


def test_codes_of_a_second_factor_are_not_guessed(secured: Member, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip,4/h/key"}
    client = Client()
    log_in(client, secured)
    pages = [client.post("/door/2fa/authenticate/", {"code": "000000"}) for _ in range(5)]
    assert "There were too many tries" in pages[-1].content.decode()


def test_every_page_of_the_second_factor_shows(secured: Member) -> None:
    client = client_of(secured)
    client.post("/door/2fa/reauthenticate/", {"code": code_now()})
    for path in ("", "webauthn/", "webauthn/add/", "totp/deactivate/", "recovery-codes/generate/"):
        assert client.get(f"{FACTORS}{path}").status_code == 200, path
    client.post(f"{FACTORS}recovery-codes/generate/")
    assert client.get(f"{FACTORS}recovery-codes/download/").status_code == 200
    client.post(f"{FACTORS}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert "remove a second factor" in [verb for _who, verb, _why in notes()]


# Sessions


def test_a_session_ends_after_half_an_hour_without_a_request(nurse: Member, clock: Clock) -> None:
    client, page = client_of(nurse), today(nurse.clinic)
    for _ in range(3):
        clock.now += timedelta(minutes=29)
        assert client.get(page).status_code == 200
    clock.now += timedelta(minutes=30)
    response = client.get(page, follow=True)
    assert "You were away for 30 minutes" in response.content.decode()
    assert notes()[-1] == (str(nurse.user.pk), "log out", "idle")


def test_a_session_ends_twelve_hours_after_the_login(nurse: Member, clock: Clock) -> None:
    client, page = client_of(nurse), today(nurse.clinic)
    for _ in range(35):
        clock.now += timedelta(minutes=20)
        assert client.get(page).status_code == 200
    clock.now += timedelta(minutes=20)
    response = client.get(page, follow=True)
    assert "You were logged in for 12 hours" in response.content.decode()
    assert notes()[-1] == (str(nurse.user.pk), "log out", "longest")


def test_a_change_of_password_ends_the_other_sessions(nurse: Member) -> None:
    client, other, page = Client(), client_of(nurse), today(nurse.clinic)
    log_in(client, nurse)
    fresh = "another horse battery"
    typed = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert client.post("/door/password/change/", typed).status_code == 302
    assert client.get(page).status_code == 200
    assert other.get(page).status_code == 302
    assert "change password" in [verb for _who, verb, _why in notes()]


@pytest.mark.parametrize("password", ["short", "qwerty123456", "nurse@harbour.test"])
def test_a_password_that_is_easy_to_guess_is_refused(nurse: Member, password: str) -> None:
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client_of(nurse).post("/door/password/change/", typed)
    assert response.status_code == 200
    nurse.user.refresh_from_db()
    assert nurse.user.check_password(PASSWORD)


def test_whoever_leaves_is_logged_out_everywhere(owner: Member, nurse: Member) -> None:
    elsewhere = Member.everywhere.create(
        clinic=make_clinic("lakeside"), user=nurse.user, role="nurse"
    )
    client = client_of(nurse)
    staff.deactivate(owner, nurse, nurse.revision)
    assert client.get(today(elsewhere.clinic)).status_code == 302
    elsewhere.user.refresh_from_db()
    again = client_of(elsewhere)
    assert again.get(today(elsewhere.clinic)).status_code == 200
    assert again.get(today(nurse.clinic)).status_code == 404


def test_home_leads_to_the_clinic_or_lets_choose(nurse: Member, auditor: Member) -> None:
    assert client_of(nurse).get("/")["Location"] == today(nurse.clinic)
    assert client_of(auditor).get("/")["Location"] == f"{today(nurse.clinic)}audit/"
    Member.everywhere.create(clinic=make_clinic("lakeside"), user=nurse.user, role="desk")
    assert b"Lakeside Skin Clinic" in client_of(nurse).get("/").content
    alone = make_member(nurse.clinic, "desk")
    Member.everywhere.update(is_active=False)
    assert b"You work in no clinic now" in client_of(alone).get("/").content


def test_passkeys_of_any_origin_are_refused_outside_plain_http(settings: Any) -> None:
    settings.PLAIN_HTTP = False
    found = {error.id for error in run_checks(tags=["security"])}
    assert found == {"tenancy.E001", "tenancy.E002"}
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    assert run_checks(tags=["security"]) == []
