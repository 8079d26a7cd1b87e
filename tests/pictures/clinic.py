"""A demo clinic at a fixed hour, served on this machine, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import django
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Noon in New York, on a Wednesday.
NOW = datetime(2026, 12, 2, 17, 5, tzinfo=UTC)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]


class Hour:
    """What the clock of the clinic shows."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, moment: datetime) -> None:
        self.now = moment


class Site(NamedTuple):
    """The served clinic. cookies: by role, what a browser needs to be logged in. links: of some
    patients, by their names.
    """

    url: str
    clinic: Any
    cookies: dict[str, str]
    links: tuple[tuple[str, str], ...]
    browser: Browser

    def page(self, role: str, width: int = 1280, height: int = 800, scheme: Any = "light") -> Page:
        """A page in which somebody of that role is logged in."""
        context = self._context(width, height, scheme)
        context.add_cookies([{"name": "sessionid", "value": self.cookies[role], "url": self.url}])
        return context.new_page()

    def phone(self, scheme: Any = "light") -> Page:
        """A page on the phone of somebody who is not logged in."""
        return self._context(390, 844, scheme).new_page()

    def _context(self, width: int, height: int, scheme: Any) -> BrowserContext:
        return self.browser.new_context(
            base_url=self.url,
            locale="en-US",
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )


@contextmanager
def site() -> Iterator[Site]:
    """The demo clinic, with a second factor for everybody, until the block ends."""
    hour = Hour()
    with TemporaryDirectory() as folder, patch("django.utils.timezone.now", hour):
        os.environ |= {
            "MEANTIME_DATA": folder,
            "MEANTIME_PLAIN_HTTP": "1",
            "DJANGO_SETTINGS_MODULE": "meantime.clinic.settings",
            # Playwright's loop runs in this thread; rows are read beside it.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        os.environ.pop("MEANTIME_DATABASE", None)
        Path(folder).chmod(0o700)
        django.setup()
        with _served() as url, _chromium() as browser:
            clinic, cookies, links = _made(hour)
            yield Site(url, clinic, cookies, links, browser)


@contextmanager
def _served() -> Iterator[str]:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from meantime.clinic.keeping import serving

    faults = list(serving.prepare())
    assert not faults, faults
    from meantime.clinic.wsgi import application

    server = ThreadedWSGIServer(("127.0.0.1", 0), type("Quiet", (WSGIRequestHandler,), _QUIET))
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


_QUIET = {"log_message": lambda *_: None}


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _made(hour: Hour) -> tuple[Any, dict[str, str], tuple[tuple[str, str], ...]]:
    from allauth.mfa.totp.internal import auth
    from django.test import Client

    from meantime.clinic.keeping import demo
    from meantime.clinic.tenancy.models import Member
    from tests.pictures.past import live

    made = demo.make()
    live(made.clinic, NOW, hour.turn)
    cookies = {}
    for member in Member.objects.of(made.clinic):
        auth.TOTP.activate(member.user, auth.generate_totp_secret())
        client = Client()
        backend = "meantime.clinic.tenancy.logged_in.Backend"
        client.force_login(member.user, backend=backend)
        cookies[str(member.role)] = client.cookies["sessionid"].value
    return made.clinic, cookies, made.links
