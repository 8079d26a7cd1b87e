"""A deployment made ready, and its server started in the form for production."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NoReturn

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from meantime.clinic.keeping.doctor import Fault, grave
from meantime.clinic.sealing.keys import ring
from meantime.clinic.sealing.rotation import sealed_models
from meantime.model.problem import MeantimeError


def prepare() -> Iterator[Fault]:
    """Make keys, database and static files ready; what is so wrong that nothing may be served.

    Raises MeantimeError where the keys of a database that has rows are gone: new ones would open
    nothing.
    """
    if not settings.KEYS_FILE.exists() and _has_sealed():
        raise MeantimeError(
            f"The key ring {settings.KEYS_FILE} is gone. Put back the one of your backup: without "
            "it, nobody can read names, dates of birth or contacts."
        )
    ring()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("check", stdout=StringIO())
    yield from grave()


def _has_sealed() -> bool:
    tables = set(connection.introspection.table_names())
    models = [Authenticator, *(model for model, _fields in sealed_models())]
    there = [model for model in models if model._meta.db_table in tables]
    return any(model._default_manager.exists() for model in there)


def must_be_free(host: str, port: int) -> None:
    """Raises MeantimeError where nobody can listen at that address."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        raise MeantimeError(
            f"Nothing can listen at {host}:{port} ({error.strerror}). Choose another --address."
        ) from None


def send_beside(reached: str) -> Path:
    """Start a worker that ends with this process; gives back where a demo's messages are kept.

    reached: the address that messages name.
    """
    command = [sys.executable, "-m", "meantime", "worker", "--beside", str(os.getpid())]
    subprocess.Popen(command, env=_knowing(reached))
    return Path(settings.EMAIL_FILE_PATH)


def _knowing(reached: str) -> dict[str, str]:
    return os.environ | {"MEANTIME_ADDRESS": reached}


def serve(host: str, port: int, reached: str, workers: int) -> NoReturn:
    """Become the server: signals go straight to it. reached: where people find what listens."""
    connection.close()
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        *(sys.executable, "-m", "gunicorn", "meantime.clinic.wsgi"),
        *("--bind", place, "--workers", str(workers), "--timeout", "60"),
        *("--max-requests", "20000", "--max-requests-jitter", "2000"),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    os.execve(sys.executable, command, _knowing(reached))
