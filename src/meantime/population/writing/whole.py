"""Files that are there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from meantime.model.problem import MeantimeError

PART = ".part"


class Whole:
    """A file that is written beside the one that is meant, and takes its name in the end.

    Raises MeantimeError where there cannot be such a file. A link keeps leading to its file, and
    a file that was there keeps its permissions.
    """

    def __init__(self, path: Path) -> None:
        with refusing(path):
            self._path = path.resolve()
            self.beside = self._path.with_name(f".{token_hex(8)}{PART}")
            if self._path.exists() and not self._path.is_file():
                raise OSError(f"it is {'a folder' if self._path.is_dir() else 'no ordinary file'}")
            self.beside.open("xb").close()

    def keep(self) -> None:
        """What is written is whole: it takes the name."""
        if self._path.exists():
            shutil.copymode(self._path, self.beside)
        self.beside.replace(self._path)

    def drop(self) -> None:
        """What is written is worth nothing."""
        self.beside.unlink(missing_ok=True)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turns what the system says of a file into an error with a cure."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        why = getattr(error, "strerror", None) or str(error)
        raise MeantimeError(
            f"`{path}` cannot be written: {why}. Name a file in a folder that exists and is yours."
        ) from None
