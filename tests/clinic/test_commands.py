"""The verbs of the clinic on the command line: what they say, and what they say of wrong use."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from meantime.cli import main
from meantime.clinic.audit.models import Event, Head
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.tenancy.models import Member
from tests.clinic.deployments import Deployment, Make, Said, make_deployment

__all__ = ["make_deployment"]

Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], db: Any) -> Run:
    """Runs a command in this process, on the database of the test."""

    def command(*arguments: str) -> Said:
        code = main(arguments)
        return Said(code, *capsys.readouterr())

    return command


def test_a_person_is_exported_and_erased(
    run: Run, appointment: Appointment, tmp_path: Path
) -> None:
    file = tmp_path / "ana.json"
    said = run("export-person", "harbour", "#1", "--out", str(file))
    assert (said.code, said.err) == (0, "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["person"]["name"] == "Ana Ruiz"
    said = run("erase-person", "harbour", "1", "--why", "Asked for it by letter.")
    assert said.code == 0
    assert "Record 1 is erased" in said.out
    assert Patient.everywhere.get().name == ""
    events = Event.objects.filter(verb__endswith="person").order_by("number")
    assert [(event.verb, event.actor) for event in events] == [
        ("export person", "system"),
        ("erase person", "system"),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("erase-person", "harbour", "1"), "--why"),
        (("erase-person", "harbour", "1", "--why", "so"), "Write why, in 10 to 200 letters"),
        (("erase-person", "harbour", "1", "--why", "so " * 90), "Write why, in 10 to 200 letters"),
        (("erase-person", "harbour", "2", "--why", "by letter"), "has no record 2"),
        (("erase-person", "harbour", "Ana", "--why", "by letter"), "`Ana` is no number"),
        (("erase-person", "inland", "1", "--why", "by letter"), "no clinic `inland`. There are: h"),
        (("export-person", "harbour", "1"), "--out"),
        (("export-person", "harbour", "9" * 30, "--out", "x"), "is no number"),
        (("export-person", "harbour", "1", "--out", "/nowhere/x"), "/nowhere/x cannot be written"),
        (("export-person", "harbour", "1", "--out", __file__), "is there already"),
        (("backup",), "file"),
        (("backup", __file__), "is there already"),
        (("backup", "/nowhere/x.zip"), "There is no folder /nowhere"),
        (("restore", "/nowhere/x.zip"), "/nowhere/x.zip cannot be read"),
        (("restore", __file__), "is damaged, or no backup of Meantime"),
        (("audit",), "COMMAND"),
        (("audit", "mend"), "mend"),
        (("audit", "verify", "--heads", "/nowhere"), "/nowhere cannot be read"),
        (("audit", "verify", "--heads", __file__), "is no list of heads"),
        (("keys",), "COMMAND"),
        (("keys", "rotate", "now"), "now"),
        (("doctor", "all"), "all"),
        (("serve", "--address", "8000"), "`8000` is no address"),
        (("serve", "--address", "127.0.0.1:99999"), "is no address"),
        (("serve", "--workers", "0"), "1 to 64 workers"),
        (("serve", "--workers", "many"), "many"),
        (("serve", "--address", "192.0.2.1:8000"), "Nothing can listen at 192.0.2.1:8000"),
        (("new-clinic", "Harbour!", "--name", "x", "--zone", "UTC", "--phone", "1"), "short name"),
        (("new-clinic", "harbour", "--name", "x", "--zone", "UTC", "--phone", "1"), "already"),
        (("new-clinic", "h", "--name", " ", "--zone", "UTC", "--phone", "1"), "a name"),
        (("new-clinic", "h", "--name", "x", "--zone", "EST", "--phone", "1"), "no time zone"),
        (("new-clinic", "h", "--name", "x", "--zone", "UTC", "--phone", "1"), "no phone number"),
        (("invite-owner", "inland", "a@b.example"), "no clinic `inland`"),
        (("invite-owner", "harbour", "a"), "no e-mail address"),
        (("invite-owner", "harbour", "nurse@harbour.test"), "works here already"),
        (("recover-login", "a"), "Nobody logs in with that address"),
        (("recover-login",), "email"),
    ],
)
def test_wrong_use_is_told_in_words_and_changes_nothing(
    run: Run, appointment: Appointment, arguments: tuple[str, ...], words: str
) -> None:
    before = Event.objects.count()
    said = run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("meantime: ")
    assert words in said.err
    assert Event.objects.count() == before


def test_a_demo_that_others_could_reach_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MEANTIME_PLAIN_HTTP", raising=False)
    said = run("serve", "--demo", "--address", "0.0.0.0:8000")
    assert said.code == 2
    assert "The demo works without TLS, so it is for this machine" in said.err


def test_the_heads_are_printed_and_compared(
    run: Run, appointment: Appointment, tmp_path: Path
) -> None:
    said = run("audit", "head")
    assert said.code == 0
    head = Head.objects.get()
    assert said.out == f"{head.chain} {head.number} {head.digest}\n"
    file = tmp_path / "heads"
    file.write_text(said.out)
    assert run("audit", "verify", "--heads", str(file)).code == 0
    file.write_text(said.out.replace(head.digest, "0" * 64))
    said = run("audit", "verify", "--heads", str(file))
    assert said.code == 1
    assert said.out.endswith(": it is not the event of the head that was kept\n")


def test_the_doctor_says_what_is_wrong_and_fails(run: Run, appointment: Appointment) -> None:
    said = run("doctor")
    assert said.code == 1
    assert "wrong: No backup was ever made. Run `meantime backup FILE`" in said.out
    assert all(line.startswith("wrong: ") for line in said.out.splitlines())


def test_keys_are_rotated(run: Run, patient: Patient, settings: Any, tmp_path: Path) -> None:
    said = run("keys", "rotate")
    assert said.code == 0
    assert re.search(r"Done: 1 rows are sealed with key \d", said.out)
    assert Patient.everywhere.get().name == "Ana Ruiz"


def test_a_clinic_begins_with_a_link_for_its_owner(run: Run) -> None:
    said = run(
        *("new-clinic", "inland", "--name", "Inland Skin", "--zone", "America/Denver"),
        *("--phone", "+12125550199"),
    )
    assert said.out == "Inland Skin is there. Now its owner: meantime invite-owner inland EMAIL\n"
    said = run("invite-owner", "inland", "Ola@inland.example")
    link = said.out.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/join/")
    client = Client()
    password = "a long road to the sea"
    typed = {"name": "Ola", "password": password, "again": password}
    page = client.post(link.removeprefix("http://127.0.0.1:8000"), typed)
    assert page.status_code == 302
    member = Member.everywhere.get()
    assert (member.user.email, member.role, member.clinic.slug) == (
        *("ola@inland.example", "owner"),
        "inland",
    )


# In processes of their own.

VERBS = [
    ("doctor",),
    ("audit", "verify"),
    ("audit", "head"),
    ("backup", "x.zip"),
    ("keys", "rotate"),
    ("export-person", "harbour", "1", "--out", "x"),
    ("erase-person", "harbour", "1", "--why", "by letter, 1 May"),
    ("new-clinic", "h", "--name", "x", "--zone", "UTC", "--phone", "1"),
    ("invite-owner", "harbour", "a@b.example"),
    ("recover-login", "a@b.example"),
]


@pytest.mark.parametrize("verb", VERBS, ids="-".join)
def test_where_nothing_was_ever_set_up_nothing_is_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    monkeypatch.setenv("MEANTIME_DATA", str(tmp_path / "none"))
    said = run(*verb)
    assert said.code == 2
    assert f"There is no clinic in {tmp_path / 'none'}" in said.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("module", ["django", "pysqlite3", "gunicorn", "allauth"])
def test_a_missing_extra_is_told_in_words(make_deployment: Make, module: str) -> None:
    script = f"import sys; sys.modules['{module}'] = None; from meantime.cli import main; "
    script += "sys.exit(main(['serve', '--demo', '--address', '127.0.0.1:1']))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=make_deployment("none").env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        f"meantime: `{module}` is not installed. The pages of a clinic need the extra `clinic`: "
        "pip install 'meantime[clinic]'.\n"
    )


def test_a_data_folder_that_cannot_be_made_is_told(make_deployment: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = make_deployment("file/data")
    said = made.command("serve", "--address", "127.0.0.1:1")
    assert (said.code, said.out) == (2, "")
    assert "cannot be written" in said.err
    assert "Traceback" not in said.err


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Served(Deployment):
    """A deployment with its server."""

    def serve(self, port: int) -> subprocess.Popen[str]:
        """Starts it, and waits until it says where it is."""
        address = f"127.0.0.1:{port}"
        command = [sys.executable, "-m", "meantime", "serve", "--demo", "--address", address]
        process = subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert process.stdout is not None
        self.said = [process.stdout.readline() for _line in range(8)]
        return process


@pytest.fixture
def served(make_deployment: Make, tmp_path: Path) -> Iterator[tuple[str, Served]]:
    """The demo, as `make run` serves it."""
    made, port = Served(tmp_path / "demo"), _free_port()
    process = made.serve(port)
    try:
        yield f"http://127.0.0.1:{port}", made
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def _open(address: str) -> HTTPResponse:
    for _try in range(100):
        try:
            answer: HTTPResponse = urllib.request.urlopen(address, timeout=20)
            return answer
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.1)
    raise AssertionError(address)


def test_the_demo_is_served(served: tuple[str, Served]) -> None:
    address, made = served
    assert f"Meantime works at {address}/ (stop it with Ctrl-C)\n" in made.said
    assert any(re.match(r"  owner +owner@demo\.example$", line) for line in made.said), made.said
    with _open(f"{address}/") as page:
        assert page.status == 200
        assert page.url.startswith(f"{address}/door/login/")
        text = page.read().decode()
    style = re.search(r'href="(/static/[^"]+\.css)"', text)
    assert style
    with _open(address + style.group(1)) as sheet:
        assert "immutable" in sheet.headers["Cache-Control"]
    port = address.rpartition(":")[2]
    said = made.command("serve", "--address", f"127.0.0.1:{port}")
    assert said.code == 2
    assert "Choose another --address" in said.err
    assert made.command("audit", "verify").code == 0


def test_messages_of_the_demo_name_where_it_is(served: tuple[str, Served]) -> None:
    address, made = served
    for _try in range(200):
        sent = [file.read_text() for file in (made.folder / "outbox").glob("*.log")]
        if any("/p/" in text for text in sent):
            break
        time.sleep(0.1)
    assert sent
    assert all(f"{address}/p/" in text for text in sent), sent


LOST = """
import os
from django.conf import settings
now = datetime(2026, 11, 30, tzinfo=UTC)
patients.add_patient(member, "Ana Ruiz", date(1990, 5, 4), "en", "", now)
os.unlink(settings.KEYS_FILE)
"""


def test_a_server_without_its_keys_does_not_make_new_ones(make_deployment: Make) -> None:
    made = make_deployment("clinic").begin()
    made.script(LOST)
    said = made.command("serve", "--address", f"127.0.0.1:{_free_port()}")
    assert said.code == 2
    assert "Put back the one of your backup" in said.err
    assert not (made.folder / "keys.json").exists()


def test_a_server_does_not_start_with_a_grave_fault(make_deployment: Make) -> None:
    made = make_deployment("clinic").begin()
    (made.folder / "secret").chmod(0o644)
    said = made.command("serve", "--address", f"127.0.0.1:{_free_port()}")
    assert said.code == 1
    assert "wrong: Others can read the secret. Run: chmod 600" in said.out
