"""What the commands of a clinic do; `meantime.cli` takes what was typed and calls them by name."""

from __future__ import annotations

import json
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from meantime.clinic.keeping.folder import KEYS, data_folder, keys_file, must_be_there
from meantime.clinic.refusing import Refused
from meantime.model.problem import MeantimeError

_DONE, _FAILED = 0, 1
_HERE = ("127.0.0.1", "localhost", "::1")
# Who listens there is reached, from this machine, here.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
Command = Callable[[Namespace], int]


def say(line: str) -> None:
    """One line for whoever typed the command."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def _in_words() -> Iterator[None]:
    """What Django and the database say, as an error of the command line."""
    from django.db import DatabaseError

    from meantime.clinic.sealing.sealed import Tampered

    try:
        yield
    except Refused as error:
        raise MeantimeError(str(error.reason)) from None
    except (ImproperlyConfigured, CommandError) as error:
        raise MeantimeError(str(error)) from None
    except Tampered as error:
        raise MeantimeError(f"{error}. See `meantime doctor`.") from None
    except DatabaseError as error:
        said = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise MeantimeError(f"The database said: {said}. See `meantime doctor`.") from None


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meantime.clinic.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise MeantimeError(str(error)) from None


def _of_a_clinic(command: Command) -> Command:
    """A command that needs a data folder, and Django."""

    @wraps(command)
    def ready(typed: Namespace) -> int:
        must_be_there()
        _start()
        with _in_words():
            return command(typed)

    return ready


def serve(typed: Namespace) -> int:
    """Make the deployment ready and become its server."""
    import_module("gunicorn")  # where it is missing, that is told before anything is made
    host, port = _place(typed.address)
    workers = max(2, os.cpu_count() or 2) if typed.workers is None else typed.workers
    if not 1 <= workers <= 64:
        raise MeantimeError("A server has 1 to 64 workers.")
    if typed.demo:
        _only_here(host)
    _start()
    from meantime.clinic.keeping import demo, serving

    with _in_words():
        serving.must_be_free(host, port)
        faults = list(serving.prepare())
        for fault in faults:
            say(f"wrong: {fault}")
        if faults:
            return _FAILED
        made = demo.make() if typed.demo else None
    found = _EVERYWHERE.get(host, host)
    reached = f"[{found}]:{port}" if ":" in found else f"{found}:{port}"
    say(f"Meantime works at {_scheme()}://{reached}/ (stop it with Ctrl-C)")
    for line in made.logins(f"{_scheme()}://{reached}") if made else _how_to_reach():
        say(line)
    if typed.demo:
        say(f"Messages to patients are written to {serving.send_beside(reached)}")
    return serving.serve(host, port, reached, workers)


def worker(typed: Namespace) -> int:
    """Send reminders until told to stop."""
    must_be_there()
    _start()
    from django.db import connection

    from meantime.clinic.reminders.channels import all_set_up
    from meantime.clinic.reminders.worker import Sending

    if not all_set_up():
        raise MeantimeError(
            "There is no way to send: set MEANTIME_MAIL, MEANTIME_SMS or MEANTIME_PUSH. See "
            "docs/reminders.md."
        )
    sending = Sending(lambda: typed.beside is not None and os.getppid() != typed.beside)
    if typed.once:
        with _in_words():
            say(f"Looked at {sending.run_once()} messages that were due.")
        return _DONE
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: sending.stopped.set())
    if connection.vendor == "postgresql":
        import_module("meantime.clinic.reminders.carrying").run(sending)
    else:
        sending.run()
    return _DONE


def _place(address: str) -> tuple[str, int]:
    host, _colon, port = address.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise MeantimeError(f"`{address}` is no address. It looks like 127.0.0.1:8000.")
    return host, int(port)


def _only_here(host: str) -> None:
    """A demo works without TLS, so it is for this machine; whoever sets it up otherwise may."""
    if host in _HERE:
        os.environ.setdefault("MEANTIME_PLAIN_HTTP", "1")
        os.environ.setdefault("MEANTIME_SECOND_FACTOR", "asked")
        os.environ.setdefault("MEANTIME_MAIL", "folder://?from=clinic@demo.invalid")
        os.environ.setdefault("MEANTIME_PUSH", "1")
    elif os.environ.get("MEANTIME_PLAIN_HTTP") != "1":
        raise MeantimeError(
            "The demo works without TLS, so it is for this machine: use --address 127.0.0.1:8000. "
            "In a container whose port only this machine reaches, set MEANTIME_PLAIN_HTTP=1."
        )


def _scheme() -> str:
    from django.conf import settings

    return "http" if settings.PLAIN_HTTP else "https"


def _how_to_reach() -> Iterator[str]:
    from django.conf import settings

    from meantime.clinic.tenancy.models import Clinic

    if not Clinic.objects.exists():
        yield "There is no clinic yet. Begin one: meantime new-clinic --help"
    if not settings.PLAIN_HTTP:
        yield "Put a server with TLS in front that says X-Forwarded-Proto: https."
        yield "On a machine that nobody else reaches, MEANTIME_PLAIN_HTTP=1 does without."


@_of_a_clinic
def new_clinic(typed: Namespace) -> int:
    """Begin a clinic."""
    from meantime.clinic.keeping.founding import new_clinic as found

    clinic = found(typed.clinic, typed.name, typed.zone, typed.phone)
    say(f"{clinic} is there. Now its owner: meantime invite-owner {clinic.slug} EMAIL")
    return _DONE


@_of_a_clinic
def invite_owner(typed: Namespace) -> int:
    """Print a link by which somebody becomes an owner."""
    from meantime.clinic.keeping.founding import invite_owner as invite

    token = invite(_clinic(typed), typed.email)
    say("Hand this link over. It works once, for seven days:")
    say(_link("join", token))
    return _DONE


@_of_a_clinic
def recover_login(typed: Namespace) -> int:
    """Print a link by which somebody who is shut out sets a new password."""
    from django.utils import timezone

    from meantime.clinic.tenancy.actions.recovering import give_to_user
    from meantime.clinic.tenancy.models import User

    user = User.objects.filter(email=typed.email.strip().lower()).first()
    if user is None:
        raise MeantimeError("Nobody logs in with that address.")
    _recovery, token = give_to_user(user, typed.drop_second_factor, timezone.now())
    say("Be sure that it is they who ask. Hand this link over. It works once, for one hour:")
    say(_link("recover", token))
    return _DONE


def _link(name: str, token: str) -> str:
    """The whole address of a page that lets somebody in."""
    from django.urls import reverse

    from meantime.clinic.outside import origin

    return f"{origin()}{reverse(name, args=[token])}"


@_of_a_clinic
def doctor(_typed: Namespace) -> int:
    """Say what is wrong, a line each; 1 if anything is."""
    from meantime.clinic.keeping.doctor import LOOKS, faults

    found = list(faults())
    for fault in found:
        say(f"wrong: {fault}")
    if not found:
        say(f"All is well: {LOOKS} things were looked at.")
    return _FAILED if found else _DONE


@_of_a_clinic
def audit_verify(typed: Namespace) -> int:
    """Say where the audit was changed, a line each; 1 if it was."""
    from meantime.clinic.audit.chain import compare, heads, verify

    found = [*verify(), *(compare(_kept(Path(typed.heads))) if typed.heads else ())]
    for one in found:
        say(f"{one.chain} {one.number}: {one.what}")
    if not found:
        told = heads()
        say(f"The audit holds: {sum(head.number for head in told)} events, chains: {len(told)}.")
    return _FAILED if found else _DONE


def _kept(file: Path) -> list[Any]:
    """Heads as `audit head` wrote them."""
    from meantime.clinic.audit.models import Head

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        parts = [line.split() for line in lines if line.strip()]
        return [Head(chain=chain, number=int(number), digest=said) for chain, number, said in parts]
    except OSError as error:
        raise MeantimeError(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise MeantimeError(
            f"{file} is no list of heads. `meantime audit head` writes one."
        ) from None


@_of_a_clinic
def audit_head(_typed: Namespace) -> int:
    """Write the last event of every chain: kept elsewhere, it shows when a chain was made anew."""
    from meantime.clinic.audit.chain import heads

    for head in heads():
        say(f"{head.chain} {head.number} {head.digest}")
    return _DONE


@_of_a_clinic
def backup(typed: Namespace) -> int:
    """Write everything into one file."""
    from meantime.clinic.keeping.backing_up import back_up

    file = Path(typed.file)
    back_up(file, typed.with_keys)
    say(f"Saved {file}, {file.stat().st_size:,} bytes.")
    if typed.with_keys:
        say("It has the keys: whoever has the file reads everything. Lock it away.")
    else:
        say(f"It has no keys. Keep a copy of {keys_file()} apart from it.")
    return _DONE


def restore(typed: Namespace) -> int:
    """Put a backup into an empty data folder, or an empty database."""
    from meantime.clinic.keeping.unpacking import unpacked

    with unpacked(Path(typed.file)) as part:
        _start()
        from meantime.clinic.audit.chain import record
        from meantime.clinic.keeping.restoring import hold_back, put_in_place

        with _in_words():
            breaks = put_in_place(part)
    with _in_words():
        held_back = hold_back()
        record(None, "restore", breaks=len(breaks))
    say(f"Restored into {data_folder()}. Look at it with `meantime doctor`.")
    if held_back:
        say(f"Messages that may have been sent since: {held_back}. They wait for the staff.")
    for one in breaks:
        say(f"The audit does not hold: {one}")
    return _FAILED if breaks else _DONE


@_of_a_clinic
def keys_rotate(_typed: Namespace) -> int:
    """Seal everything with a new key."""
    from meantime.clinic.audit.chain import record
    from meantime.clinic.sealing.rotation import rotate

    told = rotate(lambda table, rows: say(f"{table}: {rows} rows"))
    record(None, "rotate keys", key=told.key, rows=told.rows)
    begun = "A rotation that was stopped is done" if told.resumed else "Done"
    say(f"{begun}: {told.rows} rows are sealed with key {told.key}.")
    say(f"Keep a copy of {keys_file().parent / KEYS}: older backups need the older keys too.")
    return _DONE


@_of_a_clinic
def export_person(typed: Namespace) -> int:
    """Write everything kept about a person into a file."""
    from meantime.clinic.keeping.exporting import export_person as export

    file, patient = Path(typed.out), _person(typed)
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise MeantimeError(f"{file} is there already. Choose another name.") from None
    except OSError as error:
        raise MeantimeError(f"{file} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(number, "w", encoding="utf-8") as written:
            json.dump(export(None, patient), written, ensure_ascii=False, indent=2)
    except BaseException:
        file.unlink()
        raise
    say(f"Saved {file}. Whoever has it reads everything about this person.")
    return _DONE


@_of_a_clinic
def erase_person(typed: Namespace) -> int:
    """Erase a person."""
    from meantime.clinic.keeping.erasing import erase_person as erase

    erase(None, _person(typed), typed.why)
    say(f"Record {typed.record} is erased. Backups made before still have it: delete them in time.")
    return _DONE


def _clinic(typed: Namespace) -> Any:
    from meantime.clinic.tenancy.models import Clinic

    clinic = Clinic.objects.filter(slug=typed.clinic).first()
    if clinic is None:
        known = ", ".join(Clinic.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise MeantimeError(f"There is no clinic `{typed.clinic}`. There are: {known}.")
    return clinic


def _person(typed: Namespace) -> Any:
    from meantime.clinic.care.models import Patient

    clinic = _clinic(typed)
    number = typed.record.removeprefix("#")
    if not number.isdecimal() or len(number) > 9:
        raise MeantimeError(f"`{typed.record}` is no number of a record, such as 12.")
    patient = Patient.objects.of(clinic).filter(number=int(number)).first()
    if patient is None:
        raise MeantimeError(f"{clinic} has no record {number}.")
    return patient
