"""Backup and restore, erasure and export, the doctor, and the demo clinic."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
import zoneinfo
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from meantime.answers.checking import all_clear
from meantime.clinic.audit.chain import record, verify
from meantime.clinic.audit.models import NOWHERE, Event
from meantime.clinic.care.actions import booking, patients, screening, treating
from meantime.clinic.care.models import Appointment, ConsentText, Course, Patient, State
from meantime.clinic.keeping import archives, demo, doctor
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.keeping.exporting import export_person, rows_of
from meantime.clinic.keeping.folder import SECRET
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.sealing.keys import add_key, ring
from meantime.clinic.sealing.rotation import sealed_models
from meantime.clinic.tenancy.models import Member, Room
from meantime.model.problem import MeantimeError
from tests.clinic.conftest import NOW, Clock, make_member
from tests.clinic.deployments import Deployment, Make, deployment, make_deployment
from tests.clinic.postgres import _program

__all__ = ["deployment", "make_deployment"]

ON_POSTGRES = connection.vendor == "postgresql"
only_sqlite = pytest.mark.skipif(ON_POSTGRES, reason="a file of SQLite")
WHY = "Asked for it by letter."


# Backup and restore.

ADDING = """
import sys
from django.utils import timezone
print("begun", flush=True)
now = timezone.now()
for number in range(800):
    patients.add_patient(member, f"Zebulon Quar{number}", date(1990, 5, 4), "en", "", now)
"""
ROWS = """
import json
from django.apps import apps
told = {}
for model in apps.get_models():
    name, ours = model.__name__, ("care", "audit", "tenancy", "library")
    if model._meta.app_label in ours and name != "Head":
        rows = map(repr, model._default_manager.values_list())
        told[name] = sorted(row for row in rows if "back up" not in row and "restore" not in row)
