"""A passkey from its making to a login by it alone, in a browser, where one is required."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.clinic.conftest import PASSWORD

ROOT = Path(__file__).parents[3]
EMAIL = "owner@harbour.test"
PEOPLE = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from meantime.clinic.tenancy.models import Clinic, Member, User
clinic = Clinic.objects.create(
    slug="harbour", name="Harbour", zone="America/New_York", phone="+12125550100", languages=["en"]
)
user = User.objects.create_user({EMAIL!r}, "Olga Owner", {PASSWORD!r})
Member.everywhere.create(clinic=clinic, user=user, role="owner")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A deployment of its own, over plain HTTP on this machine, that requires a second factor."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MEANTIME_")
    } | {
        "MEANTIME_DATA": str(tmp_path_factory.mktemp("passkeys")),
        "MEANTIME_PLAIN_HTTP": "1",
        "MEANTIME_SECOND_FACTOR": "required",
        "DJANGO_SETTINGS_MODULE": "meantime.clinic.settings",
    }
    subprocess.run([sys.executable, "-c", PEOPLE], env=environment, cwd=ROOT, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*command, "meantime.clinic.wsgi"], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(port: int) -> None:
    for _ in range(150):
        try:
            with urlopen(f"http://localhost:{port}/door/login/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The server did not start.")


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page with a device that makes passkeys and knows the finger of whoever holds it."""
    context = browser.new_context(base_url=site)
    found = context.new_page()
    device = context.new_cdp_session(found)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield found
    context.close()


def log_in(page: Page) -> None:
    page.goto("/door/login/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def test_a_passkey_is_made_and_lets_in_alone(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    log_in(page)
    page.wait_for_url("**/door/2fa/")
    page.goto("/c/harbour/settings/staff/")
    assert page.url.endswith("/door/2fa/"), "a password alone opens no clinic"

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name it").fill("Phone")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/door/2fa/recovery-codes/")
    assert page.locator("code").count() == 10
    page.goto("/c/harbour/settings/staff/")
    assert page.get_by_text("second factor", exact=True).is_visible()

    page.goto("/door/logout/")
    page.get_by_role("button", name="Log out").click()
    page.goto("/c/harbour/settings/staff/")
    assert "/door/login/" in page.url
    page.goto("/door/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/c/harbour/")
    page.goto("/c/harbour/settings/staff/")
    assert page.get_by_text("Olga Owner").first.is_visible()

    # As a second factor, after the password.
    page.context.clear_cookies()
    log_in(page)
    page.wait_for_url("**/door/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/c/harbour/")
    assert [line for line in said if "Security Policy" in line] == []


def test_a_device_without_the_passkey_is_told_so(page: Page) -> None:
    page.goto("/door/login/")
    assert page.locator("#passkey-failed").is_hidden()
    page.get_by_role("button", name="Log in with a passkey").click()
    page.locator("#passkey-failed").wait_for()
    assert "/door/login/" in page.url
