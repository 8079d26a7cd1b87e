"""Two at once: real threads, each with a connection of its own, in a deployment's own database.

Whoever comes second is refused in words or waits; nothing is done twice, and the audit stays one
chain.
"""

from __future__ import annotations

from tests.clinic.deployments import Deployment, deployment, make_deployment

__all__ = ["deployment", "make_deployment"]  # fixtures

_START = """
import sys
from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4
from django.db import connection, transaction
from django.utils import timezone
from meantime.answers.checking import all_clear
from meantime.clinic.audit.chain import verify
from meantime.clinic.audit.models import Event
from meantime.clinic.library.actions import migrate
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of, files_of, protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.actions import wording
from meantime.clinic.reminders.models import Wording
from meantime.clinic.tenancy.actions import clinics, invitations, rooms
from meantime.literate.protocols import SHIPPED

now = timezone.now()
day = timedelta(days=1)
noon = clinic.zone  # of the deployment's: no session there runs over its day
files = files_of(SHIPPED / "microneedling")

def version_of(number, state, files=files):
    return Version.everywhere.create(
        clinic=clinic, protocol="microneedling", title="Microneedling", number=number, state=state,
        files=files, digest=digest_of(files))

def begin_anew(number):
    global clinic, member, version, protocol, room, other_room, text
    clinic = Clinic.objects.create(
        slug=f"race-{number}", name="Race", zone=noon, phone="+12125550100", languages=["en"],
        hours={str(day): ["00:00", "23:59"] for day in range(7)})
    user = User.objects.create_user(f"owner@race-{number}.test", "Owner", None)
    member = Member.everywhere.create(clinic=clinic, user=user, role="owner")
    version = version_of(1, "published")
    protocol = protocol_of(version)
    room, other_room = a_room(), a_room()
    text = ConsentText.everywhere.create(clinic=clinic, number=1, language="en", body="I agree.")

def a_room():
    return Room.everywhere.create(clinic=clinic, name=str(uuid4()))

def somebody():
    return patients.add_patient(member, "Ana Ruiz", date(1990, 5, 4), "en", "", now)

def booked(start=now):
    return booking.book(
        member, booking.open_course(member, somebody(), "microneedling", 1), start, a_room(), now)

def fresh(item):
    return Appointment.objects.of(clinic).get(pk=item.pk)

def answered(item, occasion, **others):
    screening.answer(member, item.patient, protocol, all_clear(protocol) | others, occasion, now)

def ready(item):
    treating.check_in(member, fresh(item), fresh(item).revision, now)
    answered(item, "check-in")
    treating.consent(member, fresh(item), text, "Ana Ruiz", fresh(item).revision, now)
    return fresh(item)

def done():
    return treating.Record("Pen", Decimal(1), ["face"], "", [], "", now)

def race(*acts):
    '''Do all at once; what each gave, or the words it was refused with.'''
    barrier, found = Barrier(len(acts)), [None] * len(acts)
    def run(place, act):
        barrier.wait()
        try:
            found[place] = ("done", act())
        except Refused as error:
            found[place] = ("refused", str(error.reason))
        except BaseException as error:
            found[place] = ("broke", repr(error))
        finally:
            connection.close()
    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [one for one in found if one[0] == "broke"], found
    return [one[0] for one in found]

def count(verb):
    return Event.objects.filter(chain=str(clinic.pk), verb=verb).count()
"""
_END = """
assert not list(verify())
"""