told["opened"] = sorted(patient.name for patient in Patient.everywhere.all())
told["added"] = told["Event"] and sum("add patient" in row for row in told["Event"])
print(json.dumps(told))
"""


def rows(deployment: Deployment) -> dict[str, Any]:
    return dict(json.loads(deployment.script(ROWS).out))


def backed_up(deployment: Deployment, file: Path, *options: str) -> None:
    said = deployment.command("backup", str(file), *options)
    assert said.code == 0, said.err


def test_a_backup_under_load_is_as_it_was_at_one_moment(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    writing = deployment.start(ADDING)
    assert writing.stdout is not None
    assert writing.stdout.readline() == "begun\n"
    files: list[Path] = []
    while writing.poll() is None:
        files.append(tmp_path / f"{len(files)}.zip")
        backed_up(deployment, files[-1], "--with-keys")
    _out, err = writing.communicate()
    assert writing.returncode == 0, err
    assert len(files) > 1
    whole = rows(deployment)
    assert whole["added"] == len(whole["Patient"]) == 800
    for number in {1, len(files) - 1}:
        copy = make_deployment(f"copy{number}")
        said = copy.command("restore", str(files[number]))
        assert said.code == 0, said.err
        found = rows(copy)
        # Each patient is there with its event and its marks, or not at all.
        assert found.pop("added") == len(found["Patient"]) == len(found["opened"])
        for kind, there in found.items():
            assert set(there) <= set(whole[kind])


def test_a_restored_backup_is_equal_and_goes_on(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    deployment.script(ADDING.replace("800", "20"))
    file = tmp_path / "backup.zip"
    backed_up(deployment, file, "--with-keys")
    assert file.stat().st_mode & 0o777 == 0o600
    copy = make_deployment("copy")
    assert copy.command("restore", str(file)).code == 0
    assert rows(copy) == rows(deployment)
    assert copy.command("audit", "verify").code == 0
    copy.script(ADDING.replace("800", "1"))
    assert len(rows(copy)["Patient"]) == 21
    for name in ("keys.json", "secret"):
        assert (copy.folder / name).read_bytes() == (deployment.folder / name).read_bytes()
        assert (copy.folder / name).stat().st_mode & 0o777 == 0o600


def test_a_backup_without_keys_needs_the_copy_that_was_kept(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    deployment.script(ADDING.replace("800", "1"))
    file = tmp_path / "backup.zip"
    backed_up(deployment, file)
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist())[-1] == "manifest.json"
    copy = make_deployment("copy")
    said = copy.command("restore", str(file))
    assert said.code == 2
    assert "This backup has no keys" in said.err
    assert not copy.folder.exists()
    copy.folder.mkdir(mode=0o700)
    shutil.copy2(deployment.folder / "keys.json", copy.folder)
    assert copy.command("restore", str(file)).code == 0
    assert rows(copy)["opened"] == ["Zebulon Quar0"]


def test_restore_refuses_a_folder_in_which_something_is(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    backed_up(deployment, file, "--with-keys")
    before = rows(deployment)
    said = deployment.command("restore", str(file))
    assert said.code == 2
    assert "is not empty" in said.err
    assert rows(deployment) == before
    copy = make_deployment("copy")
    copy.folder.mkdir()
    (copy.folder / "letter.txt").write_text("mine")
    assert copy.command("restore", str(file)).code == 2
    assert [path.name for path in copy.folder.iterdir()] == ["letter.txt"]


@pytest.mark.skipif(not ON_POSTGRES, reason="a server of its own")
def test_restore_refuses_a_database_in_which_something_is(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    backed_up(deployment, file, "--with-keys")
    copy = make_deployment("copy")
    copy.env["MEANTIME_DATABASE"] = deployment.env["MEANTIME_DATABASE"]
    said = copy.command("restore", str(file))
    assert said.code == 2
    assert "The database is not empty" in said.err
    assert list(copy.folder.iterdir()) == []


def _damaged(file: Path, place: float) -> None:
    told = bytearray(file.read_bytes())
    told[int(place * (len(told) - 1))] ^= 0xFF
    file.write_bytes(told)


def _cut(file: Path, place: float) -> None:
    file.write_bytes(file.read_bytes()[: int(place * file.stat().st_size)])


def _other_contents(file: Path, _place: float) -> None:
    """Another database, and a zip that is whole."""
    with zipfile.ZipFile(file) as archive:
        told = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in told.items():
            archive.writestr(name, text + b" " if name.startswith("database") else text)


def _one_more(file: Path, _place: float) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../evil", "x")


def _no_manifest(file: Path, _place: float) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "[]")


def test_restore_refuses_a_damaged_backup(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.zip"
    backed_up(deployment, kept, "--with-keys")
    copy = make_deployment("copy")
    ways: list[tuple[Callable[[Path, float], None], float]] = [
        *((_damaged, place) for place in (0.3, 0.6)),
        *((_cut, place) for place in (0.0, 0.5, 0.999)),
        *((way, 0) for way in (_other_contents, _one_more, _no_manifest)),
    ]
    for way, place in ways:
        file = tmp_path / "damaged.zip"
        shutil.copy(kept, file)
        way(file, place)
        said = copy.command("restore", str(file))
        assert (said.code, said.out) == (2, ""), way
        assert "is damaged, or no backup of Meantime" in said.err, said.err
        assert not copy.folder.exists()
    assert copy.command("restore", str(kept)).code == 0


def test_every_changed_byte_of_a_backup_is_found_or_means_nothing(tmp_path: Path) -> None:
    database, file = tmp_path / "database.sqlite3", tmp_path / "backup.zip"
    database.write_bytes(bytes(range(256)) * 4)
    archives.write(file, "sqlite", "2026-11-30", "0", {archives.SQLITE: database})
    told, found = file.read_bytes(), 0
    for place in range(len(told)):
        file.write_bytes(told[:place] + bytes([told[place] ^ 0xFF]) + told[place + 1 :])
        try:
            with archives.opened(file) as (_manifest, archive):
                assert archive.read(archives.SQLITE) == database.read_bytes()
        except MeantimeError:
            found += 1
    assert found > 0.7 * len(told)


TAMPERED = """
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("DROP TRIGGER audit_event_no_update")
    else:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
    cursor.execute("UPDATE audit_event SET verb = 'x' WHERE number = 1")
