"""Pages in a browser that has nothing of them yet: what it loads, and how long a person waits."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, CDPSession, sync_playwright
from playwright.sync_api import Page as Tab

from tests.bench.web.asking import Page

# A middle-class phone on a slow 4G line: 150 ms there and back, 1.6 Mbit/s, a quarter of the speed.
# Whoever opens a link reads for a moment before they press.
LATENCY, BYTES_A_SECOND, SLOWER, READS = 150, 200_000, 4, 1500
_SEEN = """() => {
  const seen = performance.getEntriesByName("first-contentful-paint")[0];
  const page = performance.getEntriesByType("navigation")[0];
  return seen && page.domContentLoadedEventEnd
    ? Math.max(seen.startTime, page.domContentLoadedEventEnd) : 0;
}"""


class Waits(NamedTuple):
    """Milliseconds until a page can be read and used: that of a link which this phone never saw;
    the plan that it opens; the plan again, later; the plan on a phone that has lost all it kept.
    """

    link: float
    plan: float
    later: float
    cold: float


def first_load(port: int, page: Page) -> int:
    """The bytes that come over the line for a page with all that it loads."""
    sizes: list[int] = []
    at = f"http://127.0.0.1:{port}"
    name, _, key = page.cookie.partition("=")
    cookie = {"name": name, "value": key, "url": at}
    with _chromium() as browser, _opened(browser, [cookie]) as (tab, line):
        line.send("Network.enable")
        line.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        tab.goto(f"{at}{page.path}", wait_until="networkidle")
    return sum(sizes)


def waits(port: int, links: Iterable[str]) -> Waits:
    """The medians over some links, each opened by a press on a slow phone of its own."""
    found = []
    with _chromium() as browser:
        for path in links:
            at = f"http://127.0.0.1:{port}{path}"
            with _opened(browser) as (tab, line):
                _slow(line)
                tab.goto(at, wait_until="load")
                link = _seen(tab)
                tab.wait_for_timeout(READS)
                with tab.expect_navigation(wait_until="load"):
                    tab.get_by_role("button", name="Open the plan").click()
                plan = _seen(tab)
                tab.reload(wait_until="load")
                later, kept = _seen(tab), tab.context.cookies()
                at = tab.url
            with _opened(browser, kept) as (tab, line):
                _slow(line)
                tab.goto(at, wait_until="load")
                found.append(Waits(link, plan, later, _seen(tab)))
    return Waits(*map(median, zip(*found, strict=True)))


def _seen(tab: Tab) -> float:
    tab.wait_for_function(_SEEN)
    return float(tab.evaluate(_SEEN))


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _opened(browser: Browser, cookies: Sequence[Any] = ()) -> Iterator[tuple[Tab, CDPSession]]:
    phone: Any = {"width": 390, "height": 844}
    context = browser.new_context(viewport=phone, service_workers="block")
    context.add_cookies(cookies)
    tab = context.new_page()
    yield tab, context.new_cdp_session(tab)
    context.close()


def _slow(line: CDPSession) -> None:
    speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND / 2}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, **speed})
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
