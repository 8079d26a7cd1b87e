"""`make bench-reminders`: what workers claim, look at again and hand over to a sink, a second.

A million deliveries wait and some of them come due: at once, or 500 a second. Each is a row of its
own with a plan in force and a contact that agreed. The sink takes a message and does nothing with
it, so that what is measured is ours. Both databases keep what they commit on the disk.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WAITING, DUE = 1_000_000, 10_000
# So many come due each second, for so many seconds.
STEADY, LONG = 500, 60
_MAKE = """
import sys
from uuid import uuid4
from django.db import connection
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
with connection.cursor() as cursor:  # as both do by themselves, some minutes later
    cursor.execute("ANALYZE")
"""
# So many come due now, or one after the other at so many a second.
_COME_DUE = """
import sys
from django.utils import timezone
from meantime.clinic.reminders.models import Delivery
count, rate = map(int, sys.argv[1:])
rows = Delivery.everywhere.filter(state="waiting", due__gt=timezone.now())
keys, now = list(rows.values_list("pk", flat=True)[:count]), timezone.now()
if rate:
    now += timedelta(seconds=10)
step = rate or count
for number, begin in enumerate(range(0, count, step)):
    for tenth in range(10 if rate else 1):
        some = keys[begin + tenth : begin + step : 10] if rate else keys
        due = now + timedelta(seconds=number + tenth / 10)
        Delivery.everywhere.filter(pk__in=some).update(due=due)
"""
_SEND = """
import sys, time
from threading import Thread
from django.conf import settings
from django.utils import timezone
settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.reminders.texts import address
from meantime.clinic.reminders.worker import Sending
if connection.vendor == "postgresql":
    from meantime.clinic.reminders.carrying import run
else:
    run = Sending.run
address()
sending, oldest, until = Sending(), timedelta(), time.time() + float(sys.argv[1])
def watch():
    global end, oldest
    while True:
        now = timezone.now()
        due = Delivery.everywhere.filter(state="waiting", due__lte=now)
        first = due.order_by("due").values_list("due", flat=True).first()
        oldest, end = max(oldest, now - first if first else timedelta()), time.time()
        if first is None and time.time() > until:
            break
        time.sleep(0.05)
    sending.stopped.set()
sys.stdin.readline()
watching, begin = Thread(target=watch), time.time()
watching.start()
run(sending)
watching.join()
print(begin, end, oldest.total_seconds())
"""


def main() -> None:
    """Print a line for each database and number of workers."""
    waiting = int(sys.argv[1]) if len(sys.argv) > 1 else WAITING
    due = min(DUE, waiting // 4)
    print(f"{waiting:,} wait, {due:,} come due at once, {len(os.sched_getaffinity(0))} cores")
    print(f"{'database':<14}{'workers':>8}{'a second':>10}  oldest at {STEADY}/s for {LONG} s")
    for name in sys.argv[2:] or ("SQLite", "PostgreSQL"):
        with TemporaryDirectory() as folder, _database(name, Path(folder)):
            from tests.clinic.deployments import Deployment

            made = Deployment(Path(folder) / "clinic")
            made.env["MEANTIME_MAIL"] = "smtp://localhost?from=clinic@example.org"
            made.begin()
            made.patience = 3600
            made.script(_MAKE, str(waiting))
            for workers in (1, 2):
                made.script(_COME_DUE, str(due), "0")
                begin, end, _oldest = _sent(made, workers, 0)
                rate = due / (end - begin)
                made.script(_COME_DUE, str(min(STEADY * LONG, waiting // 4)), str(STEADY))
                oldest = _sent(made, workers, LONG + 5)[2]
                print(f"{name:<14}{workers:>8}{rate:>10.0f}{oldest:>9.1f} s", flush=True)


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


def _sent(made: Any, workers: int, seconds: float) -> tuple[float, float, float]:
    """When the first worker began and the last was done, and how late the latest was at most."""
    running = [made.start(_SEND, str(seconds)) for _worker in range(workers)]
    time.sleep(6)  # they have loaded all they need
    for one in running:
        one.stdin.write("\n")
        one.stdin.flush()
    said = [[float(word) for word in one.communicate()[0].split()] for one in running]
    begun, ended, oldest = zip(*said, strict=True)
    return min(begun), max(ended), max(oldest)


if __name__ == "__main__":
    main()
