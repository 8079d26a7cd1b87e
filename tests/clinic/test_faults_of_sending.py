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
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from meantime.clinic.reminders.channels.sms.signing import signature
from tests.clinic.conftest import ON_POSTGRES, only_sqlite
from tests.clinic.deployments import Deployment, Make, deployment, make_deployment
from tests.clinic.faulting import (
    World,
    full_disk,
    lines_of,
    nothing_is_lost_or_doubled,
    write_down,
)
from tests.clinic.killing import WAITING, mail_server
from tests.clinic.postgres import restart, server
from tests.clinic.test_mail import free_port
from tests.clinic.test_mail_services import Service, answer, service
from tests.clinic.test_sms import resetting

__all__ = ["deployment", "make_deployment", "service"]

only_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="a server of PostgreSQL")


@pytest.fixture
def world(deployment: Deployment, tmp_path: Path) -> Iterator[World]:
    """Workers here send to a mail server that takes all."""
    yield from _sending(deployment, tmp_path)


def _sending(made: Deployment, folder: Path) -> Iterator[World]:
    with mail_server(folder / "ledger") as (ledger, port):
        made.env["MEANTIME_MAIL"] = f"smtp://127.0.0.1:{port}?from=clinic@harbour.test"
        found = World(made, folder, ledger.counted)
        yield found
        while found.workers:
            found.kill()


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
        for world in _sending(make_deployment("own").begin(), tmp_path):
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


# The clock.


def test_a_clock_that_steps_while_messages_wait(world: World) -> None:
    people = waiting(world, 12)
    world.step(-3)
    world.start(2)
    time.sleep(1.5)
    assert not world.ledger(), "by this clock it is three hours too early"
    world.step(0)
    assert world.settled() == {"sent": people}
    for hours in (3, -3, 0):
        world.step(hours)
        time.sleep(1)
    world.stop()
    assert nothing_is_lost_or_doubled(world, people)["sent"] == people


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
