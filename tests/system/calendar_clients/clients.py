"""Calendar clients nobody here wrote, each run as a person would: a feed, a sync, a list.

vdirsyncer fetches the files over HTTP, khal shows what it stored, ical.js reads the files in Node.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
BEGIN_OF_TIME, SPAN = "2026-01-01", "800d"

VDIRSYNCER = """[general]
status_path = "{home}/status"
"""
PAIR = """
[pair {name}]
a = "{name}_stored"
b = "{name}_feed"
collections = null
conflict_resolution = "b wins"

[storage {name}_stored]
type = "filesystem"
path = "{home}/stored/{name}"
fileext = ".ics"

[storage {name}_feed]
type = "http"
url = "{url}/{name}.ics"
"""
KHAL = """[calendars]
{calendars}
[locale]
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M:%S
longdatetimeformat = %Y-%m-%d %H:%M:%S
local_timezone = {zone}
default_timezone = {zone}

[sqlite]
path = {home}/khal.db
"""


class Shown(NamedTuple):
    """An event as a client shows it, by the clock on the wall."""

    local: str
    until: str
    title: str
    cancelled: bool


class Read(NamedTuple):
    """An event as ical.js reads it."""

    uid: str
    begin: datetime
    end: datetime
    local: str
    title: str
    text: str
    sequence: int
    status: str


class Quiet(SimpleHTTPRequestHandler):
    """A web server that does not write to the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which the files of a folder are served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def subscribe(home: Path, names: Iterable[str], url: str) -> None:
    """Set vdirsyncer up for some feeds."""
    config = VDIRSYNCER.format(home=home)
    for name in names:
        (home / "stored" / name).mkdir(parents=True)
        config += PAIR.format(home=home, name=name, url=url)
    (home / "vdirsyncer.conf").write_text(config)
    _tool(home, "vdirsyncer", "-c", str(home / "vdirsyncer.conf"), "discover")


def sync(home: Path) -> None:
    """Fetch every feed anew."""
    _tool(home, "vdirsyncer", "-c", str(home / "vdirsyncer.conf"), "sync")


def khal(home: Path, zone: str, names: Iterable[str]) -> dict[str, list[Shown]]:
    """What khal shows of the stored feeds, in a zone, in the order of time."""
    calendars = "".join(
        f"[[{name}]]\npath = {home}/stored/{name}\nreadonly = True\n" for name in names
    )
    config = home / "khal.conf"
    config.write_text(KHAL.format(calendars=calendars, zone=zone, home=home))
    form = "{calendar}\t{start-long-full}\t{end-long-full}\t{cancelled}\t{title}"
    listed = _tool(
        home,
        *("khal", "-c", str(config), "list", "--notstarted", "--day-format", ""),
        *("--format", form, BEGIN_OF_TIME, SPAN),
    )
    found: dict[str, list[Shown]] = {name: [] for name in names}
    for line in filter(None, listed.splitlines()):
        name, local, until, cancelled, title = line.split("\t")
        found[name].append(Shown(local, until, title, bool(cancelled.strip())))
    return found


def ical_js(zone: str, files: Iterable[Path]) -> list[list[Read]]:
    """The events of each file as ical.js reads them."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("Node.js is not here: install nodejs and npm (18 or newer), then `make setup`.")
    if not (HERE / "node_modules" / "ical.js").is_dir():
        pytest.fail(f"ical.js is not here: run `npm ci` in {HERE.name}, or `make setup`.")
    done = subprocess.run(
        [node, HERE / "events.mjs", zone, *files], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return [[_read(event) for event in events] for events in json.loads(done.stdout)]


def _read(event: dict[str, Any]) -> Read:
    moments = {name: datetime.fromtimestamp(event[name], UTC) for name in ("begin", "end")}
    return Read(**{**event, "sequence": int(event["sequence"]), **moments})


def _tool(home: Path, name: str, *arguments: str) -> str:
    """Run a tool of the environment with a home of its own, away from this machine's calendars."""
    tool = Path(sys.executable).parent / name
    if not tool.exists():
        pytest.fail(f"{name} is not here: run `make setup`.")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [tool, *arguments], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
