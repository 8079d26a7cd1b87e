"""`make bench-reminders`: what workers claim, look at again and hand over to a sink, a second.

A million deliveries wait and some of them are due; each is a row of its own with a plan in force
and a contact that agreed. The sink takes a message and does nothing with it, so that what is
measured is ours. Both databases keep what they commit on the disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

WAITING, DUE = 1_000_000, 10_000
_MAKE = """
import sys
from uuid import uuid4
from django.utils import timezone
from meantime.clinic.care.actions import contacts
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of, files_of
from meantime.clinic.reminders.models import Delivery
from meantime.literate.protocols import SHIPPED
now, waiting = timezone.now(), int(sys.argv[1])
files = files_of(SHIPPED / "microneedling")
Version.everywhere.create(
    clinic=clinic, protocol="microneedling", title="Microneedling", number=1, state="published",
    files=files, digest=digest_of(files))
room = Room.everywhere.create(clinic=clinic, name="Room 1")
like = []
for number in range(50):
    patient = patients.add_patient(member, "Ana Ruiz", date(1990, 5, 4), "en", "", now)
    contacts.add_contact(member, patient, "email", f"a{number}@example.org", now, agreed=True)
    course = booking.open_course(member, patient, "microneedling", 3)
    start = now + timedelta(days=9 + number)
    item = booking.book(member, course, start, room, now)
    like.append(Delivery.everywhere.filter(appointment=item, due__lte=now).get())
names = [field.attname for field in Delivery._meta.concrete_fields]
told = [{name: getattr(row, name) for name in names} for row in like]
Delivery.everywhere.all().delete()
later = now + timedelta(days=1)
for begin in range(0, waiting, 20_000):
    Delivery.everywhere.bulk_create([
        Delivery(**told[n % 50] | {"id": uuid4(), "key": uuid4().hex, "due": later})
        for n in range(begin, min(begin + 20_000, waiting))
    ], batch_size=500)
"""
_COME_DUE = """
import sys
from django.utils import timezone
from meantime.clinic.reminders.models import Delivery
rows = Delivery.everywhere.filter(state="waiting").values_list("pk", flat=True)[:int(sys.argv[1])]
Delivery.everywhere.filter(pk__in=list(rows)).update(due=timezone.now())
"""
_SEND = """
import sys, time
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
from meantime.clinic.reminders.worker import Sending
sys.stdin.readline()
begin = time.perf_counter()
print(Sending().run_once(), begin, time.perf_counter())
"""


def main() -> None:
    """Print a line for each database and number of workers."""
    waiting = int(sys.argv[1]) if len(sys.argv) > 1 else WAITING
    due = min(DUE, waiting // 4)
    print(f"{waiting:,} wait, {due:,} come due at once, {len(os.sched_getaffinity(0))} cores")
    print(f"{'database':<14}{'workers':>8}{'a second':>10}")
    for name in ("SQLite", "PostgreSQL"):
        with TemporaryDirectory() as folder, _database(name, Path(folder)):
            from tests.clinic.deployments import Deployment

            made = Deployment(Path(folder) / "clinic")
            made.env["MEANTIME_MAIL"] = "smtp://localhost?from=clinic@example.org"
            made.begin()
            made.patience = 3600
            made.script(_MAKE, str(waiting))
            for workers in (1, 2):
                made.script(_COME_DUE, str(due))
                print(f"{name:<14}{workers:>8}{_rate(made, workers):>10.0f}", flush=True)


@contextmanager
def _database(name: str, folder: Path) -> Iterator[None]:
    from tests.clinic.postgres import server

    if name == "SQLite":
        yield
        return
    (folder / "server").mkdir()
    with server(folder / "server", fsync="on") as address:
        os.environ["MEANTIME_DATABASE"] = address
        try:
            yield
        finally:
            del os.environ["MEANTIME_DATABASE"]


def _rate(made: object, workers: int) -> float:
    """Deliveries a second, from the first that begins to the last that is done."""
    running: list[subprocess.Popen[str]] = [
        made.start(_SEND)  # type: ignore[attr-defined]
        for _worker in range(workers)
    ]
    time.sleep(6)  # they have loaded all they need
    for one in running:
        one.stdin.write("\n")  # type: ignore[union-attr]
        one.stdin.flush()  # type: ignore[union-attr]
    said = [one.communicate()[0].split() for one in running]
    count = sum(int(words[0]) for words in said)
    begin, end = min(float(words[1]) for words in said), max(float(words[2]) for words in said)
    return count / (end - begin)


if __name__ == "__main__":
    main()
