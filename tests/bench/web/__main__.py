"""`make bench-web`: the board of a full day, the month and the page of a patient, in one run.

A clinic with 10,000 patients and 200 sessions today, SQLite, behind gunicorn with a worker a core;
those who ask run on the same cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

PEOPLE, SESSIONS, SECONDS, VISITS, PORT = 10_000, 200, 8.0, 9, 8765
CORES = len(os.sched_getaffinity(0))


def main() -> None:
    """Print every figure."""
    with TemporaryDirectory() as folder:
        os.environ.update(
            MEANTIME_DATA=folder,
            MEANTIME_PLAIN_HTTP="1",
            DJANGO_SETTINGS_MODULE="meantime.clinic.settings",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        from tests.bench.web.clinic import link_of, logged_in, make, opened

        member, courses = make(PEOPLE, SESSIONS)
        cookie = logged_in(member)
        given = [link_of(member, one.patient) for one in courses[:VISITS]]
        held = [opened(member, one.patient) for one in courses[VISITS:]]
        server = _server(Path(folder))
        try:
            _measure(cookie, str(courses[-1].pk), held, given)
        finally:
            server.terminate()
            server.wait()


def _next_month() -> date:
    """All of its days are ahead: each has its verdict."""
    return (date.today().replace(day=1) + timedelta(days=32)).replace(day=1)


def _server(folder: Path) -> subprocess.Popen[Any]:
    command = [sys.executable, "-m", "gunicorn", "meantime.clinic.wsgi", "--preload"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--workers", str(CORES), "--log-level", "warning"]
    server = subprocess.Popen(command, env=os.environ, cwd=folder)
    sleep(4)
    return server


def _measure(cookie: str, course: str, held: list[tuple[str, str]], given: list[str]) -> None:
    from tests.bench.web.asking import Page, ask
    from tests.bench.web.browser import first_load

    print(f"{PEOPLE:,} patients, {SESSIONS} sessions today, {CORES} cores, SQLite")
    print(f"{'page':<38}{'a second':>10}{'median ms':>11}{'p99 ms':>9}{'KiB':>8}   to reach")
    board = [Page("/c/bench/", cookie)]
    month = [Page(f"/c/bench/series/{course}/book/?month={_next_month():%Y-%m}", cookie)]
    plans = [Page(*one) for one in held]
    pages = [
        ("board, 16 at once", board, 16, ">= 200 a second"),
        ("board, 4 at once", board, 4, "p99 <= 150 ms"),
        ("board, 1 at once", board, 1, ""),
        ("month of a patient, 4 at once", month, 4, "p99 <= 150 ms"),
        ("month of a patient, 1 at once", month, 1, ""),
        ("a patient's page, 16 at once", plans[:1], 16, ">= 1,000 a second"),
        ("a patient's page, 4 at once", plans[:1], 4, "p99 <= 30 ms"),
        (f"pages of {len(held)} patients in turn, 16", plans, 16, ""),
        (f"pages of {len(held)} patients in turn, 4", plans, 4, ""),
    ]
    for name, asked, connections, aim in pages:
        ask(PORT, asked, connections, 1.0)
        found = ask(PORT, asked, connections, SECONDS)
        print(
            f"{name:<38}{found.rate:>10.0f}{found.share(0.5):>11.1f}{found.share(0.99):>9.1f}"
            f"{found.size / 1024:>8.1f}   {aim}",
            flush=True,
        )
    for name, page in (("the board", board[0]), ("a patient's page", plans[0])):
        size = first_load(PORT, page) / 1024
        print(f"{f'first load of {name}':<65}{size:>8.1f}   < 100 KiB")
    _wait(given)


def _wait(given: list[str]) -> None:
    from tests.bench.web.browser import waits

    found = waits(PORT, given)
    print(f"usable on a slow phone, in ms, medians of {VISITS} phones")
    for name, wait, aim in (
        ("the page of a link, first visit", found.link, "<= 1000"),
        ("the plan that it opens", found.plan, "<= 1000"),
        ("the plan, later", found.later, "<= 1000"),
        ("the plan, nothing kept of its files", found.cold, ""),
    ):
        print(f"{name:<38}{'':>10}{wait:>11.0f}{'':>20}{aim}".rstrip())


if __name__ == "__main__":
    main()