"""


def test_restore_says_where_the_audit_does_not_hold(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    deployment.script(ADDING.replace("800", "2") + TAMPERED)
    file = tmp_path / "backup.zip"
    backed_up(deployment, file, "--with-keys")
    said = make_deployment("copy").command("restore", str(file))
    assert said.code == 1
    assert "The audit does not hold" in said.out
    said = deployment.command("audit", "verify")
    assert said.code == 1
    assert "1: its contents were changed" in said.out


@only_sqlite
def test_a_damaged_database_is_neither_saved_nor_restored(
    deployment: Deployment, tmp_path: Path
) -> None:
    deployment.script(ADDING.replace("800", "30"))
    database = deployment.folder / "meantime.sqlite3"
    told = bytearray(database.read_bytes())
    told[len(told) // 2 : len(told) // 2 + 20_000] = b"\x07" * 20_000
    database.write_bytes(told)
    said = deployment.command("backup", str(tmp_path / "backup.zip"))
    assert said.code == 2
    assert "damaged" in said.err or "malformed" in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clinic"]
    said = deployment.command("doctor")
    assert said.code == 1
    assert "malformed" in said.out or "damaged" in said.out


# Nothing in clear.

CANARIES = (b"Zebulon", b"zebulon", b"Quartermaine", b"2125550142", b"5550142", b"1987-06-05")
LIVED = """
from decimal import Decimal
from django.utils import timezone
from meantime.answers.checking import all_clear
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of, files_of, protocol_of
from meantime.literate.protocols import SHIPPED
now = timezone.now()
files = files_of(SHIPPED / "microneedling")
Version.everywhere.create(
    clinic=clinic, protocol="microneedling", title="Microneedling", number=1, state="published",
    files=files, digest=digest_of(files))
room = Room.everywhere.create(clinic=clinic, name="Room 1")
patient = patients.add_patient(
    member, "Zebulon Quartermaine", date(1987, 6, 5), "en", "", now)
patients.add_contact(member, patient, "phone", "+12125550142")
course = booking.open_course(member, patient, "microneedling", 3)
item = booking.book(member, course, now + timedelta(hours=1), room, now)
protocol = protocol_of(item.version)
facts = all_clear(protocol) | {"retinoid": now.date()}
screening.answer(member, patient, protocol, facts, "desk", now)
item.refresh_from_db()
screening.override(member, item, "Zebulon Quartermaine begged.", now + timedelta(days=1),
                   item.revision, now)
item.refresh_from_db()
treating.check_in(member, item, item.revision, now)
screening.answer(member, patient, protocol, facts, "check-in", now)
text = ConsentText.everywhere.create(clinic=clinic, number=1, language="en", body="I agree.")
item.refresh_from_db()
treating.consent(member, item, text, "Zebulon Quartermaine", item.revision, now)
item.refresh_from_db()
item = treating.begin(member, item, item.revision, now)
ended = now + timedelta(hours=1)
treating.finish(member, item, treating.Record(
    "Pen", Decimal("1.5"), ["face"], "", [["Serum", "LOT-77"]], "Zebulon was brave.", ended),
    item.revision, ended)
"""
SEALED = """
from meantime.clinic.sealing.rotation import sealed_models
for model, fields in sealed_models():
    for values in model._default_manager.values_list(*(field.attname for field in fields)):
        for value in values:
            print(value.bytes.hex())
