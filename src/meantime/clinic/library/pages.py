"""A protocol as a page: its headings and sentences, and what stands beside each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meantime.clinic.design.as_written import as_written, filled
from meantime.clinic.library.bands import Band, bands
from meantime.clinic.library.models import Version
from meantime.clinic.library.proof import to_mend
from meantime.clinic.library.reading import protocol_of
from meantime.literate.document import Block, read
from meantime.literate.fields import Fields
from meantime.literate.protocols import PROTOCOL
from meantime.literate.rules import verb_of
from meantime.model.protocol import Decision, Kind, Protocol
from meantime.model.rule import Barring, Outside, Rule, Strength, Urgency, Verb

# A text, or one that is translated when it is shown.
Words = Any

VERBS: Mapping[Verb, Words] = {
    Verb.AVOID: _("Avoid"),
    Verb.MAY: _("May"),
    Verb.DO: _("Do"),
    Verb.BAR: _("Treat only if not"),
    Verb.EXPECT: _("Expect"),
    Verb.CALL: _("Call about"),
    Verb.TELL: _("Ask first about"),
    Verb.STAFF: _("Staff does"),
}
_BARRING: Mapping[Barring, Words] = {
    Barring.REFUSE: _("no treatment"),
    Barring.DEFER: _("not yet"),
    Barring.REVIEW: _("a clinician decides"),
}
_URGENCY: Mapping[Urgency, Words] = {
    Urgency.EMERGENCY: _("an emergency"),
    Urgency.NOW: _("at once"),
    Urgency.SAME_DAY: _("the same day"),
    Urgency.NEXT_DAY: _("by the next day"),
}
_KINDS: Mapping[str, Words] = {
    "feature": _("Question"),
    "phase": _("Phase"),
    "series": _("Series"),
    "aside": _("Not a rule"),
}


class Passage(NamedTuple):
    """A sentence of the protocol, and what it is as a rule, a question, a phase, ...

    terms: the rest of the block in words. findings: what a proof found about it.
    """

    kind: str
    label: Words
    id: str
    text: str
    line: int
    about: tuple[str, ...]
    terms: tuple[Words, ...]
    window: Words
    bands: tuple[Band, ...]
    cites: tuple[str, ...]
    decisions: tuple[Decision, ...]
    assumption: bool
    findings: tuple[Mapping[str, Any], ...]


class Section(NamedTuple):
    """A heading and the sentences under it."""

    heading: str
    passages: tuple[Passage, ...]


def sections(version: Version) -> tuple[Section, ...]:
    """The whole document in its own order."""
    protocol, found = protocol_of(version), to_mend(version.certificate)
    blocks = read(version.files[PROTOCOL], PROTOCOL).blocks
    return tuple(
        Section(heading, tuple(_passage(protocol, block, found) for block in group))
        for heading, group in groupby(blocks, key=lambda block: block.heading)
    )


def with_words(found: Sequence[Section], asked: str) -> tuple[Section, ...]:
    """The sections with the sentences that have all words asked for, in them or in their rule."""
    words = asked.casefold().split()
    kept = (
        Section(part.heading, tuple(one for one in part.passages if _has(part, one, words)))
        for part in found
    )
    return tuple(part for part in kept if part.passages)


def _has(part: Section, passage: Passage, words: Sequence[str]) -> bool:
    said = (part.heading, passage.id, passage.text, passage.label, passage.window, *passage.about)
    text = " ".join(map(str, (*said, *passage.terms, *passage.cites))).casefold()
    return all(word in text for word in words)


def loose_findings(version: Version) -> list[Mapping[str, Any]]:
    """What a proof found that no sentence of the document is the place of; signatures left out."""
    protocol = protocol_of(version)
    shown = {*protocol.rules, *protocol.features, *(phase.id for phase in protocol.phases)}
    return [item for item in to_mend(version.certificate) if shown.isdisjoint(item["subjects"])]


def _passage(protocol: Protocol, block: Block, findings: Sequence[Mapping[str, Any]]) -> Passage:
    fields = Fields(block.tree, [])
    if verb_of(fields) is not None:
        return _rule(protocol, protocol.rules[fields.text("id")], findings)
    kind = next(name for name in _KINDS if name in fields)
    name = fields.text(kind)
    decisions = tuple(leaf.text for leaf in fields.leaves("decisions"))
    return Passage(
        kind,
        _KINDS[kind],
        "" if kind == "aside" else name,
        block.text,
        block.text_place.line,
        _about(protocol, kind, name),
        tuple(_terms(protocol, kind, name)),
        as_written(
            ", ".join(f"{key} {fields.text(key)}" for key in ("from", "until") if key in fields)
        ),
        (),
        tuple(leaf.text for leaf in fields.leaves("aside" if kind == "aside" else "cites")),
        tuple(protocol.decisions[item] for item in decisions),
        False,
        tuple(item for item in findings if name and name in item["subjects"]),
    )


def _about(protocol: Protocol, kind: str, name: str) -> tuple[str, ...]:
    if kind != "feature":
        return ()
    return (protocol.concepts[protocol.features[name].concept].label(),)


def _terms(protocol: Protocol, kind: str, name: str) -> Iterator[Words]:
    if kind == "feature":
        dated = protocol.features[name].kind is Kind.DATE
        yield _("answered with a date") if dated else _("answered with yes or no")
        if protocol.features[name].report:
            yield _("asked again after the session")
    series = protocol.series
    if kind == "series" and series is not None:
        yield _("%(least)d to %(most)d sessions") % series._asdict()
        yield _("%(interval_days)d days apart at least") % series._asdict()


def _rule(protocol: Protocol, rule: Rule, findings: Sequence[Mapping[str, Any]]) -> Passage:
    return Passage(
        "rule",
        VERBS[rule.verb],
        rule.id,
        rule.text,
        rule.place.line,
        labels(protocol, rule),
        tuple(_rule_terms(protocol, rule)),
        _("at the session") if rule.verb is Verb.BAR else as_written(rule.window.words),
        bands(rule),
        tuple(map(str, rule.cites)),
        tuple(protocol.decisions[name] for name in rule.decisions),
        rule.assumption,
        tuple(item for item in findings if rule.id in item["subjects"]),
    )


def labels(protocol: Protocol, rule: Rule) -> tuple[str, ...]:
    """What a rule is about, in words; for a bar the questions."""
    if rule.verb is Verb.BAR:
        return tuple(protocol.features[name].question for name in rule.about)
    return tuple(protocol.concepts[name].label() for name in rule.about)


def _rule_terms(protocol: Protocol, rule: Rule) -> Iterator[Words]:
    """Everything else that a rule says, a piece each."""
    if rule.bar is not None:
        yield _("a yes means: %(what)s") % {"what": _BARRING[rule.bar]}
    if rule.exceptions:
        names = ", ".join(protocol.concepts[name].label() for name in rule.exceptions)
        yield filled(_("except %(names)s"), names=names)
    if rule.condition_words:
        yield filled(_("if %(what)s"), what=rule.condition_words)
    if rule.once:
        question = protocol.features[rule.once].question
        yield filled(_("once the answer is yes: %(what)s"), what=question)
    if rule.every_minutes:
        yield _every(rule.every_minutes)
    if rule.lead_days:
        yield _("has to begin %(count)d days before") % {"count": rule.lead_days}
    if rule.after_last:
        yield _("until %(count)d days after the date") % {"count": rule.after_last}
    yield from _manner(rule)


def _every(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        text = ngettext("every %(count)d minute", "every %(count)d minutes", minutes)
        return text % {"count": minutes}
    return ngettext("every %(count)d hour", "every %(count)d hours", hours) % {"count": hours}


def _manner(rule: Rule) -> Iterator[Words]:
    if rule.strength is Strength.PREFERRED:
        yield _("better, not a must")
    if rule.outside is not Outside.ALLOWED:
        yield (
            _("outside its time: ask")
            if rule.outside is Outside.ASK
            else _("outside its time: nothing is said")
        )
    if rule.route:
        yield _("ask the clinic") if rule.route == "clinic" else _("ask the prescriber")
    if rule.urgency is not None:
        yield _URGENCY[rule.urgency]
    if rule.limit:
        yield filled(_("normal: %(what)s"), what=rule.limit)


class Asked(NamedTuple):
    """A question, what it is about, and which rules its answer decides."""

    id: str
    question: str
    dated: bool
    about: str
    cites: tuple[str, ...]
    rules: tuple[str, ...]


def questions(protocol: Protocol) -> list[Asked]:
    """Every question of a protocol."""
    return [
        Asked(
            item.id,
            item.question,
            item.kind is Kind.DATE,
            protocol.concepts[item.concept].label(),
            tuple(map(str, item.cites)),
            tuple(rule.id for rule in protocol.rules.values() if _asks(protocol, rule, item.id)),
        )
        for item in protocol.features.values()
    ]


def _asks(protocol: Protocol, rule: Rule, name: str) -> bool:
    """Whether the answer to a question matters for a rule."""
    if rule.verb is Verb.BAR and name in rule.about:
        return True
    words = rule.condition_words.replace("(", " ").replace(")", " ").split()
    return name == rule.once or name in words or name in protocol.washed_out.get(rule.id, ())
