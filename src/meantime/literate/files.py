"""Reading the files of a protocol: whatever is wrong with one is a problem, never an exception."""

from __future__ import annotations

from pathlib import Path

from meantime.literate.tree import MOST_CHARACTERS
from meantime.model.problem import Place, Problem


def text_of(path: Path, problems: list[Problem]) -> str:
    """The text of a file; missing, unreadable or far too large is a problem and gives ""."""
    start = Place(path.name, 1)
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            problems.append(Problem(start, "not an ordinary file", f"Add {path.name} itself."))
            return ""
        if path.stat().st_size > 4 * MOST_CHARACTERS:
            problems.append(Problem(start, "far too large for a protocol", "Split the file."))
            return ""
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        place = Place(path.name, before.count(b"\n") + 1, column)
        problems.append(Problem(place, "not UTF-8 text", "Save it as UTF-8."))
    except OSError as error:
        problems.append(Problem(start, f"cannot be read: {error.strerror}", f"Add {path.name}."))
    return ""
