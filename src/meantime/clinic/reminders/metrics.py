"""What of the messages is worth an alarm, as Prometheus reads it: over all clinics, naming none.

All of it is counted when it is asked for, and there is an index for each question: it has to be
quick while a million wait. What was sent is a gauge and no counter: it falls where somebody is
erased, and a counter that falls counts as one that began anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

from django.db.models import Count, Max, Q, Sum
from prometheus_client.core import GaugeMetricFamily

from meantime.clinic.care.models import Contact
from meantime.clinic.reminders.models import TROUBLED, Delivery, State, Worker
from meantime.clinic.reminders.watching import (
    SILENT,
    alive,
    carried,
    is_stuck_anywhere,
    oldest_due,
    unreached_sessions,
)
from meantime.clinic.tenancy.models import Clinic

# A contact that was taken away since.
_GONE = "gone"
_CHANNELS = (*(kind.value for kind in Contact.Kind), _GONE)
# Of what waits: its time has come; it was tried, was not taken and is tried again.
_DUE, _REFUSED = "due", "refused"
# No more are looked through: of a hundred thousand it is enough to know that it is bad.
_MOST = 10_000
_STATES = (_DUE, _REFUSED, State.CALLING.value, *TROUBLED)
# What is tried again is due within the hour, or in the morning.
_AGAIN, _HOUR, _WEEK = timedelta(hours=12), timedelta(hours=1), timedelta(days=7)
_SENT = (
    ("sent", "Messages that the other side took"),
    ("arrived", "Messages that are known to have got there, of those that were sent"),
    ("attempts", "Tries that it took for those that were sent"),
)


def families(at: datetime) -> Iterator[GaugeMetricFamily]:
    """Everything that is told of messages and of those who send them."""
    yield _by_state(at)
    yield _gauge("deliveries_waiting", "Messages that wait for their time, or are due", _waiting())
    oldest = oldest_due(at)
    age = (at - oldest).total_seconds() if oldest else 0
    yield _gauge("deliveries_oldest_due_age_seconds", "How long the oldest is due; 0 for none", age)
    stuck = "Whether messages are due and do not go out, as the staff is told"
    yield _gauge("deliveries_stuck", stuck, is_stuck_anywhere(at))
    yield from _sent(at)
    yield from _workers(at)
    unreached = "Patients with a session within a week whom no message reaches"
    yield _gauge("patients_unreached", unreached, _unreached(at))


def _gauge(name: str, told: str, value: float | None) -> GaugeMetricFamily:
    """One number; no sample where there is none."""
    return GaugeMetricFamily(f"meantime_{name}", f"{told}.", value=value)


def _by_state(at: datetime) -> GaugeMetricFamily:
    rows = Delivery.everywhere.order_by("due")
    waiting = rows.filter(state=State.WAITING)
    asked = {
        _DUE: waiting.filter(due__lte=at),
        _REFUSED: waiting.filter(due__gt=at, due__lte=at + _AGAIN, attempts__gt=0),
        State.CALLING.value: rows.filter(state=State.CALLING),
    }
    found = Counter(
        (state, channel or _GONE)
        for state, some in asked.items()
        for channel in some.values_list("contact__kind", flat=True)[:_MOST]
    )
    matters = Count("pk", filter=~Q(state=State.UNCERTAIN) | Q(until__gt=at))
    troubled = rows.order_by().filter(state__in=TROUBLED).values_list("state", "contact__kind")
    for state, channel, count in troubled.annotate(n=matters):
        found[state, channel or _GONE] = count
    told = (
        "Messages that are due, were refused and are tried again, or are being sent, "
        f"{_MOST:,} of each at most; uncertain ones while it matters; failed and missed ones."
    )
    family = GaugeMetricFamily("meantime_deliveries", told, labels=("state", "channel"))
    for labels in product(_STATES, _CHANNELS):
        family.add_metric(labels, found[labels])
    return family


def _waiting() -> int:
    return Delivery.everywhere.filter(state=State.WAITING).count()


def _sent(at: datetime) -> Iterator[GaugeMetricFamily]:
    rows = Delivery.everywhere.filter(sent__isnull=False).order_by()
    counted = {"sent": Count("sent"), "arrived": Count("arrived"), "attempts": Sum("attempts")}
    ever = rows.aggregate(**counted)
    since = at - _HOUR
    for name, told in _SENT:
        yield _gauge(f"deliveries_{name}", f"{told}; of all that are kept", ever[name] or 0)
    of_hour = rows.filter(sent__gt=since).values("contact__kind").annotate(**counted)
    found = {row["contact__kind"] or _GONE: row for row in of_hour}
    for name, told in _SENT:
        title = f"meantime_deliveries_{name}_last_hour"
        family = GaugeMetricFamily(
            title, f"{told}; of those of the last hour.", labels=("channel",)
        )
        for channel in _CHANNELS:
            family.add_metric((channel,), found.get(channel, {}).get(name, 0))
        yield family


def _workers(at: datetime) -> Iterator[GaugeMetricFamily]:
    count = alive(at - SILENT, at + SILENT).count()
    yield _gauge("workers", "Workers that said within a minute that they are alive", count)
    seen = Worker.objects.aggregate(last=Max("seen"))["last"]
    last = "When a worker last said that it is alive"
    yield _gauge("worker_last_seen_timestamp_seconds", last, seen.timestamp() if seen else None)


def _unreached(at: datetime) -> int | None:
    """None where nothing here carries messages."""
    kinds = carried()
    if not kinds:
        return None
    return sum(
        unreached_sessions(clinic, at, kinds)
        .filter(start__lte=at + _WEEK)
        .values("patient")
        .distinct()
        .count()
        for clinic in Clinic.objects.values_list("pk", flat=True)
    )
