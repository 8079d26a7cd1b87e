"""The doctor: each fault of a deployment is found and said, and nothing that is none."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from meantime.clinic.audit.chain import record
from meantime.clinic.audit.models import NOWHERE, Event
from meantime.clinic.care.actions import booking, contacts, patients
from meantime.clinic.keeping import doctor
from meantime.clinic.keeping.folder import SECRET
from meantime.clinic.reminders.models import Worker
from meantime.clinic.sealing.keys import add_key, ring
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, ON_POSTGRES, make_member, make_version, only_sqlite
from tests.clinic.deliveries import make_delivery
from tests.clinic.deployments import Deployment, deployment, make_deployment

__all__ = ["deployment", "make_deployment"]


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
    MigrationRecorder.Migration.objects.filter(app="audit", name="0003_changed").delete()


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


def _no_worker(_settings: Any, _monkeypatch: Any) -> None:
    nurse = make_member(_clinic(), "nurse")
    patient = patients.add_patient(nurse, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)
    contact = contacts.add_contact(nurse, patient, "email", "ana@example.org", NOW, agreed=True)
    make_version(_clinic())
    course = booking.open_course(nurse, patient, "microneedling", 1)
    room = Room.everywhere.create(clinic=_clinic(), name="Room 1")
    session = booking.book(nurse, course, NOW + timedelta(days=1), room, NOW)
    make_delivery(contact, session, due=NOW)
    Member.everywhere.filter(pk=nurse.pk).update(is_active=False)


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
    (_no_worker, "Messages wait to be sent, and none goes out. Keep `meantime worker` running"),
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


def test_what_is_due_is_no_fault_while_a_worker_is_alive(healthy: Any) -> None:
    _no_worker(healthy, None)
    worker = Worker.objects.create(name="here:1", since=NOW, seen=NOW)
    assert not list(doctor.faults())
    worker.seen = NOW - timedelta(minutes=1)
    worker.save()
    assert list(doctor.faults())


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
