"""Backup and restore: a database as it was at one moment, and a folder that was empty before."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.clinic.backups import ADDING, backed_up
from tests.clinic.conftest import ON_POSTGRES
from tests.clinic.deployments import Deployment, Make, deployment, make_deployment
from tests.clinic.killing import WAITING

__all__ = ["deployment", "make_deployment"]

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


def test_messages_that_came_due_since_wait_for_people(
    deployment: Deployment, make_deployment: Make, tmp_path: Path
) -> None:
    deployment.env["MEANTIME_MAIL"] = "folder://?from=clinic@harbour.test"
    assert deployment.script(WAITING, "3").out == "3\n"
    file = tmp_path / "backup.zip"
    backed_up(deployment, file, "--with-keys")
    copy = make_deployment("copy")
    copy.env["MEANTIME_MAIL"] = deployment.env["MEANTIME_MAIL"]
    said = copy.command("restore", str(file))
    assert "Messages that may have been sent since: 3. They wait for the staff." in said.out
    assert copy.command("worker", "--once").out == "Looked at 0 messages that were due.\n"
    assert deployment.command("worker", "--once").out == "Looked at 3 messages that were due.\n"


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
