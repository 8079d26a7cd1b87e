"""What Prometheus reads: who may, that it is so, that it names nobody, that it is quick."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions import contacts
from meantime.clinic.care.models import Appointment, Contact
from meantime.clinic.deployment import metrics
from meantime.clinic.keeping.backing_up import VERB
from meantime.clinic.reminders.metrics import families
from meantime.clinic.reminders.models import Delivery, State, Worker
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW, ON_POSTGRES, Clock
from tests.clinic.deliveries import make_delivery

TOKEN = "a-token.of~letters+and/digits_0123456789=="
ROOT = Path(__file__).parents[2]
RULES = ROOT / "examples/reminders-alerts.yml"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
Told = dict[tuple[str, str, str], float]


@pytest.fixture(autouse=True)
def _deployment(settings: Any) -> None:
    settings.METRICS, settings.REMINDERS_FROM = TOKEN, "clinic@harbour.test"


@pytest.fixture
def contact(nurse: Member, appointment: Appointment) -> Contact:
    found = contacts.add_contact(
        nurse, appointment.patient, "email", "ana@example.org", NOW, agreed=True
    )
    Delivery.everywhere.all().delete()
    return found


def asked(method: str = "get", **headers: str) -> Any:
    return getattr(Client(enforce_csrf_checks=True), method)("/metrics/", headers=headers)


def scraped() -> str:
    found = asked(authorization=f"Bearer {TOKEN}")
    assert found.status_code == 200
    text: str = found.content.decode()
    return text


def told(text: str = "") -> Told:
    """Every number, by its name, state and channel."""
    return {
        (one.name, one.labels.get("state", ""), one.labels.get("channel", "")): one.value
        for family in text_string_to_metric_families(text or scraped())
        for one in family.samples
    }


def number(name: str, state: str = "", channel: str = "") -> float:
    return told()[f"meantime_{name}", state, channel]


# To whom.


def test_where_no_token_is_set_there_is_no_such_page(db: Any, settings: Any) -> None:
    settings.METRICS = ""
    for method, token in product(METHODS, (TOKEN, "", "None")):
        found = asked(method, authorization=f"Bearer {token}")
        assert found.status_code == 404, method
        if method != "head":
            assert _of_anybody(found) == _of_anybody(Client().get("/nowhere/"))


def _of_anybody(page: Any) -> str:
    return re.sub(r'"[A-Za-z0-9]{64}"|/(metrics|nowhere)/', "", page.content.decode())


@pytest.mark.parametrize(
    "said",
    [
        *("", TOKEN, "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"),
        *(f"bearer {TOKEN}", f"Basic {TOKEN}", f"Bearer {TOKEN.upper()}", f" Bearer {TOKEN}"),
        *("Bearer é", "Bearer " + "x" * 5000, f"Bearer {TOKEN}, Bearer {TOKEN}"),
    ],
)
def test_without_the_token_nothing_is_told_and_nothing_asked(
    db: Any, said: str, django_assert_num_queries: Any
) -> None:
    for method in METHODS:
        with django_assert_num_queries(0):
            found = asked(method, authorization=said)
        assert (found.status_code, found.content) == (401, b"")
        assert found.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_is_none(db: Any) -> None:
    assert Client().get(f"/metrics/?token={TOKEN}&authorization=Bearer {TOKEN}").status_code == 401


def test_nothing_but_a_look_is_answered(db: Any) -> None:
    for method in ("post", "put", "patch", "delete", "options"):
        assert asked(method, authorization=f"Bearer {TOKEN}").status_code == 405
    assert asked("head", authorization=f"Bearer {TOKEN}").status_code == 200


def test_what_is_no_token_is_refused_without_repeating_it() -> None:
    assert metrics("") == ""
    assert metrics(TOKEN) == TOKEN
    for wrong in ("short-secret", "secret" * 5, "secret with blanks " * 3, "sécret" * 9):
        with pytest.raises(ImproperlyConfigured, match="MEANTIME_METRICS is no token") as found:
            metrics(wrong)
        assert "secret" not in str(found.value)


# What.


def test_every_name_follows_the_conventions(db: Any) -> None:
    """https://prometheus.io/docs/practices/naming/"""
    found = list(text_string_to_metric_families(scraped()))
    assert len({family.name for family in found}) == len(found) > 10
    for family in found:
        assert re.fullmatch(r"meantime_[a-z_]+", family.name)
        assert family.documentation.endswith(".")
        assert family.type == "gauge"
        assert not family.name.endswith(("_total", "_count", "_sum", "_bucket", "_info"))
        assert "age" not in family.name.split("_") or family.name.endswith("_seconds")
        for one in family.samples:
            assert set(one.labels) <= {"state", "channel"}, "who, and in which clinic, is not told"
            assert one.value >= 0


