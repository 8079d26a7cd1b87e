"""Damage: to a backup, to the database it is made of, to the audit in it. All of it is found."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from meantime.clinic.keeping import archives
from meantime.model.problem import MeantimeError
from tests.clinic.backups import ADDING, backed_up
from tests.clinic.conftest import only_sqlite
from tests.clinic.deployments import Deployment, Make, deployment, make_deployment

__all__ = ["deployment", "make_deployment"]


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
