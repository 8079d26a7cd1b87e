"""What of a deployment is worth an alarm, for a Prometheus that holds its token."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from meantime.clinic.audit.models import NOWHERE, Event
from meantime.clinic.keeping.backing_up import VERB
from meantime.clinic.reminders.metrics import families


@csrf_exempt
def metrics(request: HttpRequest) -> HttpResponse:
    """All of it; 401 for whoever lacks the token, and no such page where none is set."""
    if not settings.METRICS:
        raise Http404
    right, told = f"Bearer {settings.METRICS}", request.headers.get("Authorization", "")
    if not hmac.compare_digest(right.encode(), told.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return _told(request)


@require_safe
def _told(_request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry()
    registry.register(_Deployment(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Deployment(Collector):
    """Reads the database as it is at a moment: whichever process is asked, it says the same."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All that is told."""
        yield from families(self._at)
        last = Event.objects.filter(chain=NOWHERE, verb=VERB).order_by("-number").first()
        yield GaugeMetricFamily(
            "meantime_backup_timestamp_seconds",
            "When the last backup was made.",
            value=last.at.timestamp() if last else None,
        )
