"""The audit: only ever added to, and every change by hand is found."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from meantime.clinic.audit import chain, reading
from meantime.clinic.audit.chain import append, compare, heads, record, record_each, verify
from meantime.clinic.audit.models import Event, Head
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.tenancy.models import Clinic, Member
from tests.clinic.conftest import ON_POSTGRES, Clock, client_of, make_clinic, make_member
from tests.clinic.deployments import Deployment, deployment, make_deployment

__all__ = ["deployment", "make_deployment"]

EVENTS = 30


def run(*statements: str) -> int:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return int(cursor.rowcount)


def add(number: int = EVENTS) -> None:
    for index in range(number):
        append("A" if index % 3 else "B", "someone", "nurse", "read", f"patient:{index}", "", {})


def copied(change: str) -> str:
    """A row put in the place of the first one."""
    columns = [field.column for field in Event._meta.concrete_fields]
    values = [change if name == "verb" else name for name in columns]
    return f"INTO audit_event ({', '.join(columns)}) SELECT {', '.join(values)} FROM audit_event"


REFUSED = [
    "UPDATE audit_event SET verb = 'x'",
    "UPDATE audit_event SET number = number + 1000",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE number > 3",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET number = number - 1",
    "UPDATE audit_head SET digest = 'x'",
    "UPDATE audit_head SET number = number + 1, chain = chain || 'x'",
]
REFUSED += (
    [
        "TRUNCATE audit_event",
        "TRUNCATE audit_head",
        f"INSERT {copied(chr(39) + 'x' + chr(39))} ON CONFLICT (id) DO UPDATE SET verb = 'x'",
        "INSERT INTO audit_head SELECT * FROM audit_head"
        " ON CONFLICT (chain) DO UPDATE SET number = 0",
    ]
    if ON_POSTGRES
    else [
        f"REPLACE {copied(chr(39) + 'x' + chr(39))}",
        f"INSERT OR REPLACE {copied(chr(39) + 'x' + chr(39))}",
        f"INSERT OR REPLACE {copied(chr(39) + 'x' + chr(39))} WHERE number = 2",
        "UPDATE OR REPLACE audit_event SET number = 1",
        "REPLACE INTO audit_head SELECT chain, 0, '', '' FROM audit_head",
    ]
)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_everything_but_adding(statement: str) -> None:
    add(6)
    with pytest.raises(IntegrityError, match="audit"), transaction.atomic():
        run(statement)
    assert not list(verify())
    add(3)
    assert Event.objects.count() == 9


def triggers_dropped() -> None:
    """What whoever owns the database can do."""
    if ON_POSTGRES:
        run(
            *(
                f"ALTER TABLE {table} DISABLE TRIGGER USER"
                for table in ("audit_event", "audit_head")
            )
        )
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        )
        names = [name for (name,) in cursor.fetchall()]
    run(*(f"DROP TRIGGER {name}" for name in names))


def changed(dice: random.Random) -> None:
    name = dice.choice(["actor", "role", "verb", "subject", "why", "before", "digest", "chain"])
    run(f"UPDATE audit_event SET {name} = 'other' WHERE {_one(dice)}")


def dated(dice: random.Random) -> None:
    run(f"UPDATE audit_event SET at = '2026-01-01 10:00:00' WHERE {_one(dice)}")


def detailed(dice: random.Random) -> None:
    run(f"""UPDATE audit_event SET detail = '{{"x": 1}}' WHERE {_one(dice)}""")


def deleted(dice: random.Random) -> None:
    run(f"DELETE FROM audit_event WHERE {_one(dice)}")


def cut(dice: random.Random) -> None:
    assert run(f"DELETE FROM audit_event WHERE chain = 'A' AND number > {dice.randint(1, 15)}")


def cut_with_its_head(dice: random.Random) -> None:
    last = dice.randint(1, 15)
    run(f"DELETE FROM audit_event WHERE chain = 'A' AND number > {last}")
    run(f"UPDATE audit_head SET number = {last} WHERE chain = 'A'")


def swapped(dice: random.Random) -> None:
    one, other = dice.sample(range(1, 16), 2)
    move = "UPDATE audit_event SET number = {} WHERE chain = 'A' AND number = {}"
    run(move.format(99, one), move.format(one, other), move.format(other, 99))


def lengthened(_dice: random.Random) -> None:
    """A whole new event at the end, with a digest of its own."""
    head = Head.objects.get(chain="A")
    event = Event.objects.get(chain="A", number=head.number)
    event.pk, event.number, event.before = None, head.number + 1, event.digest
    event.digest = chain.digest_of(event)
    event.save(force_insert=True)


def without_a_head(_dice: random.Random) -> None:
    run("DELETE FROM audit_head WHERE chain = 'A'")


def _one(dice: random.Random) -> str:
    return f"chain = 'A' AND number = {dice.randint(1, 15)}"


WAYS: list[Callable[[random.Random], None]] = [
    *(changed, changed, dated, detailed, deleted),
    *(cut, cut_with_its_head, swapped, lengthened, without_a_head),
]


@pytest.mark.django_db
def test_a_hundred_changes_by_hand_are_all_found() -> None:
    add()
    triggers_dropped()
    dice = random.Random(7)
    missed = []
    for number in range(100):
        held = transaction.savepoint()
        way = WAYS[number % len(WAYS)]
        way(dice)
        if not list(verify()):
            missed.append((number, way.__name__))
        transaction.savepoint_rollback(held)
        assert not list(verify())
    assert missed == []


@pytest.mark.django_db
def test_a_chain_made_anew_is_found_by_a_head_that_was_kept() -> None:
    add()
    kept = heads()
    triggers_dropped()
    before = ""
    for event in Event.objects.filter(chain="A").order_by("number"):
        verb = "never mind" if event.number == 4 else event.verb
        event.verb, event.before = verb, before
        before = event.digest = chain.digest_of(event)
        event.save()
    Head.objects.filter(chain="A").update(digest=before)
    assert not list(verify())
    assert [(one.chain, one.number) for one in compare(kept)] == [("A", 20)]


ADDING = """
from threading import Thread
from meantime.clinic.audit.chain import append

