"""`make bench-web`: the board of a full day and the month of a patient, in one run.

A clinic with 10,000 patients and 200 sessions today, SQLite, behind gunicorn with a worker a core;
those who ask run on the same cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

PEOPLE, SESSIONS, SECONDS, PORT = 10_000, 200, 8.0, 8765
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
        from tests.bench.web.clinic import logged_in, make

        member, course = make(PEOPLE, SESSIONS)
        cookie = logged_in(member)
        server = _server(Path(folder))
        try:
            _measure(cookie, str(course.pk))
        finally:
            server.terminate()
            server.wait()


def _server(folder: Path) -> subprocess.Popen[Any]:
    command = [sys.executable, "-m", "gunicorn", "meantime.clinic.wsgi", "--preload"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--workers", str(CORES), "--log-level", "warning"]
    server = subprocess.Popen(command, env=os.environ, cwd=folder)
    sleep(4)
    return server


def _measure(cookie: str, course: str) -> None:
    from tests.bench.web.asking import ask, first_load

    print(f"{PEOPLE:,} patients, {SESSIONS} sessions today, {CORES} cores, SQLite")
    print(f"{'page':<34}{'a second':>10}{'median ms':>11}{'p99 ms':>9}{'KiB':>8}   to reach")
    pages = [
        ("board, 16 at once", "/c/bench/", 16, ">= 200 a second"),
        ("board, 4 at once", "/c/bench/", 4, "p99 <= 150 ms"),
        ("board, 1 at once", "/c/bench/", 1, ""),
        ("month of a patient, 4 at once", f"/c/bench/series/{course}/book/", 4, "p99 <= 150 ms"),
        ("month of a patient, 1 at once", f"/c/bench/series/{course}/book/", 1, ""),
    ]
    for name, path, connections, aim in pages:
        ask(PORT, path, cookie, connections, 1.0)
        found = ask(PORT, path, cookie, connections, SECONDS)
        print(
            f"{name:<34}{found.rate:>10.0f}{found.share(0.5):>11.1f}{found.share(0.99):>9.1f}"
            f"{found.size / 1024:>8.1f}   {aim}",
            flush=True,
        )
    size = first_load(PORT, "/c/bench/", cookie) / 1024
    print(f"{'first load of the board, all fonts':<61}{size:>8.1f}   < 100 KiB")


if __name__ == "__main__":
    main()
