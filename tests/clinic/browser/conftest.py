"""A real browser on a real server: Chromium, driven by Playwright, looked over by axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import client_of

WIDTHS = (390, 768, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What colours decide, of these.
COLOURS = ("color-contrast", "link-in-text-block")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium"
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; the tests ask the database beside it.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def options() -> dict[str, Any]:
    """How a browser is set up; tests ask for another one, such as without scripts."""
    return {}


@pytest.fixture
def context(
    browser: Browser, live_server: Any, options: dict[str, Any]
) -> Iterator[BrowserContext]:
    usual = {"base_url": live_server.url, "locale": "en-US", "reduced_motion": "reduce"}
    # What a worker asks for beside the page would come in between the tests: see test_offline.
    found = browser.new_context(**usual | {"service_workers": "block"} | options)
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


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def answer_all(page: Page) -> None:
    """No to every question, and never to every date."""
    for question in page.locator("fieldset.question").all():
        words = "Never" if question.get_by_label("Never", exact=True).count() else "No"
        question.get_by_label(words, exact=True).check()


def look_over(page: Page) -> None:
    """Axe finds nothing at any width, light or dark; nothing is wider than the screen.

    In the dark nothing is another than in the light but the colours.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        look_at(page)
    page.emulate_media(color_scheme="dark")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        look_at(page, COLOURS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not page.problems, page.problems  # type: ignore[attr-defined]


def look_at(page: Page, rules: Sequence[str] = ()) -> None:
    """The same, as the page is shown now; by these rules of axe alone, if any are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    told = page.evaluate(_LOOK, asked)
    assert not told, (page.url, page.viewport_size, told)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide at {page.viewport_size}"


_LOOK = """async runOnly => {
    const told = (await axe.run(document, {runOnly, resultTypes: ['violations']})).violations;
    return told.flatMap(item => item.nodes.map(
        node => [item.id, node.html.slice(0, 160), node.failureSummary.slice(0, 300)]));
}"""
