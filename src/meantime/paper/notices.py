"""What stands above all: that nobody reviewed the translation, that the date does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from meantime.model.protocol import SOURCE_LANGUAGE
from meantime.paper import dates
from meantime.paper.languages import LANGUAGES
from meantime.paper.sheet import Notice
from meantime.paper.telling import Telling


def notices(telling: Telling) -> Iterator[Notice]:
    """The notices of a sheet: first of all why its date does not hold."""
    yield from _of_the_date(telling)
    if telling.translation.reviewed is None:
        source = LANGUAGES[SOURCE_LANGUAGE]
        yield from (Notice(said.unreviewed, said.language) for said in (telling.words, source))


def _of_the_date(telling: Telling) -> Iterator[Notice]:
    words, verdict = telling.words, telling.verdict
    if verdict is None or telling.begun:
        return
    said = {
        "review": words.review,
        "deferred": words.deferred,
        "contraindicated": words.contraindicated,
    }
    if verdict.governing is not None:
        why = [telling.translation.rules[verdict.governing.rule.id]]
        if verdict.earliest is not None and verdict.earliest > verdict.day:
            why.append(words.not_before.format(day=dates.long_day(words, verdict.earliest)))
        yield Notice(said[verdict.governing.status], words.language, tuple(why))
    if verdict.status == "incomplete":
        yield Notice(words.incomplete, words.language)