def add(name):
    for number in range(60):
        append("A", name, "", "read", "", "", {"number": number})
    connection.close()

threads = [Thread(target=add, args=(name,)) for name in ("one", "two")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
LOOKING = """
from meantime.clinic.audit.chain import verify
for _round in range(40):
    found = list(verify())
    assert not found, found
"""


def test_threads_of_two_processes_add_to_one_chain(deployment: Deployment) -> None:
    working = [deployment.start(text) for text in (ADDING, ADDING, LOOKING)]
    for process in working:
        _out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    said = deployment.command("audit", "verify")
    assert (said.code, said.out) == (0, "The audit holds: 240 events, chains: 1.\n")


@pytest.mark.django_db
def test_a_reason_that_is_too_long_is_cut() -> None:
    assert len(append("A", "x", "", "do", "", "why " * 100, {}).why) == 200
    assert not list(verify())


# The pages.


@pytest.fixture
def page(auditor: Member) -> Callable[..., Any]:
    """The audit as the auditor sees it."""
    client = client_of(auditor)

    def get(asked: str = "", name: str = "") -> Any:
        return client.get(f"/c/{auditor.clinic.slug}/audit/{name}{asked}")

    return get


def test_who_did_what_is_shown_and_reading_it_is_noted(
    page: Callable[..., Any], appointment: Appointment, auditor: Member
) -> None:
    shown = page()
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Nurse" in text
    assert "record 1" in text
    assert "Ana" not in text
    assert "Ruiz" not in text
    last = Event.objects.filter(chain=str(auditor.clinic_id)).latest("number")
    assert (last.verb, last.actor) == ("read audit", str(auditor.user_id))
    assert "read audit" in page().content.decode()


def test_pages_go_back_to_the_first_event_without_a_gap(
    page: Callable[..., Any], auditor: Member
) -> None:
    for _number in range(120):
        record(auditor, "look")
    asked, seen = "", []
    while True:
        shown = page(asked)
        seen += [line.event.number for line in shown.context["lines"]]
        if not shown.context["after"]:
            break
        asked = "?" + shown.context["after"]
    assert seen == list(range(120, 0, -1))


def test_events_are_found_by_day_person_verb_and_record(
    page: Callable[..., Any], appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    record(nurse, "read", appointment.patient)
    clock.now += timedelta(days=1)
    append(str(nurse.clinic_id), "system", "", "tidy", "", "", {})
    clock.now -= timedelta(days=1)

    def verbs(asked: str) -> list[str]:
        return [line.event.verb for line in page(asked).context["lines"]]

    assert verbs("?day=2026-11-30") == ["read", "book", "open series", "add patient"]
    assert verbs("?day=2026-12-01") == ["tidy"]
    assert verbs("?day=2026-11-29") == []
    assert verbs("?who=system") == ["tidy"]
    assert "tidy" not in verbs(f"?who={nurse.user_id}")
    assert verbs("?verb=book") == ["book"]
    assert verbs("?about=1") == ["read", "book", "open series", "add patient"]
    assert verbs("?about=%231&verb=read") == ["read"]
    assert verbs("?about=appointment") == ["book"]
    assert verbs(f"?about=appointment:{appointment.pk}") == ["book"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?about=2", "no record of that number"),
        ("?about=Ana Ruiz", "Write the number of a record"),
        ("?day=yesterday", "Enter a valid date"),
        ("?who=nobody", "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("name", ["", "events.csv"])
def test_what_cannot_be_looked_for_is_said(
    page: Callable[..., Any], appointment: Appointment, asked: str, words: str, name: str
) -> None:
    shown = page(asked, name)
    assert shown.status_code == 400
    assert words in shown.content.decode()
    assert not Event.objects.filter(verb__contains="audit").exists()


def test_what_was_typed_is_not_kept(page: Callable[..., Any], patient: Patient) -> None:
    page("?verb=Ana")
    page("?about=1")
    noted = Event.objects.filter(verb="read audit").order_by("number")
    assert [event.detail for event in noted] == [
        {"asked": {"verb": True}},
        {"asked": {"about": "1"}},
    ]


@pytest.mark.parametrize("name", ["", "chain/", "events.csv"])
def test_nobody_else_sees_it(nurse: Member, name: str) -> None:
    assert client_of(nurse).get(f"/c/{nurse.clinic.slug}/audit/{name}").status_code == 403
    stranger = make_member(make_clinic("other"), "owner")
    assert client_of(stranger).get(f"/c/{nurse.clinic.slug}/audit/{name}").status_code == 404


def test_another_clinics_events_are_not_there(
    page: Callable[..., Any], auditor: Member, owner: Member
) -> None:
    record(make_member(make_clinic("other"), "nurse"), "elsewhere")
    assert "elsewhere" not in page().content.decode()


def test_the_page_says_whether_the_chain_holds(page: Callable[..., Any], patient: Patient) -> None:
    assert "Nothing was changed" in page(name="chain/").content.decode()
    triggers_dropped()
    run("UPDATE audit_event SET verb = 'x' WHERE number = 1")
    text = page(name="chain/").content.decode()
    assert "The audit was changed by hand" in text
    assert "Event 1: its contents were changed" in text


def test_the_file_has_every_event_and_no_formula(
    page: Callable[..., Any], patient: Patient, nurse: Member
) -> None:
    record(nurse, "erase person", patient, why="=1+1")
    for _number in range(600):
        record(nurse, "look")
    answer = page(name="events.csv")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [int(row["number"]) for row in rows] == list(range(len(rows), 0, -1))
    assert len(rows) == 603
    assert rows[0]["did"] == "download audit"
    erased = next(row for row in rows if row["did"] == "erase person")
    assert (erased["why"], erased["who"]) == ("'=1+1", "Nurse")
    assert "Ana" not in text


def test_a_day_is_the_clinics_own(nurse: Member, clock: Clock) -> None:
    clinic: Clinic = nurse.clinic
    clock.now = timezone.now().replace(hour=3)  # the evening before, in New York
    record(nurse, "late")
    day = (clock.now - timedelta(days=1)).date()
    assert reading.events(clinic, reading.Filters(day=day)).count() == 1


def test_many_rows_read_at_once_are_an_event_each(nurse: Member, appointment: Appointment) -> None:
    before = Event.objects.filter(chain=str(nurse.clinic_id)).count()
    rows = [(appointment, {"place": number}) for number in range(3)]
    record_each(nurse, "read", rows)
    record_each(nurse, "read", [])
    events = Event.objects.filter(chain=str(nurse.clinic_id)).order_by("number")[before:]
    assert [event.detail["place"] for event in events] == [0, 1, 2]
    assert {event.subject for event in events} == {f"appointment:{appointment.pk}"}
    assert list(verify()) == []
