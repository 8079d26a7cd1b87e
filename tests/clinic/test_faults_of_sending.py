"""Whatever breaks around a worker: nothing is lost, nothing doubled unseen, nothing stuck for ever.

The worker is a process of its own, `meantime worker`; what the other side took is written down on
the disk, outside of all that breaks.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from meantime.clinic.care.actions import contacts
from meantime.clinic.care.models import Appointment
from meantime.clinic.reminders.channels.sms.signing import signature
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW, ON_POSTGRES, only_sqlite
from tests.clinic.deliveries import make_delivery
from tests.clinic.deployments import Deployment, Make, deployment, make_deployment
from tests.clinic.faulting import (
    World,
    at_work,
    full_disk,
    lines_of,
    nothing_is_lost_or_doubled,
    write_down,
)
from tests.clinic.killing import WAITING, mail_server
from tests.clinic.postgres import restart, server
from tests.clinic.test_mail import free_port
from tests.clinic.test_mail_lines import ACTS, Act, running, saying
from tests.clinic.test_mail_services import Service, answer, service
from tests.clinic.test_sms import resetting

__all__ = ["deployment", "make_deployment", "service"]

only_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="a server of PostgreSQL")


@contextmanager
def sending(made: Deployment, folder: Path) -> Iterator[World]:
    """Workers that send to a mail server which takes all."""
    with mail_server(folder / "ledger") as (ledger, port):
        made.env["MEANTIME_MAIL"] = f"smtp://127.0.0.1:{port}?from=clinic@harbour.test"
        with at_work(made, folder, ledger.counted) as found:
            yield found


@pytest.fixture
def world(deployment: Deployment, tmp_path: Path) -> Iterator[World]:
    with sending(deployment, tmp_path) as found:
        yield found


def waiting(world: World, people: int, seconds: float = 0) -> int:
    """Messages, one for each of so many people, that come due within so many seconds."""
    world.made.script(WAITING, str(people))
    return world.spread(seconds)


# The database.


@only_postgres
def test_a_database_that_crashes_while_workers_send(
    make_deployment: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with server(folder, fsync="on") as address:
        monkeypatch.setenv("MEANTIME_DATABASE", address)
        with sending(make_deployment("own").begin(), tmp_path) as world:
            people = waiting(world, 240, 12)
            world.start(2)
            dice = random.Random(4)
            for _crash in range(4):
                time.sleep(dice.uniform(0.5, 2))
                restart(folder)
            found = world.settled()
            assert "cannot be reached" in world.stop()
            nothing_is_lost_or_doubled(world, people)
            assert found["sent"] > people / 2, "they went on"


@only_sqlite
def test_a_disk_that_is_full_while_workers_send(world: World) -> None:
    people = waiting(world, 120, 8)
    world.start(2)
    for _time in range(3):
        time.sleep(0.7)
        with full_disk(world):
            time.sleep(1.5)
    found = world.settled()
    assert "The database cannot be reached: OperationalError" in world.stop()
    nothing_is_lost_or_doubled(world, people)
    assert found["sent"] > people / 2, "they went on"


@only_sqlite
def test_a_disk_that_is_full_for_longer_than_a_lease(world: World) -> None:
    people = waiting(world, 60, 4)
    world.start(2)
    time.sleep(1)
    with full_disk(world):
        time.sleep(world.lease + 2)
    world.settled()
    world.stop()
    nothing_is_lost_or_doubled(world, people)


@only_sqlite
def test_what_a_worker_knows_it_notes_although_its_lease_ran_out_meanwhile(
    served: World, provider: Provider
) -> None:
    people = waiting(served, 1)
    served.lease = 2
    provider.does(provider.late(1))
    served.start()
    served.until(lambda: bool(served.ledger()))
    with full_disk(served):
        time.sleep(served.lease + 2)
    assert served.settled() == {"sent": people}, "nobody else took it back"


# The clock.


def test_a_clock_that_steps_while_messages_wait(world: World) -> None:
    people = waiting(world, 12)
    world.step(-3)
    world.start(2)
    time.sleep(1.5)
    assert not world.ledger(), "by this clock it is three hours too early"
    world.step(0)
    assert world.settled()["sent"] > people / 2
    for hours in (3, -3, 0):
        world.step(hours)
        time.sleep(1)
    world.stop()
    nothing_is_lost_or_doubled(world, people)


def test_a_clock_that_jumps_about_while_messages_go(world: World) -> None:
    people = waiting(world, 120, 6)
    world.start(2)
    dice = random.Random(5)
    for _step in range(8):
        time.sleep(dice.uniform(0.2, 0.8))
        world.step(dice.choice([-3, -1, 0, 1, 3]))
    world.step(0)
    found = world.settled()
    world.stop()
    nothing_is_lost_or_doubled(world, people)
    assert found["sent"] > people / 2


@only_postgres
def test_what_was_handed_over_by_a_later_clock_and_got_lost_is_handed_over_again(
    nurse: Member, appointment: Appointment
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from meantime.clinic.reminders.carrying import hand_over

    contact = contacts.add_contact(
        nurse, appointment.patient, "email", "ana@example.org", NOW, agreed=True
    )
    Delivery.everywhere.all().delete()
    row = make_delivery(contact, appointment)
    assert hand_over(row.due + timedelta(hours=3)) == 1
    ProcrastinateJob.objects.all().delete()
    assert hand_over(row.due + timedelta(minutes=5)) == 1


# The other side.


class Provider:
    """A mail service that writes down what it was told, and then does with it what it is told."""

    def __init__(self, service: Service, file: Path) -> None:
        self._service, self._file = service, file
        self.address = f"resend://token@127.0.0.1:{service.port}?from=clinic@harbour.test"
        self.taken = answer(200, {"id": "r1"})

    def does(self, *acts: Callable[[Any], None]) -> None:
        """The first calls, one each; whatever comes after is taken."""
        left = list(acts)

        def act(call: Any) -> None:
            then = left.pop(0) if left else self.takes
            then(call)

        self._service.act = act

    def takes(self, call: Any, then: Callable[[Any], None] | None = None) -> None:
        """Take it, and answer that, or do something else."""
        told = json.loads(call.told.body)["headers"]["X-Metadata"]
        write_down(self._file, json.loads(told)["delivery"])
        (then or self.taken)(call)

    def takes_and(self, then: Callable[[Any], None]) -> Callable[[Any], None]:
        """Take it, and do something else than to say so."""
        return lambda call: self.takes(call, then)

    def late(self, seconds: float) -> Callable[[Any], None]:
        """Take it, and say so late."""

        def act(call: Any) -> None:
            self._service.over.wait(seconds)
            self.taken(call)

        return self.takes_and(act)


@pytest.fixture
def provider(service: Service, tmp_path: Path) -> Provider:
    found = Provider(service, tmp_path / "ledger")
    found.does()
    return found


@pytest.fixture
def served(deployment: Deployment, provider: Provider, tmp_path: Path) -> Iterator[World]:
    """Workers here send to that service."""
    deployment.env["MEANTIME_MAIL"] = provider.address
    with at_work(deployment, tmp_path, lambda: lines_of(tmp_path / "ledger")) as found:
        yield found


def uncertain_once(world: World, people: int, count: int = 1) -> None:
    """So many are uncertain, the others went; nothing is repeated, whatever time passes."""
    assert world.settled() == +Counter({"uncertain": count, "sent": people - count})
    before = world.ledger()
    for hours in (1, 2):
        world.step(hours)
        time.sleep(1)
    world.stop()
    nothing_is_lost_or_doubled(world, people)
    assert world.ledger() == before


def test_an_answer_that_is_slower_than_the_worker_waits(served: World, provider: Provider) -> None:
    people = waiting(served, 6)
    served.patience = 1.5
    provider.does(provider.late(3))
    served.start()
    uncertain_once(served, people)


def test_an_answer_that_is_slower_than_the_lease(served: World, provider: Provider) -> None:
    """Another worker took it back meanwhile: what the first one knows of it is not asked."""
    people = waiting(served, 6)
    served.lease, served.patience = 2, 30
    provider.does(provider.late(5))
    served.start(2)
    uncertain_once(served, people)


def test_a_service_that_takes_and_then_breaks(served: World, provider: Provider) -> None:
    people = waiting(served, 9)
    answers = (answer(500, "<html>"), answer(503, ""), answer(200, "<html>"))
    broken = [provider.takes_and(then) for then in (resetting, *answers)]
    provider.does(*broken, provider.takes, resetting, answer(500, ""))
    served.start(2)
    uncertain_once(served, people, 6)


def test_what_was_refused_is_tried_again_until_it_goes(served: World, provider: Provider) -> None:
    people = waiting(served, 3)
    served.lease = 7200  # longer than the steps below
    provider.does(*[answer(429, "")] * (2 * people))
    served.start(2)
    for hours in (0.1, 0.3, 0.7):
        time.sleep(1.5)
        served.step(hours)
    assert served.settled() == {"sent": people}
    served.stop()
    nothing_is_lost_or_doubled(served, people)


@pytest.mark.parametrize(("hours", "ends"), [(3, "late"), (-3, "late"), (-3, "killed")])
def test_a_clock_that_steps_while_a_message_is_called_for(
    served: World, provider: Provider, hours: int, ends: str
) -> None:
    people, answered = waiting(served, 1), Event()
    served.patience = 60

    def held(call: Any) -> None:
        answered.wait(60)
        provider.taken(call)

    provider.does(provider.takes_and(held))
    served.start()
    served.until(lambda: bool(served.ledger()))
    if ends == "killed":
        served.kill()
    served.step(hours)
    served.start()
    assert served.settled() == {"uncertain": people}
    answered.set()
    time.sleep(1)
    served.step(0)
    uncertain_once(served, people)


def test_where_the_clock_was_set_back_workers_still_look_after_each_other(
    served: World, provider: Provider
) -> None:
    people = waiting(served, 1)
    served.patience = 60
    provider.does(provider.late(60))
    served.start()
    served.until(lambda: bool(served.ledger()))
    served.start()
    served.step(-3)
    served.kill(0)
    served.until(lambda: Counter(served.states().values()) == {"uncertain": people}, 15)


def test_a_mail_server_that_ends_lines_at_any_step(
    settings: Any, deployment: Deployment, tmp_path: Path
) -> None:
    dice = random.Random(6)

    def chance(*acts: tuple[float, Act]) -> Act:
        def act(turn: int, smtp: Any) -> str | None:
            at = dice.random()
            for share, one in acts:
                at -= share
                if at < 0:
                    return one(turn, smtp)
            return None

        return act

    before = chance((0.07, ACTS["reset"]), (0.07, ACTS["close"]))
    after = chance(
        *((0.03, ACTS[name]) for name in ("reset", "nonsense", "259")),
        *((0.06, saying(said)) for said in ("451 later", "421 closing", "554 no")),
    )
    with (
        running(settings) as server,
        at_work(deployment, tmp_path, lambda: Counter(server.taken)) as world,
    ):
        server.acts |= {"MAIL": before, "RCPT": before, "DATA": after}
        port = settings.EMAIL_PORT
        deployment.env["MEANTIME_MAIL"] = f"smtp://127.0.0.1:{port}?from=clinic@harbour.test"
        people = waiting(world, 100, 3)
        world.start(2)
        for hours in (0, 0.05, 0.2, 0.6, 2, 3, 4):
            world.step(hours)
            time.sleep(1.5)
        server.acts.clear()
        world.step(6)
        found = world.settled()
        world.stop()
        nothing_is_lost_or_doubled(world, people)
    assert found["sent"] > people / 2
    assert server.tried["MAIL"] > people, "lines ended"
    assert len(server.lines) < server.tried["MAIL"], "and served for several"


# What is heard of texts.

PHONES = WAITING.replace(
    'address = f"ana{number}@example.org"', 'address = f"+1212555{number + 100:04}"'
).replace('"email", address', '"phone", address')
NOISE = ("queued", "sending", "sent")


class Network:
    """A server for texts that tells what came of them at once, several times, in any order.

    Of each third text it says that it was delivered; of the next, that, and later the contrary; of
    the last, that it was not.
    """

    def __init__(self, service: Service, file: Path) -> None:
        self._file, self._dice = file, random.Random(7)
        self.ends: dict[str, str] = {}
        self.answers = Counter[int]()
        self.telling: list[Thread] = []
        service.act = self._act

    def _act(self, call: Any) -> None:
        told = {name: values[0] for name, values in parse_qs(call.told.body).items()}
        heard = told["StatusCallback"]
        name = urlsplit(heard).path.split("/")[-2]
        write_down(self._file, name)
        end = ("delivered", "delivered", "undelivered")[len(self.ends) % 3]
        is_denied = len(self.ends) % 3 == 1
        self.ends[name] = end
        news = [*NOISE, end] * 2
        self._dice.shuffle(news)
        early = self._dice.randrange(len(news))
        self._tell_all(heard, name, news[:early])
        answer(201, {"sid": f"SM{name.replace('-', '')}", "status": "queued"})(call)
        later = news[early:] + ["failed", "undelivered", *NOISE] * is_denied
        thread = Thread(target=self._tell_all, args=(heard, name, later))
        self.telling.append(thread)
        thread.start()

    def _tell_all(self, heard: str, name: str, news: list[str]) -> None:
        for status in news:
            self._tell(heard, name, status)

    def _tell(self, heard: str, name: str, status: str) -> None:
        told = {"MessageSid": f"SM{name.replace('-', '')}", "MessageStatus": status}
        told |= {"ErrorCode": "30003"} if status in ("failed", "undelivered") else {}
        signed = signature("token", heard, {field: [value] for field, value in told.items()})
        headers = {"X-Twilio-Signature": signed}
        self.answers[httpx.post(heard, data=told, headers=headers, timeout=60).status_code] += 1


def test_news_of_texts_that_come_at_once_twice_and_in_any_order(
    deployment: Deployment, service: Service, tmp_path: Path
) -> None:
    port, people = free_port(), 30
    deployment.env |= {
        "MEANTIME_SMS": f"http://AC1:token@127.0.0.1:{service.port}?from=%2B12125550100",
        "MEANTIME_ADDRESS": f"127.0.0.1:{port}",
    }
    network = Network(service, tmp_path / "ledger")
    deployment.script(PHONES, str(people))
    with (
        pages(deployment, port),
        at_work(deployment, tmp_path, lambda: lines_of(tmp_path / "ledger")) as world,
    ):
        assert world.spread(1) == people
        world.patience = world.lease = 60  # pages and workers wait for each other
        world.start(2)
        world.settled()
        for thread in network.telling:
            thread.join()
        world.stop()
        found = {name: (state, arrived) for name, state, arrived in world.rows()}
        assert world.ledger() == Counter(network.ends.keys())
    assert set(network.answers) == {204}
    assert len(network.ends) == people
    came = {"delivered": ("sent", True), "undelivered": ("failed", False)}
    assert found == {name: came[end] for name, end in network.ends.items()}


@contextmanager
def pages(made: Deployment, port: int) -> Iterator[None]:
    """The server of a deployment, at a port."""
    command = [sys.executable, "-m", "meantime", "serve", "--address", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env=made.env, stdout=subprocess.DEVNULL)
    try:
        for _try in range(300):
            if _is_served(port):
                break
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _is_served(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/p/worker.js").status_code == 200
    except httpx.TransportError:
        return False
