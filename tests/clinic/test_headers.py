"""What every answer carries, whatever is asked, and what the cookies say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import client_of

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
ANY = "00000000-0000-4000-8000-000000000000"
# What stands for some kinds of parts of an address; `anything` for the others.
PARTS = {"uuid": ANY, "slug": "harbour", "int": "1"}


def addresses() -> list[str]:
    """Every address of the resolver, with something in each place."""
    return ["/nowhere/", *_below(get_resolver(), "/")]


def _below(resolver: Any, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = before + _filled(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _below(entry, address)
        else:
            assert isinstance(entry, URLPattern)
            yield address


def _filled(route: str) -> str:
    parts = route.split("<")
    found = parts[0]
    for part in parts[1:]:
        inside, rest = part.split(">", 1)
        kind, _colon, _name = inside.rpartition(":")
        found += PARTS.get(kind, "anything") + rest
    return found


def parsed(policy: str) -> dict[str, str]:
    """A content security policy by directive."""
    parts = [part.strip().partition(" ") for part in policy.split(";")]
    return {name: value for name, _blank, value in parts}


def check(answer: Any, address: str) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, (address, name)
    assert parsed(answer.headers["Content-Security-Policy"]) == parsed(CSP), address
    assert "no-store" in answer.headers["Cache-Control"], address


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_carries_them_to_nobody(db: Any, method: str) -> None:
    for address in addresses():
        check(getattr(Client(), method)(address), address)


def test_every_answer_carries_them_to_an_owner(owner: Member) -> None:
    client = client_of(owner)
    for address in addresses():
        check(client.get(address), address)


def test_without_tls_nothing_promises_it(db: Any) -> None:
    assert "Strict-Transport-Security" not in Client().get("/door/login/").headers


SECURE = """
import json, django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
def told(answer):
    return {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": [cookie.OutputString() for cookie in answer.cookies.values()],
    }
from meantime.clinic.tenancy.models import User
from meantime.clinic.tenancy.models import Clinic, Member
clinic = Clinic.objects.create(slug="harbour", name="H", zone="UTC", phone="+12125550100")
user = User.objects.create_user("a@harbour.test", "A", "correct horse battery")
Member.everywhere.create(clinic=clinic, user=user, role="owner")
client = Client()
typed = {"login": "a@harbour.test", "password": "correct horse battery"}
print(json.dumps({
    "plain": told(Client().get("/door/login/")),
    "page": told(Client().get("/door/login/", secure=True)),
    "login": told(client.post("/door/login/", typed, secure=True)),
    "clinic": told(client.get("/c/harbour/", secure=True)),
    "hash": user.password,
    "factor": settings.SECOND_FACTOR,
    "insecure": settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,
    "faults": [str(fault) for fault in run_checks(include_deployment_checks=True)],
}))
"""


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a deployment with TLS answers, from a process of its own."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MEANTIME_")
    } | {
        "MEANTIME_DATA": str(tmp_path_factory.mktemp("secure")),
        "MEANTIME_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "meantime.clinic.settings",
    }
    root = Path(__file__).parents[2]
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, env=environment, cwd=root, check=True)
    done = subprocess.run(
        [sys.executable, "-c", SECURE],
        env=environment,
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_with_tls_plain_requests_are_sent_there(secure: dict[str, Any]) -> None:
    assert secure["plain"]["status"] == 301
    assert secure["plain"]["headers"]["Location"] == "https://testserver/door/login/"


def test_with_tls_it_is_promised_for_two_years(secure: dict[str, Any]) -> None:
    promise = secure["page"]["headers"]["Strict-Transport-Security"]
    assert promise == "max-age=63072000; includeSubDomains"
    assert parsed(secure["page"]["headers"]["Content-Security-Policy"]) == parsed(CSP)


def test_with_tls_cookies_are_for_it_and_for_this_host_only(secure: dict[str, Any]) -> None:
    cookies = secure["page"]["cookies"] + secure["login"]["cookies"]
    assert {cookie.partition("=")[0] for cookie in cookies} >= {"__Host-session", "__Host-csrf"}
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts, cookie
        assert "Domain" not in cookie


def test_a_session_is_forgotten_with_the_browser(secure: dict[str, Any]) -> None:
    session = [one for one in secure["login"]["cookies"] if one.startswith("__Host-session=")]
    assert session
    assert "Max-Age" not in session[0]


def test_a_deployment_requires_a_second_factor_and_hashes_with_argon2(
    secure: dict[str, Any],
) -> None:
    assert (secure["factor"], secure["insecure"]) == ("required", False)
    assert secure["clinic"]["headers"]["Location"] == "/door/2fa/"
    assert secure["hash"].startswith("argon2$argon2id$")


def test_a_deployment_has_no_fault_that_django_knows(secure: dict[str, Any]) -> None:
    known = "security.W021"  # nobody's list of browsers is asked to preload it
    assert [fault for fault in secure["faults"] if known not in fault] == []


def test_a_second_factor_that_is_no_word_stops_the_start(tmp_path: Path) -> None:
    environment = os.environ | {"MEANTIME_SECOND_FACTOR": "maybe", "MEANTIME_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import meantime.clinic.settings"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "MEANTIME_SECOND_FACTOR is `asked` or `required`." in done.stderr
