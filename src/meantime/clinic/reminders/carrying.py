"""On PostgreSQL, procrastinate brings what is due to whichever worker is free, on any machine.

Its queue holds keys of deliveries and nothing else; the rows stay the truth. Whatever happens to a
job, the claim decides: one that comes twice finds nothing to claim, and what one that was lost had
brought is handed over again. See ADR 34.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from meantime.clinic.reminders.actions.delivering import LEASE
from meantime.clinic.reminders.channels import rest
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.worker import BEAT, PAUSE, Sending, unless_away

_log = logging.getLogger(__name__)
_QUEUE, _TASK = "reminders", "deliver"
# What is due is dealt out in so many jobs, so that all workers have some, none of more keys than
# this or less worth carrying. The rest waits in the table, where a plan that changes finds it.
_JOBS, _MOST, _LEAST = 8, 250, 10


@transaction.atomic
def hand_over(at: datetime) -> int:
    """Write jobs for what is due, the longest due first, while the queue is short; for how many.

    `leased` says until when the queue is trusted with a delivery that waits; what came due again
    since is handed over at once, and what was handed over by a later clock.
    """
    if ProcrastinateJob.objects.filter(queue_name=_QUEUE, status="todo").count() >= _JOBS:
        return 0
    ended = Q(leased=None) | Q(leased__lt=at) | Q(leased__gt=at + 2 * LEASE)
    here = ended | Q(leased__lt=F("due") + LEASE)
    due = Delivery.everywhere.filter(here, state=State.WAITING, due__lte=at).order_by("due")
    held = due.select_for_update(skip_locked=True).values_list("pk", flat=True)
    keys = list(held[: _JOBS * _MOST])
    Delivery.everywhere.filter(pk__in=keys).update(leased=at + LEASE)
    if keys:
        size = max(_LEAST, -(-len(keys) // _JOBS))
        several = [keys[begin : begin + size] for begin in range(0, len(keys), size)]
        jobs: list[dict[str, Any]] = [
            {"deliveries": [str(key) for key in some]} for some in several
        ]
        queue.configure_task(_TASK, queue=_QUEUE).batch_defer(*jobs)
    return len(keys)


def run(sending: Sending) -> None:
    """Send what the queue brings, and fill it, until told to stop. Without a database, wait."""
    while sending.goes_on():
        try:
            asyncio.run(_run(sending))
        except* (ConnectorException, psycopg.Error, OSError) as error:
            _log.warning("The queue cannot be reached: %s.", type(error.exceptions[0]).__name__)
            sending.stopped.wait(PAUSE)
    sending.leave()


async def _run(sending: Sending) -> None:
    """One connection to the queue, for as long as it holds."""
    loop = asyncio.get_running_loop()
    carrier = App(connector=DjangoConnector().get_worker_connector())
    with ThreadPoolExecutor(1) as sender, ThreadPoolExecutor(1) as filler:

        @carrier.task(name=_TASK)
        async def deliver(deliveries: list[str]) -> None:
            among = [UUID(key) for key in deliveries]
            await loop.run_in_executor(sender, _send, sending, among)

        async with carrier.open_async(), asyncio.TaskGroup() as group:
            working = group.create_task(
                carrier.run_worker_async(
                    queues=[_QUEUE],
                    delete_jobs="always",
                    fetch_job_polling_interval=PAUSE,
                    install_signal_handlers=False,
                )
            )
            filled = partial(_fill, sending)
            cleaned = -BEAT.total_seconds()
            while sending.goes_on() and not working.done():
                if loop.time() - cleaned > BEAT.total_seconds():
                    cleaned = loop.time()
                    await _clean(carrier)
                if not await loop.run_in_executor(filler, unless_away, filled):
                    await asyncio.sleep(PAUSE)
            working.cancel()


async def _clean(carrier: App) -> None:
    """Take away jobs whose worker is gone: what they brought is handed over anew."""
    for job in await carrier.job_manager.get_stalled_jobs(queue=_QUEUE):
        await carrier.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _send(sending: Sending, among: list[UUID]) -> None:
    while sending.goes_on() and unless_away(lambda: sending.turn(among)):
        pass
    rest()


def _fill(sending: Sending) -> int:
    sending.beat()
    return hand_over(timezone.now())
