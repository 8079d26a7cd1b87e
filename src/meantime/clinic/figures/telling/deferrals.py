"""Which rules stood against sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meantime.clinic.design.as_written import as_written
from meantime.clinic.figures import drawing, reading
from meantime.clinic.figures.months import Span
from meantime.clinic.figures.telling.figure import Cell, Column, Figure, few, kept
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Clinic
from meantime.model.problem import MeantimeError
from meantime.model.protocol import SOURCE_LANGUAGE

_DRAWN = 12  # so many bars; the table has every rule
_LETTERS = 48  # as many as fit over a bar; the table has the whole sentence


def deferrals(clinic: Clinic, span: Span, least: int) -> Figure:
    """The governing rules of verdicts, by how many sessions each stood against."""
    found = reading.deferrals(clinic, span)
    sentences = _sentences(reading.newest_versions(clinic, found))
    rows = [_row(one, sentences, least) for one in found]
    words = drawing.Words(
        "deferrals",
        _("What stood against sessions"),
        _("One bar a rule: sessions it stood against at booking, and those it met only later."),
    )
    return Figure(
        name=words.name,
        title=words.title,
        how=(
            _("Of each verdict that is not “eligible”, the worst finding counts."),
            _("“At booking” is the first verdict of a session; “ever” is any verdict of it."),
            _("A session counts once for a rule, in the month of its day."),
        ),
        columns=(
            Column("rule", _("Rule"), _named),
            Column("sentence", _("What patients are told"), _as_it_is),
            Column("protocol", _("Protocol")),
            Column("at_booking", _("At booking")),
            Column("ever", _("Ever")),
        ),
        rows=rows,
        plots=[drawing.bars(words, [_bar(row) for row in rows[:_DRAWN]])] if rows else [],
        legend=(("stop", _("At booking")), ("care", _("Only later"))),
    )


def _row(
    one: reading.Deferral, sentences: Mapping[tuple[str, str], str], least: int
) -> Sequence[Cell]:
    first, ever = kept(one.first, least), kept(one.ever, least)
    if 0 < one.ever.people - one.first.people < least:
        first = None  # else the few who met it later could be worked out
    sentence = sentences.get((one.protocol, one.rule), "") if one.rule else _bare(one.status)
    return (one.rule or one.status, sentence, one.protocol, first, ever)


def _bare(status: str) -> str:
    """What is said where a verdict has no rule."""
    if status == "incomplete":
        return _("Some questions were not answered yet.")
    return _("The person was erased, and the reason with them.")


def _named(rule: str) -> str:
    return _("Questions open") if rule == "incomplete" else rule


def _as_it_is(sentence: str) -> str:
    return sentence


def _sentences(versions: Mapping[str, Version]) -> dict[tuple[str, str], str]:
    """By protocol and rule, what patients are told, in the language of the page."""
    language = (get_language() or SOURCE_LANGUAGE).partition("-")[0]
    found: dict[tuple[str, str], str] = {}
    for name, version in versions.items():
        try:
            protocol = protocol_of(version)
        except MeantimeError:
            continue  # of another Meantime: its rules keep their ids
        spoken = protocol.translations.get(language)
        rules = spoken.rules if spoken else {}
        for rule in protocol.rules.values():
            found[name, rule.id] = rules.get(rule.id) or as_written(rule.text)
    return found


def _bar(row: Sequence[Any]) -> drawing.Bar:
    rule, sentence, _protocol, first, ever = row
    named = sentence if rule not in ("", "incomplete") else ""
    label = shorten(named, _LETTERS, placeholder=" …") or _named(rule)
    if first is None or ever is None:
        return drawing.Bar(label, (), few() if ever is None else _("ever: %(n)d") % {"n": ever})
    told = {"rule": label, "first": first, "later": ever - first}
    parts = (
        drawing.Segment(first, "stop", _("%(rule)s, at booking: %(first)d") % told),
        drawing.Segment(ever - first, "care", _("%(rule)s, only later: %(later)d") % told),
    )
    return drawing.Bar(label, parts, str(ever))
