"""What is wrong with a deployment, and how to mend it: a look at everything that can go wrong."""

from __future__ import annotations

import re
import shutil
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.metadata import requires, version
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from meantime.clinic.audit.chain import verify
from meantime.clinic.audit.models import NOWHERE, Event
from meantime.clinic.keeping.backing_up import VERB
from meantime.clinic.keeping.folder import SECRET
from meantime.clinic.reminders.watching import is_stuck_anywhere
from meantime.clinic.sealing.keys import ring
from meantime.clinic.sealing.rotation import sealed_models
from meantime.clinic.sealing.sealed import Tampered
from meantime.clinic.tenancy.factors import with_factor
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.clinic.tenancy.roles import Role

_OLDEST_SQLITE = (3, 51, 3)
_LEAST_FREE = 1 << 30
_OLDEST_BACKUP = timedelta(hours=26)
_LEAST_SECRET = 50
_HERE = {"localhost", "127.0.0.1", "::1", "[::1]"}
# So long may somebody new do without a second factor, and clocks of two machines differ.
_TO_SET_UP = timedelta(days=1)
_APART = timedelta(minutes=1)
_TRIGGERS = {"audit_event", "audit_head"}


class Fault(NamedTuple):
    """Something that is wrong, and how to mend it."""

    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what} {self.cure}"


Look = Callable[[], Iterator[Fault]]


def faults() -> Iterator[Fault]:
    """Everything that is wrong with this deployment."""
    for look in (*_BEFORE_SERVING, *_WHILE_SERVING):
        yield from _looked(look)


def grave() -> Iterator[Fault]:
    """What must not be so when a server starts."""
    for look in _BEFORE_SERVING:
        yield from _looked(look)


def _looked(look: Look) -> Iterator[Fault]:
    """Without a database, or a table of it, one fault says so; the others are silent."""
    try:
        yield from list(look())
    except ImproperlyConfigured as error:
        yield Fault(str(error), "")
    except DatabaseError as error:
        if look is _database:
            said = (str(error).strip().splitlines() or ["no reason given"])[0]
            yield Fault(
                f"The database cannot be reached: {said}.",
                "Start it, or correct MEANTIME_DATABASE.",
            )


def _keys() -> Iterator[Fault]:
    yield from _private(settings.KEYS_FILE, "key ring", "Put back the one of your backup.")
    if settings.KEYS_FILE.exists():
        ring()


def _secret() -> Iterator[Fault]:
    file = settings.DATA / SECRET
    yield from _private(file, "secret", "Start Meantime again: it makes one.")
    if len(settings.SECRET_KEY) < _LEAST_SECRET:
        yield Fault(
            "The secret that signs logins is too short.",
            f"Remove {file} and start Meantime again: everybody has to log in again.",
        )


def _private(file: Path, name: str, cure: str) -> Iterator[Fault]:
    if not file.exists():
        yield Fault(f"The {name} {file} is not there.", cure)
    elif file.stat().st_mode & 0o077:
        yield Fault(f"Others can read the {name}.", f"Run: chmod 600 {file}")


def _folder() -> Iterator[Fault]:
    if settings.DATA.stat().st_mode & 0o077:
        yield Fault("Others can look into the data folder.", f"Run: chmod 700 {settings.DATA}")


def _database() -> Iterator[Fault]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Fault(
            "The database is of another release.",
            "Make a backup, then run `meantime serve`: it brings the database up to date.",
        )


def _sqlite() -> Iterator[Fault]:
    if connection.vendor != "sqlite":
        return
    found = connection.Database.sqlite_version_info
    if found < _OLDEST_SQLITE:
        yield Fault(
            f"SQLite {'.'.join(map(str, found))} can damage its database.",
            "Install pysqlite3 0.6.1 or newer.",
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = cursor.fetchone()[0]
    if said != "ok":
        yield Fault(f"The database is damaged: {said}.", "Keep it, and restore a backup.")


def _zones() -> Iterator[Fault]:
    if zoneinfo.TZPATH:
        yield Fault(
            "Time zones come from this machine, not from the pinned package.",
            "Let nothing change zoneinfo's path after Meantime's settings are read.",
        )
    asked = [one for one in requires("meantime") or () if one.startswith("tzdata")]
    pinned = re.search(r"[\d.]+", asked[0]) if asked else None
    if pinned and _numbers(version("tzdata")) < _numbers(pinned.group()):
        yield Fault(
            f"The time zones are of {version('tzdata')}, older than {pinned.group()}.",
            f"Run: pip install 'tzdata>={pinned.group()}'",
        )


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release))


def _network() -> Iterator[Fault]:
    hosts = {host.strip() for host in settings.ALLOWED_HOSTS}
    if not hosts - {""} or any("*" in host for host in hosts):
        yield Fault(
            "Any name may be used to reach Meantime.",
            "Set MEANTIME_HOSTS to the names it has, with commas between.",
        )
    if settings.PLAIN_HTTP and hosts - _HERE:
        others = ", ".join(sorted(hosts - _HERE))
        yield Fault(
            f"Passwords and names go unencrypted to {others}.",
            "Take MEANTIME_PLAIN_HTTP away and put a server with TLS in front.",
        )
    if not settings.PLAIN_HTTP and not all(_tls()):
        yield Fault(
            "Cookies or redirects are not set for TLS.",
            "Take what was changed in the settings back.",
        )
    if settings.DEBUG:
        yield Fault("Errors show the inside of Meantime.", "Set DEBUG to False.")


def _tls() -> tuple[bool, ...]:
    return (
        settings.SESSION_COOKIE_SECURE,
        settings.CSRF_COOKIE_SECURE,
        settings.SECURE_SSL_REDIRECT,
        settings.SECURE_HSTS_SECONDS > 0,
    )