"""
ERASED = """
from meantime.clinic.keeping.erasing import erase_person
erase_person(None, Patient.everywhere.get(), "Asked for it by letter.")
"""


def contents(deployment: Deployment) -> bytes:
    """Every byte of the database, as a file or as a dump."""
    if ON_POSTGRES:
        address = deployment.env["MEANTIME_DATABASE"]
        dump = [_program("pg_dump"), "--dbname", address]
        return subprocess.run(dump, check=True, capture_output=True).stdout
    return b"".join(path.read_bytes() for path in deployment.folder.glob("meantime.sqlite3*"))


def test_nobody_is_found_in_the_bytes_of_a_database(deployment: Deployment, tmp_path: Path) -> None:
    deployment.script(LIVED)
    told = contents(deployment)
    assert b"LOT-77" in told  # it is the database
    assert [name for name in CANARIES if name in told] == []
    backed_up(deployment, tmp_path / "backup.zip", "--with-keys")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert [name for name in CANARIES if name in inside] == []


def test_what_was_erased_is_gone_sealed_or_not(deployment: Deployment) -> None:
    deployment.script(LIVED)
    sealed = deployment.script(SEALED).out.split()
    assert len(sealed) > 10
    deployment.script(ERASED)
    told = contents(deployment)
    left = [one for one in sealed if bytes.fromhex(one) in told or one.encode() in told]
    assert left == []
    assert b"LOT-77" in told
    assert deployment.command("audit", "verify").code == 0


# Erasure and export.


@pytest.fixture
def treated(
    appointment: Appointment, nurse: Member, clinician: Member, room: Room, clock: Clock
) -> Appointment:
    """A patient with everything: contacts, answers, an override, a treatment, an outcome."""
    patient = appointment.patient
    patients.add_contact(nurse, patient, "phone", "+12125550142")
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"retinoid": date(2026, 12, 2)}
    at = appointment.start - timedelta(minutes=5)
    screening.answer(nurse, patient, protocol, facts, "desk", at)
    appointment.refresh_from_db()
    screening.override(
        clinician,
        appointment,
        "Only once, on the chin.",
        at + timedelta(days=1),
        appointment.revision,
        at,
    )
    appointment.refresh_from_db()
    treating.check_in(nurse, appointment, appointment.revision, at)
    screening.answer(nurse, patient, protocol, facts, "check-in", at)
    text = ConsentText.everywhere.create(
        clinic=nurse.clinic, number=1, language="en", body="I agree."
    )
    appointment.refresh_from_db()
    treating.consent(nurse, appointment, text, "Ana Ruiz", appointment.revision, at)
    appointment.refresh_from_db()
    found = treating.begin(nurse, appointment, appointment.revision, at)
    ended = found.start + timedelta(minutes=50)
    done = treating.Record(
        "Pen", Decimal("1.5"), ["face"], "", [["Serum", "L1"]], "Ana was brave.", ended
    )
    clock.now = ended
    treating.finish(nurse, found, done, found.revision, ended)
    treating.note_outcome(nurse, found, "gais", 2, ended)
    course = Course.objects.of(nurse.clinic).get()
    booking.book(nurse, course, ended + timedelta(days=40), room, ended)
    return Appointment.objects.of(nurse.clinic).get(pk=found.pk)


def test_an_export_has_everything_that_is_kept(treated: Appointment, owner: Member) -> None:
    told = export_person(owner, treated.patient)
    text = json.dumps(told)
    assert told["person"]["name"] == "Ana Ruiz"
    assert set(told["kept"]) == {
        *("contact", "history", "course", "appointment", "verdict", "override"),
        *("snapshot", "consent", "treatment", "outcome"),
    }
    assert all(told["kept"].values())
    for words in ("+12125550142", "Only once, on the chin.", "I agree.", "Ana was brave.", "L1"):
        assert words in text
    assert {"add patient", "check in", "finish"} <= {event["did"] for event in told["audit"]}
    assert {"Nurse", "Clinician"} <= {event["who"] for event in told["audit"]}
    event = Event.objects.filter(verb="export person").get()
    assert event.actor == str(owner.user_id)


def test_an_export_is_of_one_person_only(treated: Appointment, nurse: Member) -> None:
    other = patients.add_patient(nurse, "Bo Lind", date(1980, 1, 1), "en", "", NOW)
    patients.add_contact(nurse, other, "phone", "+12125550177")
    text = json.dumps(export_person(None, treated.patient))
    assert "Bo Lind" not in text
    assert "+12125550177" not in text


def test_an_erased_person_leaves_nothing_but_that_a_session_took_place(
    treated: Appointment, owner: Member, nurse: Member
) -> None:
    patient = erase_person(owner, treated.patient, WHY)
    sealed = dict(sealed_models())
    kept = rows_of(patient) | {Patient: [patient]}
    for model, found in kept.items():
        for row in found:
            values = [getattr(row, field.name) for field in sealed.get(model, ())]
            assert not any(values), model
    assert patient.birthday is None
    assert {model.__name__ for model, found in kept.items() if not found} == {
        *("Contact", "SearchKey", "Outcome"),
    }
    assert not patients.search(nurse.clinic, "ana")
    treated.refresh_from_db()
    assert (treated.state, treated.treatment.products) == (State.DONE, [["Serum", "L1"]])
    later = Appointment.objects.of(nurse.clinic).exclude(pk=treated.pk).get()
    assert later.state == State.CANCELLED
    assert not list(verify())
    event = Event.objects.filter(verb="erase person").get()
    assert (event.actor, event.why) == (str(owner.user_id), WHY)
    told = json.dumps(export_person(None, patient))
    assert "Ana" not in told
    assert "5550142" not in told
    assert "2026-12-02" not in told


def test_every_field_that_is_sealed_is_emptied_by_an_erasure() -> None:
    """A new one has to find its place here first."""
    assert {model.__name__ for model, _fields in sealed_models()} == {
        *("Patient", "Contact", "History", "Verdict", "Override", "Snapshot", "Consent"),
        "Treatment",
    }


def test_who_may_not_and_what_cannot_be_erased(
    appointment: Appointment, nurse: Member, owner: Member
) -> None:
    patient = appointment.patient
    with pytest.raises(Refused, match="Only the owner"):
        erase_person(nurse, patient, WHY)
    with pytest.raises(Refused, match="Only the owner"):
        export_person(nurse, patient)
    with pytest.raises(Refused, match="Write why"):
        erase_person(owner, patient, " because  ")
    Appointment.everywhere.update(state=State.TREATING)
    with pytest.raises(Refused, match="Finish it first"):
        erase_person(owner, patient, WHY)
    assert Patient.objects.of(nurse.clinic).get().name == "Ana Ruiz"
    Appointment.everywhere.update(state=State.BOOKED)
    erase_person(None, patient, WHY)
    with pytest.raises(Refused, match="erased already"):
        erase_person(owner, patient, WHY)


# The doctor.


@pytest.fixture
def healthy(settings: Any, tmp_path: Path, clinic: Any) -> Any:
    """A deployment with which nothing is wrong."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir(mode=0o700)
    settings.KEYS_FILE = tmp_path / "keys" / "keys.json"
    (settings.DATA / SECRET).touch(mode=0o600)
    settings.SECRET_KEY = "s" * 60
    settings.PLAIN_HTTP = False
    settings.ALLOWED_HOSTS = ["clinic.example.org", "localhost"]
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        setattr(settings, name, True)
    settings.SECURE_HSTS_SECONDS = 60
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    Authenticator.objects.create(user=make_member(clinic, "owner").user, type="totp", data={})
    ring()
    record(None, "back up")
    assert list(doctor.faults()) == []
    return settings


