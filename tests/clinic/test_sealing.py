"""Sealed fields: bound to their row and column, and sealed anew with another key."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from meantime.clinic.care.actions.patients import search
from meantime.clinic.care.models import Contact, Patient
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import PatientQuestion
from meantime.clinic.refusing import Refused
from meantime.clinic.sealing import rotation
from meantime.clinic.sealing.keys import add_key, ring
from meantime.clinic.sealing.rotation import rotate, sealed_models
from meantime.clinic.sealing.sealed import Tampered, lookup, seal, unseal
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW
from tests.clinic.deployments import Deployment, deployment, make_deployment

__all__ = ["deployment", "make_deployment"]


@pytest.fixture(autouse=True)
def keys_file(settings: Any, tmp_path: Path) -> Path:
    """A ring of the test's own."""
    settings.KEYS_FILE = tmp_path / "keys" / "keys.json"
    return settings.KEYS_FILE


def test_what_is_sealed_opens_in_its_place_and_differs_each_time() -> None:
    one, other = seal(b"Ana Ruiz", "a:1:name"), seal(b"Ana Ruiz", "a:1:name")
    assert one != other
    assert unseal(one, "a:1:name") == unseal(other, "a:1:name") == b"Ana Ruiz"
    assert b"Ana" not in one


def test_every_changed_byte_is_found() -> None:
    sealed = seal(b"Ana Ruiz", "a:1:name")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            unseal(bytes(changed), "a:1:name")
    for size in range(len(sealed)):
        with pytest.raises(Tampered):
            unseal(sealed[:size], "a:1:name")


@pytest.mark.parametrize("elsewhere", ["a:2:name", "a:1:born", "b:1:name"])
def test_it_opens_nowhere_else(elsewhere: str) -> None:
    with pytest.raises(Tampered, match="not that of its row"):
        unseal(seal(b"Ana Ruiz", "a:1:name"), elsewhere)


def test_a_key_that_is_gone_is_told(keys_file: Path) -> None:
    sealed = seal(b"Ana Ruiz", "a:1:name")
    add_key()
    told = json.loads(keys_file.read_text())
    del told["keys"]["1"]
    keys_file.write_text(json.dumps(told))
    os.utime(keys_file, ns=(1, 1))
    with pytest.raises(Tampered, match="a key that is not on the ring"):
        unseal(sealed, "a:1:name")


@pytest.mark.parametrize("text", ["", "{}", '{"current": 2, "keys": {}, "lookup": ""}', "[1]"])
def test_a_ring_that_is_none_is_told(keys_file: Path, text: str) -> None:
    keys_file.parent.mkdir()
    keys_file.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="Put back the one of your backup"):
        ring()


def test_a_new_ring_is_for_its_owner_only(keys_file: Path) -> None:
    ring()
    add_key()
    assert keys_file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in keys_file.parent.iterdir()) == ["keys.json"]


def _copy(patient: Patient, other: Patient, column: str, to: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE care_patient SET {to} = (SELECT {column} FROM care_patient WHERE number = %s)"
            " WHERE number = %s",
            [patient.number, other.number],
        )


@pytest.mark.parametrize(("number", "to"), [(2, "name"), (1, "born")])
def test_a_value_that_was_copied_to_another_row_or_column_does_not_open(
    patient: Patient, nurse: Member, number: int, to: str
) -> None:
    other = Patient.everywhere.create(
        clinic=nurse.clinic, number=2, name="Bo Lind", born="1980-01-01"
    )
    _copy(patient, patient if number == 1 else other, "name", to)
    found = Patient.objects.of(nurse.clinic).get(number=number)
    with pytest.raises(Tampered):
        getattr(found, to)


def test_a_sealed_field_is_written_with_its_row_only(patient: Patient) -> None:
    with pytest.raises(TypeError, match="written with its row"):
        Patient.everywhere.update(name="Bo Lind")


# Rotation.


def keys_used() -> set[int]:
    """The keys that every sealed value in the database was sealed with."""
    found = set()
    for model, fields in sealed_models():
        for values in model._default_manager.values_list(*(field.attname for field in fields)):
            found |= {value.bytes[0] for value in values if value is not None}
    return found


