"""A real browser on a real server: Chromium, driven by Playwright, looked over by axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import client_of

WIDTHS = (390, 768, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright's loop runs in this thread; the tests ask the database beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    found = browser.new_context(base_url=live_server.url, locale="en-US", reduced_motion="reduce")
    found.set_default_timeout(10_000)
    yield found
    found.close()


@pytest.fixture
def log_in(context: BrowserContext, live_server: Any) -> Callable[[Member], Page]:
    """A page in which somebody is logged in."""

    def logged_in(member: Member) -> Page:
        cookie = client_of(member).cookies[settings.SESSION_COOKIE_NAME].value
        context.clear_cookies()
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.problems = []  # type: ignore[attr-defined]
        page.on("console", lambda said: _note(page, said))
        return page

    return logged_in


def _note(page: Page, said: Any) -> None:
    # What a page refused on purpose (400, 403, 409) the browser calls an error as well.
    if said.type == "error" and "Failed to load resource" not in said.text:
        page.problems.append(said.text)  # type: ignore[attr-defined]


def look_over(page: Page) -> None:
    """Axe finds nothing at any width, light or dark; nothing is wider than the screen."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(AXE)
            found = page.evaluate(
                "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
            )
            told = [
                (item["id"], node["html"][:160], node["failureSummary"][:300])
                for item in found["violations"]
                for node in item["nodes"]
            ]
            assert not told, (page.url, scheme, width, told)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{page.url} is {wide} px too wide at {width} px"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not page.problems, page.problems  # type: ignore[attr-defined]
