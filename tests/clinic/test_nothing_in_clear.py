"""The bytes of a database and of a backup: nobody is in them in clear, nor anyhow once erased."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

from tests.clinic.backups import backed_up
from tests.clinic.conftest import ON_POSTGRES
from tests.clinic.deployments import Deployment, deployment, make_deployment
from tests.clinic.postgres import _program

__all__ = ["deployment", "make_deployment"]

CANARIES = (
    *(b"Zebulon", b"zebulon", b"Quartermaine", b"2125550142", b"5550142", b"1987-06-05"),
    b"\x00\x10JFIF\x00\x01",  # how every photo begins
)
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
contacts.add_contact(member, patient, "phone", "+12125550142", now, agreed=True)
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
from meantime.clinic.photos.actions import by_staff
from meantime.clinic.photos.drawn import face
from meantime.clinic.photos.models import View
from meantime.clinic.photos.picture import picture_of
by_staff.add_before(member, patient, View.FRONT, picture_of(face(View.FRONT, 0.5)), now)
from meantime.clinic.portal.actions import feeds, links
link, _token = links.give(member, patient, "Zebulon Quartermaine junior", False, now)
feeds.serve(feeds.make(link, "en", now)[0], now)
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
            print(value.bytes.hex()[:80])  # a large value lies in several places of a file
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
    assert len(sealed) > 12
    assert all(bytes.fromhex(one) in contents(deployment) for one in sealed) or ON_POSTGRES
    deployment.script(ERASED)
    told = contents(deployment)
    left = [one for one in sealed if bytes.fromhex(one) in told or one.encode() in told]
    assert left == []
    assert b"LOT-77" in told
    assert deployment.command("audit", "verify").code == 0
