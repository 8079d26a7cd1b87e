"""Real workers, a world around them that breaks, and what is known outside of all that breaks.

A worker is `meantime worker` in a process of its own. It beats, and gives up, sooner than one that
is at work, and goes by a clock that a test may step.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from tests.clinic.deployments import Deployment

_WORKER = """
import os, sys
from pathlib import Path
from django.conf import settings
from django.db import connections
from django.utils import timezone
from meantime.cli import main
from meantime.clinic.reminders import worker
from meantime.clinic.reminders.actions import delivering

clock, lease, patience = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
real = timezone.now
timezone.now = lambda: real() + timedelta(hours=float(clock.read_text() or 0))
delivering.LEASE, settings.EMAIL_TIMEOUT = timedelta(seconds=lease), patience
worker.BEAT, worker.PAUSE = timedelta(seconds=0.5), 0.1
connections.close_all()
sys.exit(main(["worker"]))
"""
# From now on, one after the other for so many seconds; what is due later is left out.
_SPREAD = """
import sys
from meantime.clinic.reminders.models import Delivery
now, seconds = datetime.now(UTC), float(sys.argv[1])
Delivery.everywhere.filter(due__gt=now + timedelta(hours=1)).delete()
rows = list(Delivery.everywhere.all())
for number, row in enumerate(rows):
    row.due = now + timedelta(seconds=number * seconds / len(rows))
Delivery.everywhere.bulk_update(rows, ["due"], batch_size=500)
print(len(rows))
"""


class World:
    """A deployment with messages, and the workers that send them. ledger: what the other side took,
    by our names for it, written outside.
    """

    def __init__(self, made: Deployment, folder: Path, ledger: Callable[[], Counter[str]]) -> None:
        self.made, self.ledger = made, ledger
        self._clock = folder / "clock"
        self._clock.write_text("")
        self.workers: list[subprocess.Popen[str]] = []
        self.lease, self.patience = 6.0, 5.0

    def spread(self, seconds: float) -> int:
        """Let all messages come due within so many seconds; how many there are."""
        return int(self.made.script(_SPREAD, str(seconds)).out)

    def step(self, hours: float) -> None:
        """Set the clock of all workers, by so much from the right time."""
        beside = self._clock.with_suffix(".new")
        beside.write_text(str(hours))
        beside.replace(self._clock)

    def start(self, count: int = 1) -> None:
        """Start so many workers, and wait until they work."""
        words = (str(self._clock), str(self.lease), str(self.patience))
        before = self._alive()
        self.workers += [self.made.start(_WORKER, *words) for _number in range(count)]
        self.until(lambda: self._alive() == before + count)

    def _alive(self) -> int:
        (found,) = self._asked("SELECT COUNT(*) FROM reminders_worker")[0]
        return int(found)

    def kill(self, which: int = -1) -> None:
        """End one, the last that was started unless told, in whatever it does."""
        one = self.workers.pop(which)
        one.kill()
        one.communicate()

    def stop(self) -> str:
        """Tell them to end, and wait until they have; what they said."""
        for one in self.workers:
            one.terminate()
        said = [one.communicate(timeout=60) for one in self.workers]
        codes = [one.returncode for one in self.workers]
        self.workers.clear()
        assert not any(codes), said
        return "".join(errors for _out, errors in said)

    def rows(self) -> list[tuple[str, str, bool]]:
        """Every message: our name for it, how far it is, and whether it has arrived."""
        found = self._asked("SELECT id, state, arrived FROM reminders_delivery")
        return [(str(UUID(str(pk))), state, arrived is not None) for pk, state, arrived in found]

    def _asked(self, question: LiteralString) -> list[Any]:
        address = self.made.env.get("MEANTIME_DATABASE")
        file = self.made.folder / "meantime.sqlite3"
        with closing(psycopg.connect(address) if address else sqlite3.connect(file)) as database:
            return database.execute(question).fetchall()

    def states(self) -> dict[str, str]:
        """Every message, and how far it is."""
        return {name: state for name, state, _arrived in self.rows()}

    def until(self, holds: Callable[[], bool], patience: float = 30) -> None:
        """Wait until it holds."""
        ends = time.monotonic() + patience
        while not holds():
            assert time.monotonic() < ends, (
                f"it never came to it: {Counter(self.states().values())}"
            )
            time.sleep(0.1)

    def settled(self) -> Counter[str]:
        """Wait until nothing is under way any more; how many messages are where."""
        self.until(lambda: not {"waiting", "calling"} & set(self.states().values()), 60)
        return Counter(self.states().values())


@contextmanager
def at_work(made: Deployment, folder: Path, ledger: Callable[[], Counter[str]]) -> Iterator[World]:
    """A world whose workers end with it."""
    found = World(made, folder, ledger)
    try:
        yield found
    finally:
        while found.workers:
            found.kill()


def nothing_is_lost_or_doubled(world: World, people: int) -> Counter[str]:
    """Every message was taken once and that is known, or it is listed as uncertain."""
    found, taken = world.states(), world.ledger()
    assert len(found) == people
    assert set(found.values()) <= {"sent", "uncertain"}, Counter(found.values())
    assert all(count == 1 for count in taken.values()), "sent twice"
    assert {pk for pk, state in found.items() if state == "sent"} <= taken.keys(), "never taken"
    assert taken.keys() <= found.keys()
    return Counter(found.values())


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    """No process of a worker can write to a file; it can to all else."""
    with ExitStack() as after:
        for one in world.workers:
            before = resource.prlimit(one.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (0, before[1]))
            after.callback(resource.prlimit, one.pid, resource.RLIMIT_FSIZE, before)
        yield


def lines_of(file: Path) -> Counter[str]:
    """A ledger, counted."""
    return Counter(file.read_text().split()) if file.exists() else Counter()


def write_down(file: Path, name: str) -> None:
    """A line in a ledger, on the disk before this ends."""
    number = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(number, f"{name}\n".encode())
        os.fsync(number)
    finally:
        os.close(number)