def test_every_name_is_explained(db: Any) -> None:
    page = (ROOT / "docs/reminders.md").read_text(encoding="utf-8").partition("## Watching it")[2]
    for family in text_string_to_metric_families(scraped()):
        name = family.name.removeprefix("meantime_").removesuffix("_last_hour")
        assert re.search(rf"`{name}[`{{]", page), name


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_promtool_finds_nothing_wrong(db: Any) -> None:
    command = ["promtool", "check", "metrics"]
    done = subprocess.run(command, input=scraped(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    command = ["promtool", "check", "rules", str(RULES)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_every_number_is_there_before_anything_happened(db: Any) -> None:
    found = told()
    states = ("due", "refused", "calling", "uncertain", "failed", "missed")
    for channel in ("phone", "email", "push", "gone"):
        for state in states:
            assert found["meantime_deliveries", state, channel] == 0
        for what in ("sent", "arrived", "attempts"):
            assert found[f"meantime_deliveries_{what}_last_hour", "", channel] == 0
    assert found["meantime_deliveries_waiting", "", ""] == 0
    assert found["meantime_deliveries_stuck", "", ""] == 0
    # What never was has no time; `absent()` finds it.
    assert ("meantime_backup_timestamp_seconds", "", "") not in found
    assert ("meantime_worker_last_seen_timestamp_seconds", "", "") not in found


def test_it_names_nobody(contact: Contact, appointment: Appointment) -> None:
    for state in State:
        make_delivery(contact, appointment, state, trouble="ana@example.org", reference="SM123")
    text = scraped()
    clinic = appointment.clinic
    for name in (clinic.slug, clinic.name, "ana", "Ruiz", "SM123", str(clinic.pk), "microneedling"):
        assert name.casefold() not in text.casefold(), name


def test_messages_are_counted_by_state_and_channel(
    nurse: Member, contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    phone = contacts.add_contact(nurse, appointment.patient, "phone", "+12125550142", NOW)
    Delivery.everywhere.all().delete()
    clock.now = NOW + timedelta(hours=3)
    later = clock.now + timedelta(minutes=15)
    make_delivery(contact, appointment)
    make_delivery(contact, appointment)
    make_delivery(phone, appointment)
    make_delivery(contact, appointment, due=later)
    make_delivery(contact, appointment, due=later, attempts=2)
    make_delivery(phone, appointment, State.CALLING, leased=later)
    make_delivery(contact, appointment, State.FAILED)
    make_delivery(contact, appointment, State.MISSED)
    make_delivery(phone, appointment, State.UNCERTAIN)
    make_delivery(phone, appointment, State.UNCERTAIN, until=clock.now)
    found = told()
    expected = {
        ("due", "email"): 2,
        ("due", "phone"): 1,
        ("refused", "email"): 1,
        ("calling", "phone"): 1,
        ("failed", "email"): 1,
        ("missed", "email"): 1,
        ("uncertain", "phone"): 1,  # the other one does not matter any more
    }
    counted = {
        (state, channel): value
        for (name, state, channel), value in found.items()
        if name == "meantime_deliveries" and value
    }
    assert counted == expected
    assert found["meantime_deliveries_waiting", "", ""] == 5
    phone.delete()
    assert number("deliveries", "due", "gone") == 1


def test_what_went_is_counted_ever_and_of_the_last_hour(
    contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    clock.now = NOW + timedelta(hours=5)
    before, within = clock.now - timedelta(minutes=61), clock.now - timedelta(minutes=59)
    make_delivery(contact, appointment, State.SENT, sent=before, arrived=before, attempts=3)
    make_delivery(contact, appointment, State.SENT, sent=within, attempts=2)
    make_delivery(contact, appointment, State.SENT, sent=within, arrived=clock.now)
    make_delivery(contact, appointment, State.FAILED, sent=within)  # the network lost it
    make_delivery(contact, appointment, State.FAILED)
    ever = {what: number(f"deliveries_{what}") for what in ("sent", "arrived", "attempts")}
    assert ever == {"sent": 4, "arrived": 2, "attempts": 7}
    hour = {what: number(f"deliveries_{what}_last_hour", channel="email") for what in ever}
    assert hour == {"sent": 3, "arrived": 1, "attempts": 4}


def test_the_oldest_that_is_due_and_who_sends_are_told(
    contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    row = make_delivery(contact, appointment)
    assert number("deliveries_oldest_due_age_seconds") == number("deliveries_stuck") == 0
    clock.now = NOW + timedelta(hours=2, seconds=30)
    assert number("deliveries_oldest_due_age_seconds") == 30
    assert number("deliveries_stuck") == 1, "nobody sends"
    seen = clock.now - timedelta(seconds=10)
    Worker.objects.create(name="one", since=NOW, seen=seen)
    Worker.objects.create(name="two", since=NOW, seen=NOW)
    assert number("deliveries_stuck") == 0
    assert number("workers") == 1
    assert number("worker_last_seen_timestamp_seconds") == seen.timestamp()
    Worker.objects.all().update(seen=clock.now + timedelta(minutes=5))
    clock.now += timedelta(minutes=5)
    assert number("deliveries_stuck") == 1, "it is late although somebody sends"
    clock.now = row.due + timedelta(seconds=30)
    assert number("workers") == 0, "it said so by a clock that was set back since"
    assert number("deliveries_stuck") == 1


def test_a_lease_that_nobody_takes_back_is_stuck(
    contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    make_delivery(contact, appointment, State.CALLING, leased=NOW - timedelta(minutes=3))
    assert number("deliveries_stuck") == 1
    assert number("deliveries_oldest_due_age_seconds") == 0


def test_patients_of_the_coming_week_whom_nothing_reaches_are_counted(
    contact: Contact, appointment: Appointment, nurse: Member, settings: Any, clock: Clock
) -> None:
    assert number("patients_unreached") == 0
    contacts.stop(nurse, contact, NOW)
    assert number("patients_unreached") == 1
    clock.now = NOW - timedelta(days=5)
    assert number("patients_unreached") == 0, "there is time"
    clock.now = NOW
    settings.REMINDERS_FROM = ""
    assert ("meantime_patients_unreached", "", "") not in told(), "nothing carries messages"


def test_the_last_backup_has_its_time(db: Any, clock: Clock) -> None:
    record(None, VERB, with_keys=False)
    assert number("backup_timestamp_seconds") == NOW.timestamp()


# How quickly. With a million that wait and a million that went, of 100,000 patients: a fifth of a
# second, on either database. Here the plans are looked at.


# All that waits and all that went: PostgreSQL reads the index alone only where it was vacuumed.
COUNTS_ALL = r"""COUNT\(\*\) .* = 'waiting'$|"sent" IS NOT NULL$"""


def many(row: Delivery, count: int, **other: Any) -> None:
    names = [field.attname for field in Delivery._meta.concrete_fields]
    like = {name: getattr(row, name) for name in names} | other
    rows = [Delivery(**like | {"id": uuid4(), "key": uuid4().hex}) for _ in range(count)]
    Delivery.everywhere.bulk_create(rows, batch_size=500)


def test_nothing_looks_through_what_waits_or_went(
    contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    row = make_delivery(contact, appointment, due=NOW + timedelta(days=30))
    many(row, 6000)
    old = NOW - timedelta(days=30)
    many(row, 6000, state=State.SENT, due=old, sent=old)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as asked:
            list(families(NOW))
        for query in asked.captured_queries:
            if "care_appointment" in query["sql"]:
                continue  # of each session its own: here there is but one
            if ON_POSTGRES and re.search(COUNTS_ALL, query["sql"]):
                continue
            explain = "EXPLAIN " if ON_POSTGRES else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + query["sql"])
            plan = "\n".join(str(line[-1]) for line in cursor.fetchall())
            whole = "Seq Scan on reminders_delivery" if ON_POSTGRES else r"SCAN \w*delivery(?! U)"
            assert not re.search(whole, plan), (query["sql"], plan)


# The alarms.


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def test_the_alarms_are_rules_about_what_is_told(db: Any) -> None:
    found = {name: set[tuple[str, str]]() for name, _state, _channel in told()}
    for name, state, channel in told():
        found[name] |= {("state", state), ("channel", channel)}
    names = {*found, "meantime_backup_timestamp_seconds"}  # that one has a number when there is one
    assert len({rule["alert"] for rule in rules()}) == len(rules())
    for rule in rules():
        assert {"alert", "expr", "labels", "annotations"} <= set(rule)
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"\d+[mhd]", rule.get("for", "1m"))
        assert rule["labels"]["severity"] in ("page", "ticket")
        used = re.findall(r'(meantime_\w+)(?:\{(\w+)=~?"([\w|]+)"\})?', rule["expr"])
        assert used or rule["expr"].startswith("up{")
        for name, label, values in used:
            assert name in names, rule["alert"]
            for value in values.split("|") if label else ():
                assert (label, value) in found[name], (rule["alert"], value)


SIMPLE = re.compile(
    r'(?P<sum>sum by \(channel\) \()?(?P<name>meantime_\w+)(\{state="(?P<state>\w+)"\})?\)?'
    r" (?P<sign>==|>) (?P<limit>\d+)"
)


def rings() -> set[str]:
    """The alarms of a plain form that hold by what is told now."""
    found, ringing = told(), set()
    for rule in rules():
        simple = SIMPLE.fullmatch(rule["expr"])
        if simple is None:
            continue
        limit = float(simple["limit"])
        values = [
            value
            for (name, state, _channel), value in found.items()
            if name == simple["name"] and state == (simple["state"] or "")
        ]
        if any(value == limit if simple["sign"] == "==" else value > limit for value in values):
            ringing.add(rule["alert"].removeprefix("Meantime"))
    return ringing


def test_the_alarms_ring_when_they_should(
    contact: Contact, appointment: Appointment, clock: Clock
) -> None:
    def alive(at: datetime) -> None:
        clock.now = at
        Worker.objects.update_or_create(name="one", defaults={"since": NOW, "seen": at})

    assert rings() == {"NoWorker"}
    alive(NOW)
    assert rings() == set()
    row = make_delivery(contact, appointment)
    alive(row.due + timedelta(minutes=3))
    assert rings() == {"MessagesStuck"}
    alive(row.due + timedelta(minutes=16))
    assert rings() == {"MessagesStuck", "MessagesLate"}
    row.delete()
    refused = make_delivery(contact, appointment, due=clock.now + timedelta(hours=1), attempts=4)
    many(refused, 10)
    assert rings() == {"MessagesRefused"}
    Delivery.everywhere.all().update(state=State.UNCERTAIN)
    assert rings() == {"MessagesUncertain"}
