"""What `meantime worker` does: it sends what is due until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from meantime.clinic.reminders.actions.delivering import claim, deliver, put_off, recover
from meantime.clinic.reminders.models import Worker

_log = logging.getLogger(__name__)
# Enough that claiming costs little beside sending, few enough to be done well within a lease.
_MOST = 50
_PAUSE = 1.0
_BEAT = timedelta(seconds=15)


class Sending:
    """One worker. stopped: set by whoever wants it to end; what it has begun it ends first."""

    def __init__(self, is_alone: Callable[[], bool] = lambda: False) -> None:
        self.stopped = Event()
        self._lease, self._is_alone = uuid4(), is_alone
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._since = self._beaten = timezone.now() - _BEAT

    def run(self) -> None:
        """Send until told to stop, or left alone by whoever started it."""
        while not self.stopped.is_set() and not self._is_alone():
            if not self._round():
                self.stopped.wait(_PAUSE)
        Worker.objects.filter(name=self._name).delete()

    def run_once(self) -> int:
        """Send what is due now, and nothing that comes due meanwhile; how many were taken."""
        recover(timezone.now())
        count = 0
        while taken := self._take():
            count += taken
        return count

    def _round(self) -> int:
        """One turn; without a database, a pause until the next."""
        try:
            close_old_connections()
            self._beat()
            return self._take()
        except DatabaseError as error:
            _log.warning("The database cannot be reached: %s.", type(error).__name__)
            return 0

    def _beat(self) -> None:
        now = timezone.now()
        if now - self._beaten >= _BEAT:
            told = {"since": self._since, "seen": now}
            Worker.objects.update_or_create(name=self._name, defaults=told)
            Worker.objects.filter(seen__lt=now - timedelta(days=1)).delete()
            recover(now)
            self._beaten = now

    def _take(self) -> int:
        found = claim(self._lease, _MOST, timezone.now())
        for pk in found:
            if self.stopped.is_set():
                break  # the rest waits again when its lease runs out
            self._deliver(pk)
        return len(found)

    def _deliver(self, pk: UUID) -> None:
        try:
            deliver(pk, self._lease, timezone.now())
        except DatabaseError:
            raise
        except Exception as error:
            _log.warning("A message could not be made: %s.", type(error).__name__)
            put_off(pk, self._lease, error, timezone.now())
