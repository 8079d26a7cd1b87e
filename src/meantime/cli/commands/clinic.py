"""`meantime serve`, `doctor`, `audit`, `backup`, `restore`, `keys`, ...: a clinic and its data.

The clinic stands above the command line, so it is called by name, when one of these verbs runs.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from importlib import import_module

from meantime.cli.command import Commands

_WHERE = "meantime.clinic.commands"


def add(commands: Commands) -> None:
    """Add the commands."""
    _add_serve(commands)
    _add_founding(commands)
    commands.add("doctor", _named("doctor"), "say what is wrong with a deployment", ())
    audit = commands.group("audit", "the record of who read or changed what")
    verify = audit.add("verify", _named("audit_verify"), "find where it was changed by hand", ())
    verify.add_argument("--heads", metavar="FILE", help="heads that were kept elsewhere")
    audit.add("head", _named("audit_head"), "print the heads, to keep them elsewhere", ())
    _add_keeping(commands)
    _add_persons(commands)


def _add_serve(commands: Commands) -> None:
    serve = commands.add("serve", _named("serve"), "the pages of a clinic, for its staff", ())
    serve.add_argument("--demo", action="store_true", help="with a made clinic to look at")
    serve.add_argument("--address", default="127.0.0.1:8000", help="where it listens")
    serve.add_argument("--workers", type=int, help="processes; as many as processors unless told")
    worker = commands.add("worker", _named("worker"), "send reminders, until it is stopped", ())
    worker.add_argument("--once", action="store_true", help="what is due now, then end")
    worker.add_argument("--beside", type=int, metavar="PID", help="end when that process has ended")


def _add_founding(commands: Commands) -> None:
    new = commands.add("new-clinic", _named("new_clinic"), "begin a clinic", ())
    new.add_argument("clinic", help="a short name for its addresses, such as harbour")
    new.add_argument("--name", required=True)
    new.add_argument("--zone", required=True, help="America/New_York")
    new.add_argument("--phone", required=True, help="with + and the country")
    about = "a link by which somebody becomes an owner"
    invite = commands.add("invite-owner", _named("invite_owner"), about, ())
    invite.add_argument("clinic", help="as in its addresses: /c/CLINIC/")
    about = "a link by which somebody who is shut out sets a new password"
    recover = commands.add("recover-login", _named("recover_login"), about, ())
    for command in (invite, recover):
        command.add_argument("email")
    lost = "remove the second factor too: phone and keys are lost"
    recover.add_argument("--drop-second-factor", action="store_true", help=lost)


def _add_keeping(commands: Commands) -> None:
    backup = commands.add("backup", _named("backup"), "save everything in one file", ())
    backup.add_argument("file")
    backup.add_argument("--with-keys", action="store_true", help="keys too: it opens without more")
    restore = commands.add("restore", _named("restore"), "put a backup where nothing is yet", ())
    restore.add_argument("file")
    keys = commands.group("keys", "the keys that seal names and contacts")
    keys.add("rotate", _named("keys_rotate"), "seal everything anew with a new key", ())


def _add_persons(commands: Commands) -> None:
    export = commands.add(
        "export-person", _named("export_person"), "save everything kept about a person", ()
    )
    erase = commands.add("erase-person", _named("erase_person"), "erase a person for good", ())
    for command in (export, erase):
        command.add_argument("clinic", help="as in its addresses: /c/CLINIC/")
        command.add_argument("record", metavar="record-number")
    export.add_argument("--out", required=True, metavar="FILE")
    erase.add_argument("--why", required=True, help="in a sentence, without a name")


def _named(name: str) -> Callable[[Namespace], int]:
    """The command of the clinic with that name, imported when it runs."""

    def run(typed: Namespace) -> int:
        code: int = getattr(import_module(_WHERE), name)(typed)
        return code

    return run