def test_everything_is_sealed_anew_and_still_opens(patient: Patient, nurse: Member) -> None:
    Contact.everywhere.create(clinic=nurse.clinic, patient=patient, kind="phone", value="+1212")
    mark, told = lookup("x", "y"), get_adapter().encrypt("JBSWY3DP")
    factor = Authenticator.objects.create(
        user=nurse.user, type="totp", data={"secret": told, "other": 1}
    )
    assert keys_used() == {1}
    done = rotate()
    assert (done.key, done.resumed) == (2, False)
    assert keys_used() == {2}
    assert lookup("x", "y") == mark
    assert search(nurse.clinic, "ana").get().name == "Ana Ruiz"
    assert patient.contacts.get().value == "+1212"
    factor.refresh_from_db()
    assert factor.data["secret"] != told
    assert get_adapter().decrypt(factor.data["secret"]) == "JBSWY3DP"
    assert sorted(ring().keys) == [1, 2]


def test_a_row_that_does_not_open_is_told_and_the_rotation_can_go_on(
    patient: Patient, nurse: Member
) -> None:
    other = Patient.everywhere.create(
        clinic=nurse.clinic, number=2, name="Bo Lind", born="1980-01-01"
    )
    _copy(patient, other, "name", "name")
    with pytest.raises(Tampered, match="care_patient"):
        rotate()
    other.name = "Bo Lind"
    other.save()
    assert rotate().resumed
    assert keys_used() == {2}


def test_two_rotations_at_once_are_refused(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(*_: object) -> int:
        rotate()
        return 0

    monkeypatch.setattr(rotation, "_pass", again)
    with pytest.raises(Refused, match="Another rotation"):
        rotate()


MANY = """
from django.utils import timezone
for number in range(60):
    patients.add_patient(member, f"Ana Ruiz{number}", date(1990, 5, 4), "en", "", timezone.now())
"""
KILLED = """
import os, signal
from meantime.clinic.sealing import rotation
rotation._BATCH = 7
rotation.rotate(lambda table, rows: rows > 20 and os.kill(os.getpid(), signal.SIGKILL))
"""
OPENED = """
import sys
from meantime.clinic.sealing.rotation import sealed_models
keys = [
    value.bytes[0]
    for model, fields in sealed_models()
    for values in model._default_manager.values_list(*(field.attname for field in fields))
    for value in values if value is not None
]
print({key: keys.count(key) for key in sorted(set(keys))})
print(sorted(patient.name for patient in Patient.everywhere.all())[-1])
"""


def test_a_rotation_that_was_killed_goes_on_where_it_was(deployment: Deployment) -> None:
    deployment.script(MANY)
    assert deployment.script(KILLED).code == -9
    before = deployment.script(OPENED).out.splitlines()
    assert before == ["{1: 78, 2: 42}", "Ana Ruiz9"]
    said = deployment.command("keys", "rotate")
    assert said.code == 0, said.err
    assert "A rotation that was stopped is done: 39 rows are sealed with key 2." in said.out
    assert deployment.script(OPENED).out.splitlines() == ["{2: 120}", "Ana Ruiz9"]
    said = deployment.command("keys", "rotate")
    assert "Done: 60 rows are sealed with key 3." in said.out


WRITING = """
from django.utils import timezone
for number in range(150):
    patients.add_patient(member, f"Ana Ruiz{number}", date(1990, 5, 4), "en", "", timezone.now())
"""


def test_what_is_written_meanwhile_still_opens(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment.script(MANY)
    writing = deployment.start(WRITING)
    rounds = 0
    while writing.poll() is None:
        assert deployment.command("keys", "rotate").code == 0
        rounds += 1
    _out, err = writing.communicate()
    assert writing.returncode == 0, err
    assert rounds
    assert deployment.command("keys", "rotate").code == 0
    keys, last = deployment.script(OPENED).out.splitlines()
    assert keys == f"{{{rounds + 2}: 420}}"
    assert last == "Ana Ruiz99"


def test_a_text_that_is_not_given_is_no_text(patient: Patient, nurse: Member) -> None:
    link, _token = links.give(nurse, patient, "", False, NOW)
    told = {"text": "May I run?", "word": "ask", "concepts": [], "at": NOW}
    made = PatientQuestion.everywhere.create(
        clinic=nurse.clinic, link=link, patient=patient, **told
    )
    assert PatientQuestion.everywhere.get(pk=made.pk).answer == ""
