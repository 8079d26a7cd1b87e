"""Workers that are killed at random moments, while a mail server writes down what it took.

The ledger is outside of all that is killed: a line for each message, on the disk before the server
says that it has it.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from meantime.clinic.reminders.worker import _MOST
from tests.clinic.deployments import Deployment

WAITING = """
from django.db import transaction
from django.utils import timezone
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of, files_of
from meantime.clinic.reminders.models import Delivery
from meantime.literate.protocols import SHIPPED
import sys
now = timezone.now()
files = files_of(SHIPPED / "microneedling")
Version.everywhere.create(
    clinic=clinic, protocol="microneedling", title="Microneedling", number=1, state="published",
    files=files, digest=digest_of(files))
with transaction.atomic():
    for number in range(int(sys.argv[1])):
        patient = patients.add_patient(member, "Ana Ruiz", date(1990, 5, 4), "en", "", now)
        address = f"ana{number}@example.org"
        contacts.add_contact(member, patient, "email", address, now, agreed=True)
        course = booking.open_course(member, patient, "microneedling", 3)
        start = now + timedelta(days=9 + number % 200)
        if number % 200 == 0:
            room = Room.everywhere.create(clinic=clinic, name=f"Room {number}")
        booking.book(member, course, start, room, now)
print(Delivery.everywhere.filter(due__lte=now).count())
"""
# One process that has all loaded; what it forks is killed, and forked again at once.
KILLED = """
import atexit, os, random, signal, sys, time, traceback
from django.db import connection, connections
from meantime.clinic.reminders.actions import delivering
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.reminders.worker import Sending
workers, kills, seed = map(int, sys.argv[1:4])
delivering.LEASE = timedelta(seconds=3)
import meantime.clinic.reminders.worker as module
module.BEAT = timedelta(seconds=0.5)
module.PAUSE = 0.1
if connection.vendor == "postgresql":
    from meantime.clinic.reminders.carrying import run
else:
    run = Sending.run
dice = random.Random(seed)
# They come due as long as workers are killed.
due = list(Delivery.everywhere.filter(due__lte=datetime.now(UTC)))
for number, row in enumerate(due):
    row.due = datetime.now(UTC) + timedelta(seconds=number * kills * 0.2 / len(due))
Delivery.everywhere.bulk_update(due, ["due"], batch_size=500)
connections.close_all()

def started():
    pid = os.fork()
    if pid:
        return pid
    try:
        run(Sending())
    finally:
        traceback.print_exc()
        os._exit(0)

@atexit.register
def end():
    for pid in alive:
        os.kill(pid, signal.SIGKILL)

alive = [started() for _number in range(workers)]
for _kill in range(kills):
    time.sleep(dice.uniform(0.02, 0.4))
    victim = dice.randrange(workers)
    os.kill(alive[victim], signal.SIGKILL)
    os.waitpid(alive[victim], 0)
    alive[victim] = started()
ends = time.monotonic() + 90
open_ones = Delivery.everywhere.filter(state__in=["waiting", "claimed", "calling"])
while open_ones.filter(due__lte=datetime.now(UTC)).exists():
    assert time.monotonic() < ends, "something is stuck"
    connections.close_all()
    time.sleep(0.2)
for pid in alive:
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
alive.clear()
for pk, state in Delivery.everywhere.exclude(state="waiting").values_list("id", "state"):
    print(pk, state)
"""


class Ledger:
    """A mail server's handler: what it took, by Message-ID."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self.path = file

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """A message came: it is on the disk before that is said, and that takes its time."""
        await asyncio.sleep(random.uniform(0, 0.02))
        lines = envelope.content.decode().splitlines()
        number = next(line for line in lines if line.startswith("Message-ID:"))
        os.write(self._file, f"{number.split('<')[1].split('@')[0]}\n".encode())
        os.fsync(self._file)
        await asyncio.sleep(random.uniform(0, 0.02))
        return "250 taken"

    def counted(self) -> Counter[str]:
        """How often each was taken."""
        return Counter(self.path.read_text().split())


@contextmanager
def mail_server(file: Path) -> Iterator[tuple[Ledger, int]]:
    """A running server with its ledger, and its port."""
    ledger = Ledger(file)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(ledger, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield ledger, port
    finally:
        controller.stop()


def killed(made: Deployment, tmp_path: Path, people: int, workers: int, kills: int) -> None:
    """Nothing is lost, nothing doubled without being listed, nothing stuck."""
    with mail_server(tmp_path / f"ledger-{workers}") as (ledger, port):
        made.env["MEANTIME_MAIL"] = f"smtp://127.0.0.1:{port}?from=clinic@harbour.test"
        assert int(made.script(WAITING, str(people)).out) == people
        said = made.script(KILLED, str(workers), str(kills), str(workers))
        states = dict(line.split() for line in said.out.splitlines())
        taken = ledger.counted()
    by_state = Counter(states.values())
    assert set(by_state) <= {"sent", "uncertain"}, by_state
    assert len(states) == people
    assert all(count == 1 for count in taken.values()), "sent twice"
    told = {pk for pk, state in states.items() if state == "sent"}
    assert told <= taken.keys(), "said to be sent, and never taken"
    assert taken.keys() <= states.keys()
    assert by_state["uncertain"] <= kills * _MOST