def _grows(settings: Any, _monkeypatch: Any) -> None:
    settings.KEYS_FILE.chmod(0o640)


def _no_keys(settings: Any, _monkeypatch: Any) -> None:
    settings.KEYS_FILE.unlink()


def _keys_beside(settings: Any, _monkeypatch: Any) -> None:
    settings.KEYS_FILE = settings.KEYS_FILE.rename(settings.DATA / "keys.json")


def _bad_keys(settings: Any, _monkeypatch: Any) -> None:
    settings.KEYS_FILE.write_text("{}")


def _other_keys(settings: Any, _monkeypatch: Any) -> None:
    member = Member.everywhere.create(clinic=_clinic(), user=_user(), role="owner", is_active=False)
    patients.add_patient(member, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)
    settings.KEYS_FILE.unlink()
    ring()


def _open_secret(settings: Any, _monkeypatch: Any) -> None:
    (settings.DATA / SECRET).chmod(0o644)


def _short_secret(settings: Any, _monkeypatch: Any) -> None:
    settings.SECRET_KEY = "short"


def _open_folder(settings: Any, _monkeypatch: Any) -> None:
    settings.DATA.chmod(0o755)


def _unmigrated(_settings: Any, _monkeypatch: Any) -> None:
    MigrationRecorder.Migration.objects.filter(app="audit", name="0002_append_only").delete()


