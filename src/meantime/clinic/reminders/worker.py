"""What `meantime worker` does: it sends what is due until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Collection
from datetime import timedelta
from threading import Event
from time import monotonic, perf_counter
from uuid import UUID, uuid4

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from meantime.clinic.reminders.actions.delivering import (
    Claimed,
    Outcome,
    call,
    claim,
    give_back,
    look_again,
    note,
    recover,
)
from meantime.clinic.reminders.channels import rest
from meantime.clinic.reminders.models import Worker
from meantime.clinic.reminders.texts import own_words

_log = logging.getLogger(__name__)
PAUSE = 1.0
BEAT = timedelta(seconds=15)


# What is claimed cannot be called back, so it leaves in the blink of an eye, while it is as true as
# it was, or is claimed anew.
_BLINK = 0.05
_MOST = 50


def unless_away(work: Callable[[], int]) -> int:
    """What some work gives that needs the database: 0 where it cannot be reached, which is said."""
    try:
        close_old_connections()
        return work()
    except DatabaseError as error:
        _log.warning("The database cannot be reached: %s.", type(error).__name__)
        return 0


class Sending:
    """One worker. stopped: set by whoever wants it to end; what it has begun it ends first."""

    def __init__(self, is_alone: Callable[[], bool] = lambda: False) -> None:
        self.stopped = Event()
        self._is_alone, self._pace = is_alone, 1
        self._unnoted: dict[UUID, list[Outcome]] = {}
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._since, self._beats_at = timezone.now(), monotonic()

    def goes_on(self) -> bool:
        """Whether nobody told it to stop, and whoever started it is still there."""
        return not self.stopped.is_set() and not self._is_alone()

    def run(self) -> None:
        """Send what the table says is due until told to stop; without a database, wait."""
        while self.goes_on():
            if not unless_away(self._round):
                rest()
                self.stopped.wait(PAUSE)
        self.leave()

    def run_once(self) -> int:
        """Send what is due now, and nothing that comes due meanwhile; how many were taken."""
        recover(timezone.now())
        count = 0
        while taken := self.turn():
            count += taken
        return count

    def beat(self) -> None:
        """Say now and then that it is alive, and look after those that are not any more."""
        if monotonic() < self._beats_at:
            return
        now = timezone.now()
        told = {"since": self._since, "seen": now}
        Worker.objects.update_or_create(name=self._name, defaults=told)
        Worker.objects.filter(seen__lt=now - timedelta(days=1)).delete()
        recover(now, tuple(self._unnoted))
        self._beats_at = monotonic() + BEAT.total_seconds()

    def leave(self) -> None:
        """It ends, and is not missed."""
        unless_away(lambda: Worker.objects.filter(name=self._name).delete()[0])

    def _round(self) -> int:
        self.beat()
        return self.turn()

    def turn(self, among: Collection[UUID] | None = None) -> int:
        """Send some of what is due, and of those where they are told; how many were taken."""
        self._note()
        return self._take(among)

    def _take(self, among: Collection[UUID] | None = None) -> int:
        lease, now = uuid4(), timezone.now()
        claimed = claim(lease, self._pace, now, among)
        self._send(claimed, lease)
        for row in claimed.doubted:
            look_again(row, now)
        return len(claimed.going) + len(claimed.doubted) + claimed.put_off

    def _send(self, claimed: Claimed, lease: UUID) -> None:
        """Call for each, and claim as many next time as there was time for."""
        self._unnoted[lease] = told = []
        own = {clinic: own_words(clinic) for clinic in {row.clinic_id for row in claimed.going}}
        now, ends, count = timezone.now(), perf_counter() + _BLINK, 0
        for row in claimed.going:
            in_time = not count or perf_counter() < ends
            told.append(call(row, now, own[row.clinic_id]) if in_time else give_back(row))
            count += in_time
        is_fast = perf_counter() < ends - _BLINK / 2
        self._pace = min(2 * count if is_fast else count, _MOST) or self._pace
        self._note()

    def _note(self) -> None:
        """What came of calls is known here alone until it is written down: where the database is
        away, it is kept until it is there again.
        """
        for lease, told in list(self._unnoted.items()):
            note(told, lease, timezone.now())
            del self._unnoted[lease]
