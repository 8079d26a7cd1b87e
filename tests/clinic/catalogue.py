"""`make words`: what the clinic says, read from its code, and the files of its translations.

Spanish has all of it; Arabic has what patients see: see `of_patients`.

Read in Python, not with `xgettext`: that knows no alias of `gettext`, and need not be there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, TypeGuard

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import meantime.clinic

CLINIC = Path(meantime.clinic.__file__).parent
TRANSLATED = ("es", "ar")
# What patients see stands in these, and what is refused there.
_OF_PATIENTS = (
    "care/actions/screening.py",
    "care/asking.py",
    "care/templates/care/refused.html",
    "design/",
    "photos/",
    "portal/",
    "refusing.py",
    "reminders/actions/answering.py",
    "reminders/actions/notifying.py",
    "reminders/templates/reminders/notifications",
    "reminders/templates/reminders/notified.html",
    "reminders/texts.py",
    "reminders/views/notifications.py",
    "tenancy/actions/links.py",
    "tenancy/templates/429.html",
)
# But not these: pages of the staff, by what they are made of, and parts of such pages.
_OF_STAFF = re.compile(r"^@allowed\(|^{% extends \"clinic.html\"", re.MULTILINE)
_PARTS_OF_STAFF = (
    "design/navigation.py",
    "design/templates/clinic.html",
    "design/templates/design/top.html",
    "portal/templates/portal/alarm.html",
    "portal/templates/portal/waiting.html",
)

# Else the header would say now, and no two compiled files would be the same.
_MADE = datetime(2026, 11, 30, tzinfo=UTC)
_TRANSLATION = "django.utils.translation"
_NAMES = re.compile(r"(?P<plural>n?)(?P<context>p?)gettext(_lazy|_noop)?")
_TEXT = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_IN_TEMPLATES = re.compile(
    rf"\b(?P<name>_|n?p?gettext)\(\s*(?P<texts>{_TEXT}(?:\s*,\s*{_TEXT})*)", re.DOTALL
)


class Message(NamedTuple):
    """Words to translate. plural: empty where there is one form; context: what tells them apart."""

    text: str
    plural: str = ""
    context: str = ""


def po_of(language: str) -> Path:
    """Where the translations are written."""
    return CLINIC / "locale" / language / "LC_MESSAGES/django.po"


def mo_of(language: str) -> Path:
    """Where Django reads them."""
    return po_of(language).with_suffix(".mo")


def of_patients(file: Path) -> bool:
    """Whether a file of the clinic says something on pages that patients see."""
    name = file.relative_to(CLINIC).as_posix()
    return name.startswith(_OF_PATIENTS) and not _of_staff(file)


@cache
def _of_staff(file: Path) -> bool:
    """Whether only the staff see it; a part that pages include is theirs if all those pages are."""
    if file.relative_to(CLINIC).as_posix() in _PARTS_OF_STAFF:
        return True
    if _OF_STAFF.search(file.read_text(encoding="utf-8")):
        return True
    part = f'{{% include "{file.parent.name}/{file.name}"'
    pages = [
        page for page in CLINIC.rglob("templates/**/*.html") if part in page.read_text("utf-8")
    ]
    return bool(pages) and all(map(_of_staff, pages))


def messages(language: str = "es") -> list[Message]:
    """Every message of the code that a language has, once, in the order of the files."""
    found: dict[Message, None] = {}
    for file in sorted(CLINIC.rglob("*")):
        if "migrations" in file.parts or file.suffix not in (".py", ".html", ".txt"):
            continue
        if language == "ar" and not of_patients(file):
            continue
        if file.suffix == ".py":
            found |= dict.fromkeys(_of_python(file.read_text(encoding="utf-8")))
        elif file.suffix in (".html", ".txt") and "templates" in file.parts:
            found |= dict.fromkeys(_of_template(file.read_text(encoding="utf-8")))
    return [message for message in found if message.text]


def _of_python(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == _TRANSLATION
        for alias in node.names
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = known.get(call.func.id, "") if isinstance(call.func, ast.Name) else ""
        # A variable holds words that were marked elsewhere.
        if _NAMES.fullmatch(name) and not isinstance(call.args[0], ast.Name):
            yield _message(name, [str(told.value) for told in call.args if _is_text(told)])


def _is_text(told: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(told, ast.Constant) and isinstance(told.value, str)


def _of_template(source: str) -> Iterator[Message]:
    for call in _IN_TEMPLATES.finditer(templatize(source)):
        name = call["name"].replace("_", "gettext")
        texts = [ast.literal_eval(told[0]) for told in re.finditer(_TEXT, call["texts"])]
        yield _message(name, texts)


def _message(name: str, texts: list[str]) -> Message:
    """The message of a call. Raises ValueError for one that no translator would ever see."""
    kind = _NAMES.fullmatch(name)
    wanted = 1 + len(kind["plural"]) + len(kind["context"]) if kind else 0
    if len(texts) < wanted:
        raise ValueError(f"{name}({texts}) is not written out.")
    context = texts.pop(0) if kind and kind["context"] else ""
    return Message(texts[0], texts[1] if kind and kind["plural"] else "", context)


def translated(language: str = "es") -> Catalog:
    """The translations as they stand."""
    with po_of(language).open("rb") as file:
        found = read_po(file, locale=language, abort_invalid=True)
    found.creation_date = _MADE
    return found


def write(language: str) -> list[Message]:
    """Bring both files of a language to what the code says now. Returns what is not translated yet.

    Nothing is guessed and nothing kept that is said no more, so no entry is ever fuzzy.
    """
    before, after, missing = translated(language), Catalog(locale=language), []
    for message in messages(language):
        held = before.get(message.text, message.context or None)
        string = held.string if held else ""
        if not string or (message.plural and not all(string)):
            missing.append(message)
        ids = (message.text, message.plural) if message.plural else message.text
        after.add(ids, string, context=message.context or None)
    header = po_of(language).read_text(encoding="utf-8").partition("\n\n")[0]
    with po_of(language).open("wb") as file:
        file.write(f"{header}\n\n".encode())
        write_po(file, after, width=0, no_location=True, omit_header=True)
    mo_of(language).write_bytes(compiled(language))
    return missing


def compiled(language: str = "es") -> bytes:
    """What Django reads."""
    made = BytesIO()
    write_mo(made, translated(language))
    return made.getvalue()


if __name__ == "__main__":
    missing = [(language, one.text) for language in TRANSLATED for one in write(language)]
    sys.exit("\n".join(f"Not translated to {name}: {text}" for name, text in missing) or None)
