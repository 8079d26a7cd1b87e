"""The data folder, before Django is there: what commands ask of it first."""

from __future__ import annotations

import os
from pathlib import Path

from meantime.model.problem import MeantimeError

DATABASE, KEYS, SECRET = "meantime.sqlite3", "keys.json", "secret"


def data_folder() -> Path:
    """Where the data folder is, or will be."""
    return Path(os.environ.get("MEANTIME_DATA", "meantime-data")).absolute()


def keys_file() -> Path:
    """Where the key ring is, or will be."""
    return Path(os.environ.get("MEANTIME_KEYS", data_folder() / KEYS))


def database_address() -> str:
    """The address of a PostgreSQL database; "" for SQLite."""
    return os.environ.get("MEANTIME_DATABASE", "")


def must_be_there() -> None:
    """Raises MeantimeError where nothing was ever set up: reading would set up something empty."""
    folder = data_folder()
    if not (folder / SECRET).exists():
        raise MeantimeError(
            f"There is no clinic in {folder}. Set MEANTIME_DATA to the data folder, or begin one "
            "with `meantime serve`."
        )
