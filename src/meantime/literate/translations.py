"""`es.yaml` and its like: what a protocol says to patients, in another language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from meantime.literate.fields import Fields
from meantime.literate.files import text_of
from meantime.literate.tree import Refused, Tree, parse
from meantime.model.problem import Problem, did_you_mean
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol
from meantime.model.translation import Translation

_KNOWN = ("language", "reviewed", "title", "rules", "limits", "questions", "phases", "series")
NOBODY = "nobody"


def read_translations(
    folder: Path, protocol: Protocol, problems: list[Problem]
) -> dict[str, Translation]:
    """The protocol's own sentences and those of every `xx.yaml` beside it, by language.

    A translation has to be whole: a sentence that is missing or that translates nothing is a
    problem, so that no patient ever gets half a page.
    """
    own = original(protocol)
    found = {SOURCE_LANGUAGE: own}
    for path in sorted(folder.glob("[a-z][a-z].yaml")):
        fields = _fields(path, problems)
        if fields is not None:
            found[path.stem] = _read(path.stem, fields, own)
    return found


def original(protocol: Protocol) -> Translation:
    """What the protocol itself says."""
    rules = protocol.rules.values()
    return Translation(
        SOURCE_LANGUAGE,
        "the protocol itself",
        protocol.title,
        {rule.id: rule.text for rule in rules},
        {rule.id: rule.limit for rule in rules if rule.limit},
        {item.id: item.question for item in protocol.features.values()},
        {phase.id: (phase.title, phase.text) for phase in protocol.phases},
        protocol.series.text if protocol.series else "",
    )


def _fields(path: Path, problems: list[Problem]) -> Fields | None:
    found: list[Problem] = []
    try:
        node = parse(text_of(path, found), path.name)
    except Refused as refused:
        found.append(refused.problem)
    else:
        if isinstance(node, Tree) and not found:
            return Fields(node, problems)
        found.append(Problem(node.place, "not a translation", "Write `language: es` and so on."))
    problems += found
    return None


def _read(language: str, fields: Fields, own: Translation) -> Translation:
    fields.only(_KNOWN, "in a translation")
    if fields.text("language") != language:
        place = fields.tree.keys.get("language", fields.tree.place)
        fields.problem(place, "`language` is not that of the file's name", f"Write {language}.")
    reviewed = fields.required("reviewed", f"Write who read it and when, or `{NOBODY}`.")
    series = fields.text("series")
    if bool(series) != bool(own.series):
        fields.problem(fields.tree.place, "`series` does not match", "Translate what is there.")
    return Translation(
        language,
        None if reviewed in ("", NOBODY) else reviewed,
        fields.required("title", "Translate the title."),
        _each(fields, "rules", own.rules),
        _each(fields, "limits", own.limits),
        _each(fields, "questions", own.questions),
        _phases(fields, own.phases),
        series,
    )


def _each(fields: Fields, key: str, wanted: Mapping[str, str]) -> dict[str, str]:
    inner = fields.inner(key)
    _whole(inner, key, wanted)
    return {name: inner.text(name) for name in wanted}


def _phases(fields: Fields, wanted: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    inner = fields.inner("phases")
    _whole(inner, "phases", wanted)
    found = {}
    for name in wanted:
        phase = inner.inner(name)
        phase.only(("title", "text"), f"in phase `{name}`")
        found[name] = (
            phase.required("title", "Translate its title."),
            phase.required("text", "Translate its sentence."),
        )
    return found


def _whole(inner: Fields, key: str, wanted: Collection[str]) -> None:
    for name, place in inner.tree.keys.items():
        if name not in wanted:
            inner.problem(place, f"`{name}` is not in {key}", did_you_mean(name, wanted))
    for name in wanted:
        if key != "phases":
            inner.required(name, f"Translate `{name}`.")
