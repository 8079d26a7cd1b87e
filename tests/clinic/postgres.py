"""A PostgreSQL of the tests' own: started from the machine's programs, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _program(name: str) -> str:
    for folder in _FOLDERS:
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    assert found, "PostgreSQL is not installed: apt-get install postgresql"
    return found


@contextmanager
def server(folder: Path, fsync: str = "off") -> Iterator[str]:
    """A running server with an empty database; its address. It listens on a socket only.

    fsync: `on` where what is measured has to be on the disk.
    """
    user = _user()
    if user:
        owner = pwd.getpwnam(user)
        for part in (folder, *folder.parents):
            if part == Path("/tmp"):
                break
            part.chmod(0o755)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    _run(folder, "initdb", "-U", "meantime", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync={fsync}"
    _run(folder, "pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        host = str(folder).replace("/", "%2F")
        yield f"postgresql://meantime@{host}/postgres"
    finally:
        _run(folder, "pg_ctl", "-m", "immediate", "stop")


def restart(folder: Path) -> None:
    """As after a crash: every connection breaks, and what was not committed is gone."""
    _run(folder, "pg_ctl", "-l", str(folder / "log"), "-m", "immediate", "-w", "restart")


def _user() -> str | None:
    """PostgreSQL refuses to run as root; its own user is there where its package is."""
    return "postgres" if os.geteuid() == 0 else None


def _run(folder: Path, program: str, *words: str) -> None:
    command = [_program(program), "-D", str(folder / "data"), *words]
    subprocess.run(command, check=True, capture_output=True, user=_user(), cwd=folder)