def _old_sqlite(_settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(connection.Database, "sqlite_version_info", (3, 51, 2))


def _machine_zones(_settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", ("/usr/share/zoneinfo",))


def _old_zones(_settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(doctor, "version", lambda _name: "2025.2")


def _full_disk(_settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(doctor, "_LEAST_FREE", 1 << 60)


def _any_host(settings: Any, _monkeypatch: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]


def _no_host(settings: Any, _monkeypatch: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]


def _plain(settings: Any, _monkeypatch: Any) -> None:
    settings.PLAIN_HTTP = True


def _cookies(settings: Any, _monkeypatch: Any) -> None:
    settings.SESSION_COOKIE_SECURE = False


def _debug(settings: Any, _monkeypatch: Any) -> None:
    settings.DEBUG = True


def _no_proxy(settings: Any, _monkeypatch: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0


def _clock_back(_settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW - timedelta(minutes=2))


def _no_owner(_settings: Any, _monkeypatch: Any) -> None:
    Member.everywhere.update(role="nurse")


def _owner_left(_settings: Any, _monkeypatch: Any) -> None:
    Member.everywhere.update(is_active=False)


def _not_set_up(settings: Any, _monkeypatch: Any) -> None:
    settings.SECOND_FACTOR = "required"
    member = Member.everywhere.create(clinic=_clinic(), user=_user(), role="nurse")
    Member.everywhere.filter(pk=member.pk).update(made=NOW - timedelta(days=1))


def _one_factor(settings: Any, _monkeypatch: Any) -> None:
    settings.SECOND_FACTOR = "asked"
    Member.everywhere.create(clinic=_clinic(), user=_user(), role="owner")


def _no_backup(_settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(doctor, "VERB", "back up elsewhere")


def _old_backup(_settings: Any, monkeypatch: Any) -> None:
    later = NOW + timedelta(hours=27)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def _no_triggers(_settings: Any, _monkeypatch: Any) -> None:
    with connection.cursor() as cursor:
        if ON_POSTGRES:
            cursor.execute("DROP TRIGGER audit_event_only_added ON audit_event")
        else:
            for end in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER audit_event_no_{end}")


def _changed_audit(settings: Any, monkeypatch: Any) -> None:
    _no_triggers(settings, monkeypatch)
    Event.objects.filter(chain=NOWHERE).update(actor="other")


def _clinic() -> Any:
    from meantime.clinic.tenancy.models import Clinic

    return Clinic.objects.get()


def _user() -> Any:
    from meantime.clinic.tenancy.models import User

    return User.objects.create_user("x@harbour.test", "X", None)


FAULTS: list[Any] = [
    (_grows, "Others can read the key ring. Run: chmod 600"),
    (_no_keys, "The key ring"),
    (_bad_keys, "The key ring"),
    pytest.param(_keys_beside, "The key ring lies beside the database", marks=only_sqlite),
    (_other_keys, "The key ring does not open care_patient"),
    (_open_secret, "Others can read the secret. Run: chmod 600"),
    (_short_secret, "The secret that signs logins is too short"),
    (_open_folder, "Others can look into the data folder. Run: chmod 700"),
    (_unmigrated, "The database is of another release"),
    pytest.param(_old_sqlite, "SQLite 3.51.2 can damage its database", marks=only_sqlite),
    (_machine_zones, "Time zones come from this machine"),
    (_old_zones, "The time zones are of 2025.2, older than 2026.6"),
    (_full_disk, "The disk of the data folder has"),
    (_any_host, "Any name may be used to reach Meantime"),
    (_no_proxy, "Everybody seems to come from the address of the proxy"),
    (_clock_back, "The clock of this machine is wrong: something was done at 2026-11-30 14:00"),
    (_no_owner, "harbour has no owner. Run: meantime invite-owner harbour EMAIL"),
    (_owner_left, "harbour has no owner"),
    (_not_set_up, "One person has not set up a second factor"),
    (_no_host, "Nobody but this machine can reach Meantime"),
    (_plain, "Passwords and names go unencrypted to clinic.example.org"),
    (_cookies, "Cookies or redirects are not set for TLS"),
    (_debug, "Errors show the inside of Meantime"),
    (_one_factor, "One person logs in without a second factor"),
    (_no_backup, "No backup was ever made"),
    (_old_backup, "The last backup is 27 hours old"),
    (_no_triggers, "The database does not refuse to change the audit any more"),
    (_changed_audit, "The audit was changed by hand, in"),
]


@pytest.mark.parametrize(("plant", "words"), FAULTS)
def test_the_doctor_finds_each_fault_and_says_how_to_mend_it(
    healthy: Any, monkeypatch: pytest.MonkeyPatch, plant: Callable[..., None], words: str
) -> None:
    plant(healthy, monkeypatch)
    found = [str(fault) for fault in doctor.faults()]
    assert any(one.startswith(words) for one in found), found
    assert len(found) == 1 or plant in (_changed_audit, _other_keys)


def test_a_second_factor_that_is_there_or_required_is_no_fault(healthy: Any) -> None:
    user = _user()
    Member.everywhere.create(clinic=_clinic(), user=user, role="owner")
    healthy.SECOND_FACTOR = "asked"
    assert list(doctor.faults())
    healthy.SECOND_FACTOR = "required"
    assert not list(doctor.faults())
    healthy.SECOND_FACTOR = "asked"
    Authenticator.objects.create(user=user, type="totp", data={})
    assert not list(doctor.faults())


def test_older_keys_are_no_fault(healthy: Any) -> None:
    add_key()
    assert not list(doctor.faults())


def test_a_database_that_is_not_there_is_told(deployment: Deployment) -> None:
    if ON_POSTGRES:
        deployment.env["MEANTIME_DATABASE"] = "postgresql://nobody@127.0.0.1:1/none"
    else:
        database = deployment.folder / "meantime.sqlite3"
        database.unlink()
        database.mkdir()
    said = deployment.command("doctor")
    assert said.code == 1
    assert "The database cannot be reached" in said.out
    assert said.err == ""
    said = deployment.command("audit", "verify")
    assert said.code == 2
    assert "The database said" in said.err


# The demo clinic.


@pytest.mark.parametrize("hour", [0, 5, 11, 17, 22])
def test_the_demo_has_every_state_and_verdict(db: Any, clock: Clock, hour: int) -> None:
    clock.now = clock.now.replace(hour=hour, minute=43)
    made = demo.make()
    sessions = Appointment.objects.of(made.clinic).select_related("verdict")
    assert {item.state for item in sessions} == set(State)
    assert {item.verdict.status for item in sessions} == {
        *("eligible", "review", "deferred", "contraindicated", "incomplete"),
    }
    today = [item for item in sessions if abs(item.start - clock.now) < timedelta(hours=4)]
    assert len(today) == 12
    assert {item.minutes for item in sessions} == {60}
    assert Patient.objects.of(made.clinic).count() == 22
    assert not list(verify())


def test_the_demo_is_made_once_and_its_login_stays(db: Any) -> None:
    one, other = demo.make(), demo.make()
    assert one == other
    assert len(list(one.logins())) == 7
    member = Member.objects.of(one.clinic).get(role="owner")
    assert member.user.check_password(one.password)
    assert isinstance(member.made, datetime)