RACES = {
    "two people book one room": """
for number in range(8):
    start = now + (10 + number) * day
    courses = [booking.open_course(member, somebody(), "microneedling", 1) for _ in range(2)]
    later = start + timedelta(minutes=30)
    found = race(
        lambda: booking.book(member, courses[0], start, room, now),
        lambda: booking.book(member, courses[1], later, room, now))
    assert sorted(found) == ["done", "refused"], found
assert Appointment.objects.of(clinic).count() == 8
assert count("book") == 8
""",
    "two people book one patient": """
for number in range(6):
    start, patient = now + (10 + number) * day, somebody()
    courses = [booking.open_course(member, patient, "microneedling", 1) for _ in range(2)]
    found = race(
        lambda: booking.book(member, courses[0], start, room, now),
        lambda: booking.book(member, courses[1], start, other_room, now))
    assert sorted(found) == ["done", "refused"], found
""",
    "one books while another closes the room": """
owner = member
for number in range(8):
    start = now + (10 + number) * day
    course = booking.open_course(member, somebody(), "microneedling", 1)
    at = Room.everywhere.get(pk=room.pk).revision
    found = race(
        lambda: booking.book(member, course, start, room, now),
        lambda: rooms.close_room(owner, room, at))
    held = Appointment.objects.of(clinic).filter(room=room, state="booked").count()
    is_open = Room.everywhere.get(pk=room.pk).is_open
    assert is_open == (held > 0), (found, held, is_open)
    for item in Appointment.objects.of(clinic).filter(state="booked"):
        booking.cancel(member, item, item.revision, now)
    if not is_open:
        rooms.open_room(owner, room, Room.everywhere.get(pk=room.pk).revision)
""",
    "one books while another changes the zone": """
for number in range(8):
    start = now + (10 + number) * day
    course = booking.open_course(member, somebody(), "microneedling", 1)
    seen = Clinic.objects.get(pk=clinic.pk)
    zone = "Etc/GMT+1" if seen.zone != "Etc/GMT+1" else "Etc/GMT+2"
    hours = {day: (time(0), time(23, 59)) for day in range(7)}
    told = clinics.Told(seen.name, zone, seen.phone, "", ["en"], hours)
    member.clinic = seen
    found = race(
        lambda: booking.book(member, course, start, room, now),
        lambda: clinics.change_clinic(member, told, seen.revision))
    assert found.count("done") == 1, found
    for item in Appointment.objects.of(clinic).filter(state="booked"):
        booking.cancel(member, item, item.revision, now)
    member.clinic = Clinic.objects.get(pk=clinic.pk)
""",
    "one moves while another checks in": """
for number in range(8):
    item = booked()
    seen = fresh(item)
    found = race(
        lambda: booking.move(
            member, seen, now + day * (3 + number), other_room, seen.revision, now),
        lambda: treating.check_in(member, seen, seen.revision, now))
    assert sorted(found) == ["done", "refused"], found
    assert (fresh(item).state == "arrived") == (fresh(item).start == item.start)
    if fresh(item).state != "cancelled":
        booking.cancel(member, fresh(item), fresh(item).revision, now)
""",
    "a fact changes while somebody begins": """
for number in range(10):
    item = ready(booked())
    found = race(
        lambda: treating.begin(member, item, item.revision, now),
        lambda: answered(item, "check-in", pregnant=True))
    assert found[1] == "done", found
    begun = fresh(item).state == "treating"
    assert begun == (found[0] == "done")
    if begun:
        # It began first: in the audit, and by what was known then.
        began = Event.objects.get(verb="begin", subject=f"appointment:{item.pk}").number
        told = Event.objects.filter(
            verb="answer", subject=f"patient:{item.patient_id}").latest("number").number
        assert began < told
        treating.finish(member, fresh(item), done(), fresh(item).revision, now)
    else:
        booking.cancel(member, fresh(item), fresh(item).revision, now)
""",
    "two series of one patient at once": """
for number in range(6):
    patient = somebody()
    start = now
    first = booking.book(
        member, booking.open_course(member, patient, "microneedling", 1), start, a_room(), now)
    second = booking.book(
        member, booking.open_course(member, patient, "microneedling", 1),
        start + timedelta(minutes=90), a_room(), now)
    first = ready(first)
    second = ready(second)
    answered(first, "check-in")
    found = race(
        lambda: treating.begin(member, fresh(first), fresh(first).revision, now),
        lambda: treating.begin(member, fresh(second), fresh(second).revision, now))
    assert found == ["done", "refused"], found
    treating.finish(member, fresh(first), done(), fresh(first).revision, now)
    booking.cancel(member, fresh(second), fresh(second).revision, now)
""",
    "finish is pressed twice": """
for number in range(6):
    item = ready(booked())
    item = treating.begin(member, item, item.revision, now)
    found = race(*[lambda: treating.finish(member, item, done(), item.revision, now)] * 3)
    assert sorted(found) == ["done", "refused", "refused"], found
    assert Treatment.objects.of(clinic).filter(appointment=item).count() == 1
assert count("finish") == 6
""",
    "two who move sessions over": """
items = [booked(now + (5 + number) * day) for number in range(4)]
Version.everywhere.filter(pk=version.pk).update(state="retired", retired=now)
document = files["protocol.md"].replace("from: 3 days before", "from: 4 days before", 1)
new = version_of(2, "published", files | {"protocol.md": document})
some = [fresh(item) for item in items]
found = race(lambda: migrate(member, some, new), lambda: migrate(member, some[::-1], new))
assert sorted(found) == ["done", "refused"], found
assert count("migrate") == 4
""",
    "a session is moved over while somebody answers": """
items = [booked(now + (5 + number) * day) for number in range(5)]
Version.everywhere.filter(pk=version.pk).update(state="retired", retired=now)
document = files["protocol.md"].replace("from: 3 days before", "from: 9 days before", 1)
new = version_of(2, "published", files | {"protocol.md": document})
for item in items:
    used = now.date() - day
    found = race(
        lambda: migrate(member, fresh(item), new),
        lambda: answered(item, "desk", retinoid=used))
    assert found[1] == "done", found
    held = Appointment.objects.of(clinic).select_related("verdict", "version").get(pk=item.pk)
    assert held.verdict.version_id == held.version_id
    assert held.verdict.told["case"]["facts"]["retinoid"] == used.isoformat()
""",
    "two who word the same sentence": """
for number in range(6):
    row = Wording.objects.of(clinic).first()
    seen = row.revision if row else 0
    found = race(*[
        lambda text=text: wording.word(member, "en", "eve", text, seen, now)
        for text in (f"See you on {{when}}, {number}.", f"Until {{when}}, {number}.")])
    assert sorted(found) == ["done", "refused"], found
    row = Wording.objects.of(clinic).get()
    assert row.revision == seen + 1
    assert row.text.startswith("See" if found[0] == "done" else "Until")
assert count("word message") == 6
""",
    "an invitation is accepted twice": """
for number in range(5):
    email = f"new{number}@race.test"
    _made, token = invitations.invite(member, email, "nurse", now)
    found = race(*[
        lambda: invitations.join_anew(token, "New Nurse", "correct horse battery", now)] * 3)
    assert sorted(found) == ["done", "refused", "refused"], found
    assert User.objects.filter(email=email).count() == 1
    assert Member.objects.of(clinic).filter(user__email=email).count() == 1
assert count("join") == 5
""",
    "many of everything": """
people = [booked(now + (20 + number) * day) for number in range(6)]
def life(item):
    for number in range(3):
        answered(item, "desk", keloid=bool(number % 2))
        seen = fresh(item)
        later = seen.start + timedelta(hours=24) * 7
        try:
            where = room if number % 2 else other_room
            booking.move(member, seen, later, where, seen.revision, now)
        except Refused:
            pass
before = Event.objects.filter(chain=str(clinic.pk)).count()
found = race(*[lambda item=item: life(item) for item in people])
assert set(found) == {"done"}, found
rows = Event.objects.filter(chain=str(clinic.pk)).order_by("number")
numbers = list(rows.values_list("number", flat=True))
assert numbers == list(range(1, len(numbers) + 1))
assert len(numbers) >= before + 6 * 3
""",
}


def test_whoever_comes_second_waits_or_is_refused(deployment: Deployment) -> None:
    """One process for all: to make a database takes longer than every race in it."""
    parts = [
        f"print({name!r}, file=sys.stderr)\nbegin_anew({number})\n{race}"
        for number, (name, race) in enumerate(RACES.items())
    ]
    deployment.script("\n".join([_START, *parts, _END]))
