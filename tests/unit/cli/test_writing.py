"""A file is written whole, or nothing of it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import meantime as mt
from meantime.cli.writing import write_whole

NEW, OLD = b"new\r\n" * 1000, b"old"


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.ics", NEW)
    assert (tmp_path / "a.ics").read_bytes() == NEW
    assert inside(tmp_path) == ["a.ics"]


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(OLD)
    path.chmod(0o640)
    write_whole(path, NEW)
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == 0o640
    assert inside(tmp_path) == ["a.ics"]


def test_a_link_keeps_leading_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, path = tmp_path / "a.ics", tmp_path / "there" / "b.ics"
    path.write_bytes(OLD)
    link.symlink_to(path)
    write_whole(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def test_whoever_reads_sees_the_old_file_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(OLD)
    seen: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(path.read_bytes()))
    write_whole(path, NEW)
    assert seen == [OLD]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(_: int) -> None:
        raise failure

    path = tmp_path / "a.ics"
    path.write_bytes(OLD)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((mt.MeantimeError, KeyboardInterrupt)) as caught:
        write_whole(path, NEW)
    if isinstance(failure, OSError):
        assert "cannot be written: No space left on device. Name a file" in str(caught.value)
    assert path.read_bytes() == OLD
    assert inside(tmp_path) == ["a.ics"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing/a.ics", "No such file or directory"),
        ("file/a.ics", "Not a directory"),
        ("folder", "it is a folder"),
        ("pipe", "it is no ordinary file"),
        ("loop", "Symlink loop|Too many levels"),
        ("x" * 5000, "File name too long"),
    ],
)
def test_a_place_where_nothing_can_be_written(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = inside(tmp_path)
    with pytest.raises(mt.MeantimeError, match=f"cannot be written: .*({why})") as caught:
        write_whole(tmp_path / name, NEW)
    assert "\n" not in str(caught.value)
    assert inside(tmp_path) == before
