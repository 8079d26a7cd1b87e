"""A PostgreSQL database put into a file and back, by its own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

from meantime.model.problem import MeantimeError

_FOLDERS = "/usr/lib/postgresql"
_SAME = ("--no-owner", "--no-privileges")
# What the programs are told where the database is with: nothing shows in the list of processes.
_TOLD = {
    "NAME": "PGDATABASE",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "HOST": "PGHOST",
    "PORT": "PGPORT",
}


def dump(file: Path) -> None:
    """The whole database as it is at one moment, while others go on."""
    _run("pg_dump", "--format=custom", *_SAME, f"--file={file}")


def restore(file: Path) -> None:
    """Put it back, whole or not at all."""
    name = settings.DATABASES["default"]["NAME"]
    _run("pg_restore", "--single-transaction", "--exit-on-error", *_SAME, f"--dbname={name}", file)


def _run(program: str, *arguments: object) -> None:
    told = settings.DATABASES["default"]
    where = {name: str(told[key]) for key, name in _TOLD.items() if told.get(key)}
    command = [_found(program), *map(str, arguments)]
    done = subprocess.run(
        command, env=os.environ | where, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise MeantimeError(f"{program} failed: {said[0] if said else done.returncode}")


def _found(program: str) -> str:
    """The newest one on this machine: an older one refuses a newer server."""
    folders = sorted(Path(_FOLDERS).glob(f"*/bin/{program}"), key=_release, reverse=True)
    found = str(folders[0]) if folders else shutil.which(program)
    if not found:
        raise MeantimeError(
            f"{program} is not installed. Install the client programs of PostgreSQL."
        )
    return found


def _release(path: Path) -> float:
    try:
        return float(path.parts[-3])
    except ValueError:
        return 0
