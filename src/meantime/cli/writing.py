"""Files written whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from secrets import token_hex

from meantime.model.problem import MeantimeError


def write_whole(path: Path, data: bytes) -> None:
    """Put the data in the file: all of it, or what was there before stays as it is.

    It is written beside the file first and then takes its name; a link keeps leading to it, and a
    file that was there keeps its permissions. Raises MeantimeError where that cannot be.
    """
    try:
        _replace(path.resolve(), data)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise MeantimeError(
            f"`{path}` cannot be written: {why}. Name a file in a folder that exists and is yours."
        ) from None


def _replace(path: Path, data: bytes) -> None:
    if path.exists() and not path.is_file():
        raise OSError(f"it is {'a folder' if path.is_dir() else 'no ordinary file'}")
    beside = path.with_name(f".{token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
