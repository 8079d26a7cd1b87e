"""The queue brings keys; the rows say what is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from meantime.clinic.care.actions import contacts
from meantime.clinic.care.models import Appointment, Contact, Patient
from meantime.clinic.reminders.actions.delivering import LEASE, claim
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW, ON_POSTGRES, Clock
from tests.clinic.deliveries import make_delivery
from tests.clinic.deployments import Deployment, deployment, make_deployment
from tests.clinic.killing import WAITING, mail_server

__all__ = ["deployment", "make_deployment"]
pytestmark = pytest.mark.skipif(not ON_POSTGRES, reason="procrastinate needs PostgreSQL")
SECOND = timedelta(seconds=1)


@pytest.fixture
def contact(nurse: Member, patient: Patient) -> Contact:
    return contacts.add_contact(nurse, patient, "email", "ana@example.org", NOW, agreed=True)


@pytest.fixture
def due(contact: Contact, appointment: Appointment) -> list[UUID]:
    """Keys of messages that are due now, and of nothing else."""
    Delivery.everywhere.all().delete()
    return [
        make_delivery(contact, appointment, due=NOW - number * SECOND).pk for number in range(120)
    ]


def handed_over(at: datetime) -> list[list[str]]:
    """The keys in each job of the queue, after it was filled."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from meantime.clinic.reminders.carrying import hand_over

    before = set(ProcrastinateJob.objects.values_list("id", flat=True))
    count = hand_over(at)
    rows = ProcrastinateJob.objects.exclude(id__in=before).order_by("id")
    found: list[list[str]] = [row.args.pop("deliveries") for row in rows]
    assert all(not row.args for row in rows), "keys of deliveries, and nothing else"
    assert count == sum(map(len, found))
    return found


def emptied() -> None:
    """Nothing is in the queue any more, whatever became of it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_a_job_holds_keys_the_longest_due_first(due: list[UUID]) -> None:
    jobs = handed_over(NOW)
    assert [len(job) for job in jobs] == [15] * 8, "all workers have some"
    assert [key for job in jobs for key in job] == [str(pk) for pk in reversed(due)]


def test_what_was_handed_over_is_not_again_while_the_queue_is_trusted(due: list[UUID]) -> None:
    handed_over(NOW)
    assert handed_over(NOW + SECOND) == []
    emptied()
    assert len(handed_over(NOW + LEASE + SECOND)) == 8, "its jobs were lost: it is brought again"


def test_what_came_due_again_is_handed_over_at_once(due: list[UUID]) -> None:
    handed_over(NOW)
    emptied()
    Delivery.everywhere.filter(pk=due[0]).update(due=NOW + SECOND)
    assert handed_over(NOW + SECOND) == [[str(due[0])]]


def test_the_rest_waits_in_the_table(due: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    from meantime.clinic.reminders import carrying

    monkeypatch.setattr(carrying, "_MOST", 10)
    assert [len(job) for job in handed_over(NOW)] == [10] * 8
    assert handed_over(NOW) == [], "the queue is short"
    emptied()
    assert [len(job) for job in handed_over(NOW)] == [10] * 4


def test_a_job_that_comes_twice_finds_nothing_the_second_time(due: list[UUID]) -> None:
    first = claim(UUID(int=1), 50, NOW, due[:2])
    assert {row.pk for row in first.going} == set(due[:2]), "and nothing that it was not told of"
    assert claim(UUID(int=2), 50, NOW, due[:2]).going == []


def test_what_is_handed_over_can_still_be_called_off(
    due: list[UUID], nurse: Member, contact: Contact, clock: Clock
) -> None:
    handed_over(NOW)
    contacts.stop(nurse, contact, NOW)
    assert claim(UUID(int=1), 50, NOW, due).going == []


_LEFT = """
from procrastinate.contrib.django.models import ProcrastinateJob
from meantime.clinic.reminders.models import Delivery
print(Delivery.everywhere.filter(due__lte=datetime.now(UTC)).values("state").distinct())
print(ProcrastinateJob.objects.count())
"""


def test_workers_share_what_is_due_and_leave_no_job_behind(
    deployment: Deployment, tmp_path: Path
) -> None:
    """Two real workers, and a job of one that is gone."""
    with mail_server(tmp_path / "ledger") as (ledger, port):
        deployment.env["MEANTIME_MAIL"] = f"smtp://127.0.0.1:{port}?from=clinic@harbour.test"
        deployment.script(WAITING, "150")
        deployment.script(_GONE)
        running: list[Any] = [deployment.start(_WORK) for _number in range(2)]
        said = [one.communicate(timeout=120) for one in running]
        assert [one.returncode for one in running] == [0, 0], said
        assert len(ledger.counted()) == 150
        assert set(ledger.counted().values()) == {1}
    state, jobs = deployment.script(_LEFT).out.splitlines()
    assert state == f"<QuerySet [{{'state': '{State.SENT}'}}]>"
    assert jobs == "0"


_GONE = """
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args) "
        "VALUES ('reminders', 'deliver', 'doing', '{\\"deliveries\\": []}')")
"""
_WORK = """
import threading, time
from django.utils import timezone
from meantime.clinic.reminders.carrying import run
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.reminders.worker import Sending
sending = Sending()
def watch():
    while Delivery.everywhere.filter(state="waiting", due__lte=timezone.now()).exists():
        time.sleep(0.2)
    sending.stopped.set()
threading.Thread(target=watch).start()
run(sending)
"""
