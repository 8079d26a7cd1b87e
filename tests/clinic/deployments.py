"""Deployments of the tests' own: a data folder, and processes that work in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

_SETUP = """
import django
django.setup()
from datetime import UTC, date, datetime, time, timedelta
from django.db import connection
from meantime.clinic.care.actions import booking, contacts, patients, screening, treating
from meantime.clinic.care.models import *
from meantime.clinic.tenancy.models import *
clinic = Clinic.objects.filter(slug="harbour").first()
member = clinic and Member.objects.of(clinic).get()
"""
_CLINIC = """
noon = datetime.now(UTC).hour - 12  # in this zone it is about noon: no session runs over its day
clinic = Clinic.objects.create(
    slug="harbour", name="Harbour", zone=f"Etc/GMT{noon:+d}", phone="+12125550100",
    languages=["en"], hours={str(day): ["00:00", "23:59"] for day in range(7)},
)
user = User.objects.create_user("owner@harbour.test", "Owner", None)
Member.everywhere.create(clinic=clinic, user=user, role="owner")
"""


class Said(NamedTuple):
    """How a process ended, and what it wrote."""

    code: int
    out: str
    err: str


class Deployment:
    """A data folder with an empty database, SQLite or PostgreSQL as the tests run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.patience = folder, 120
        self.env = dict(os.environ) | {
            "MEANTIME_DATA": str(folder),
            "MEANTIME_PLAIN_HTTP": "1",
            "MEANTIME_HOSTS": "localhost,127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "meantime.clinic.settings",
            "PYTHONUTF8": "1",
        }
        self.env.pop("MEANTIME_KEYS", None)
        address = os.environ.get("MEANTIME_DATABASE")
        if address:
            self.env["MEANTIME_DATABASE"] = _fresh_database(address)

    def command(self, *arguments: str) -> Said:
        """`meantime ...`, in a process of its own."""
        return self._run("-m", "meantime", *arguments)

    def script(self, text: str, *arguments: str) -> Said:
        """Python in that deployment; it must end well unless it kills itself."""
        said = self._run("-c", _SETUP + text, *arguments)
        assert said.code <= 0, said.err
        return said

    def start(self, text: str, *words: str) -> subprocess.Popen[str]:
        """The same, while the test goes on."""
        return subprocess.Popen(
            [sys.executable, "-c", _SETUP + text, *words],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> Deployment:
        """Make its database, and a clinic in it."""
        said = self._run("-m", "django", "migrate", "--verbosity=0")
        assert said.code == 0, said.err
        self.script(_CLINIC)
        return self

    def _run(self, *arguments: str) -> Said:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            timeout=self.patience,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


def _fresh_database(address: str) -> str:
    name = f"kept_{uuid4().hex[:12]}"
    parts = urlsplit(address)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    return urlunsplit(parts._replace(path=f"/{name}"))


Make = Callable[[str], Deployment]


@pytest.fixture
def make_deployment(tmp_path: Path) -> Make:
    """Makes one by name, without anything in it."""

    def make(name: str) -> Deployment:
        return Deployment(tmp_path / name)

    return make


@pytest.fixture
def deployment(make_deployment: Make) -> Deployment:
    """One with a clinic."""
    return make_deployment("clinic").begin()
