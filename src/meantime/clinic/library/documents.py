"""The documents of a version: which there may be, how they are stored, and whether they load."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from meantime.clinic.library.reading import VOCABULARY, cases_in, read, vocabulary
from meantime.clinic.refusing import Refused
from meantime.literate.cases import CASES
from meantime.literate.protocols import DECISIONS, PROTOCOL
from meantime.literate.tree import MOST_CHARACTERS
from meantime.model.problem import MeantimeError, Place, Problem, ProtocolError
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol

# Nothing else is ever stored or written to a folder.
_NAME = re.compile(
    r"protocol\.md|decisions\.md|cases\.yaml|[a-z]{2}\.yaml|vocabulary/[a-z][a-z0-9-]{0,59}\.yaml"
)
_LANGUAGE = re.compile(r"[a-z]{2}\.yaml")
_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")
_LONGEST_TITLE = 200
_MOST_DOCUMENTS = 60
_MOST_BYTES = 4 * MOST_CHARACTERS


class NoProtocol(Refused):
    """What was typed or brought is no protocol; `problems` holds all of them, each at its line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__(_("This is no protocol yet, so nothing was saved. Mend what is listed."))


def names(files: Mapping[str, str]) -> list[str]:
    """The names of documents in the order in which people read them."""
    first = {PROTOCOL: 0, DECISIONS: 1, CASES: 3}
    return sorted(files, key=lambda name: (first.get(name, 4 if "/" in name else 2), name))


def languages(files: Mapping[str, str]) -> list[str]:
    """The names of the translations among documents."""
    return sorted(name for name in files if _LANGUAGE.fullmatch(name))


def language_of(name: str) -> str:
    """The language that a document is written in."""
    return name[:2] if _LANGUAGE.fullmatch(name) else SOURCE_LANGUAGE


def own(files: Mapping[str, str]) -> dict[str, str]:
    """Documents that somebody brings, with the shipped vocabulary where there is none of theirs."""
    brings = any(name.startswith(f"{VOCABULARY}/") for name in files)
    return dict(files) if brings else {**files, **vocabulary()}


def stored(text: str) -> str:
    """A text as it is stored: no byte order mark, plain line ends, the last line ended as well."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") or not lines else lines + "\n"


def brought(file: Any, name: str = "") -> tuple[str, str]:
    """The name and the text of an uploaded file. Raises NoProtocol where it is no text."""
    name = name or str(file.name)
    data: bytes = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise NoProtocol([Problem(Place(name, 1), "far too large for a protocol", "Split it.")])
    try:
        return name, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = Problem(Place(name, line), "not UTF-8 text", "Save it as UTF-8.")
        raise NoProtocol([problem]) from None


def is_optional(name: str) -> bool:
    """Whether a protocol can be without the document: a translation, or the worked cases."""
    return name == CASES or _LANGUAGE.fullmatch(name) is not None


def changed(files: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """Documents with others in their place; an empty one that nobody needs is taken out."""
    found = {**files, **{name: stored(text) for name, text in texts.items()}}
    return {name: text for name, text in found.items() if text.strip() or not is_optional(name)}


def checked(files: Mapping[str, str], protocol: str = "") -> Protocol:
    """The protocol that documents make, as the one of that id where one is given.

    Raises NoProtocol with every problem, those of the worked cases among them.
    """
    problems = list(_names(files))
    if problems:
        raise NoProtocol(problems)
    found: Protocol | None = None
    try:
        found = read(files)
        problems += _head(found, protocol)
    except ProtocolError as error:
        problems += error.problems
    except MeantimeError as error:
        problems.append(Problem(Place(PROTOCOL, 1), str(error)))
    try:
        cases_in(files)
    except ProtocolError as error:
        problems += error.problems
    if found is None or problems:
        raise NoProtocol(problems)
    return found


def problems_of(files: Mapping[str, str], protocol: str = "") -> tuple[Problem, ...]:
    """Everything that keeps documents from being a protocol."""
    try:
        checked(files, protocol)
    except NoProtocol as error:
        return error.problems
    return ()


def _names(files: Mapping[str, str]) -> Iterable[Problem]:
    if len(files) > _MOST_DOCUMENTS:
        yield Problem(Place(PROTOCOL, 1), "more documents than a protocol has", "Leave some out.")
    for name, text in files.items():
        if _NAME.fullmatch(name) is None:
            cure = "Its documents: protocol.md, decisions.md, cases.yaml, es.yaml and its like."
            yield Problem(Place(name[:80], 1), "not a document of a protocol", cure)
        elif len(text) > MOST_CHARACTERS:
            what = f"more than {MOST_CHARACTERS:,} characters"
            yield Problem(Place(name, 1), what, "Split the document.")
    for name in (PROTOCOL, DECISIONS):
        if not files.get(name, "").strip():
            yield Problem(Place(name, 1), "missing or empty", f"Add {name}.")


def _head(found: Protocol, protocol: str) -> Iterable[Problem]:
    place = Place(PROTOCOL, 1)
    if protocol and found.id != protocol:
        what = f"`protocol: {found.id}` names another protocol"
        yield Problem(place, what, f"Write `protocol: {protocol}`.")
    if _ID.fullmatch(found.id) is None:
        cure = "Use small letters, digits and hyphens: `protocol: light-peel`."
        yield Problem(place, f"`{found.id[:60]}` is not a name for a protocol", cure)
    if len(found.title) > _LONGEST_TITLE:
        yield Problem(place, "a title of more than 200 characters", "Shorten it.")