def _reached() -> Iterator[Fault]:
    hosts = {host.strip() for host in settings.ALLOWED_HOSTS}
    if not settings.PLAIN_HTTP and not hosts - _HERE:
        yield Fault(
            "Nobody but this machine can reach Meantime.",
            "Set MEANTIME_HOSTS to the name it has for others, such as clinic.example.org.",
        )


def _proxies() -> Iterator[Fault]:
    """Only a proxy speaks TLS, so there is one."""
    if not settings.PLAIN_HTTP and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield Fault(
            "Everybody seems to come from the address of the proxy: five wrong passwords of "
            "anybody shut an account to all.",
            "Set MEANTIME_PROXIES to the number of proxies, such as 1.",
        )


def _apart() -> Iterator[Fault]:
    if connection.vendor == "sqlite" and settings.KEYS_FILE.parent == settings.DATA:
        yield Fault(
            "The key ring lies beside the database: whoever copies the folder reads everything.",
            "Move it to a folder that is saved elsewhere, and set MEANTIME_KEYS to the file.",
        )


def _clock() -> Iterator[Fault]:
    last = Event.objects.order_by("-id").first()
    if last and last.at - timezone.now() > _APART:
        yield Fault(
            f"The clock of this machine is wrong: something was done at {last.at:%Y-%m-%d %H:%M} "
            "UTC, which is still to come.",
            "Set it, and let the machine keep it by the network.",
        )


def _owners() -> Iterator[Fault]:
    owners = Member.everywhere.filter(role=Role.OWNER, is_active=True, user__is_active=True)
    for clinic in Clinic.objects.exclude(pk__in=owners.values("clinic")).order_by("slug"):
        yield Fault(
            f"{clinic.slug} has no owner.", f"Run: meantime invite-owner {clinic.slug} EMAIL"
        )


def _disk() -> Iterator[Fault]:
    file = settings.DATABASES["default"]["NAME"]
    size = Path(file).stat().st_size if connection.vendor == "sqlite" and Path(file).exists() else 0
    free = shutil.disk_usage(settings.DATA).free
    if free < max(_LEAST_FREE, 2 * size):
        yield Fault(
            f"The disk of the data folder has {free / 1e9:.1f} GB left.",
            "Make room, or move the folder: without it nothing can be saved.",
        )


def _sealed() -> Iterator[Fault]:
    """Whether the ring is the one of this database: one row of each kind is opened."""
    for model, fields in sealed_models():
        row = model._default_manager.order_by("-pk").first()
        try:
            for field in fields if row else ():
                getattr(row, field.name)
        except Tampered as error:
            yield Fault(f"The key ring does not open {error}.", "Put back the one of your backup.")


def _second_factor() -> Iterator[Fault]:
    """Where it is required, whoever learns the password of somebody without one sets up theirs."""
    required = settings.SECOND_FACTOR == "required"
    before = timezone.now() - (_TO_SET_UP if required else timedelta(0))
    people = Member.everywhere.filter(is_active=True, user__is_active=True, made__lte=before)
    users = set(people.values_list("user_id", flat=True))
    bare = len(users - with_factor(list(users)))
    if not bare:
        return
    if required:
        who = "One person has" if bare == 1 else f"{bare} people have"
        cure = "Let them log in and set one up, or end their access."
        yield Fault(f"{who} not set up a second factor.", cure)
    else:
        who = "One person logs" if bare == 1 else f"{bare} people log"
        cure = "Let them set one up, or set MEANTIME_SECOND_FACTOR=required."
        yield Fault(f"{who} in without a second factor.", cure)


def _backups() -> Iterator[Fault]:
    cure = "Run `meantime backup FILE` every night, and keep the files elsewhere."
    last = Event.objects.filter(chain=NOWHERE, verb=VERB).order_by("-number").first()
    if last is None:
        yield Fault("No backup was ever made.", cure)
    elif timezone.now() - last.at > _OLDEST_BACKUP:
        hours = (timezone.now() - last.at) // timedelta(hours=1)
        yield Fault(f"The last backup is {hours} hours old.", cure)


def _messages() -> Iterator[Fault]:
    if is_stuck_anywhere(timezone.now()):
        yield Fault(
            "Messages wait to be sent, and none goes out.",
            "Keep `meantime worker` running beside the server, and look at what it says.",
        )


def _triggers() -> Iterator[Fault]:
    """Whether the database itself still refuses to change the audit."""
    told = {
        "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT event_object_table FROM information_schema.triggers",
    }
    with connection.cursor() as cursor:
        cursor.execute(told[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    if not found >= _TRIGGERS:
        yield Fault(
            "The database does not refuse to change the audit any more.",
            "Find out who took its triggers away, and restore a backup.",
        )


def _audit() -> Iterator[Fault]:
    breaks = sum(1 for _break in verify())
    if breaks:
        yield Fault(
            f"The audit was changed by hand, in {breaks} place{'' if breaks == 1 else 's'}.",
            "Run `meantime audit verify` to see where, and keep the last backup.",
        )


_BEFORE_SERVING: tuple[Look, ...] = (_keys, _secret, _folder, _database, _sqlite, _zones, _network)
_WHILE_SERVING: tuple[Look, ...] = (
    _reached,
    _proxies,
    _apart,
    _clock,
    _owners,
    _disk,
    _sealed,
    _second_factor,
    _backups,
    _messages,
    _triggers,
    _audit,
)
LOOKS = len(_BEFORE_SERVING) + len(_WHILE_SERVING)
