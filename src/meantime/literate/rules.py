"""A rule block and the sentence above it, as a Rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meantime.literate import phrases
from meantime.literate.document import Block
from meantime.literate.fields import Fields
from meantime.model.citation import Citation
from meantime.model.concept import Vocabulary
from meantime.model.condition import ALWAYS, Condition
from meantime.model.problem import Problem
from meantime.model.protocol import Decision, Feature, Kind
from meantime.model.rule import Barring, Outside, Rule, Strength, Urgency, Verb
from meantime.model.timing import END, Elapsed, Midnight, MonthsAway, Point, Window

_COMMON = ("id", "if", "cites", "decisions", "assumption")
_TIMES = ("from", "until")
_OWN: Mapping[Verb, tuple[str, ...]] = {
    Verb.AVOID: (*_TIMES, "except", "once", "strength", "outside"),
    Verb.MAY: (*_TIMES, "except", "once"),
    Verb.DO: (*_TIMES, "every", "strength"),
    Verb.BAR: ("so", "lead", "lasts"),
    Verb.EXPECT: (*_TIMES, "limit"),
    Verb.CALL: (*_TIMES, "act"),
    Verb.TELL: (*_TIMES, "except", "route"),
    Verb.STAFF: _TIMES,
}
FIELDS = frozenset((*_COMMON, *(key for own in _OWN.values() for key in own)))
_ROUTES = ("clinic", "prescriber")
_OPEN = "open"
_ANY_TIME = "any time"


@dataclass(slots=True)
class Context:
    """What a rule may refer to."""

    vocabulary: Vocabulary
    features: Mapping[str, Feature]
    decisions: Mapping[str, Decision]
    anchors: tuple[str, ...]
    cite: Callable[[str], Citation]


def verb_of(fields: Fields) -> Verb | None:
    """The verb of a block, if it is a rule at all."""
    return next((verb for verb in Verb if verb.value in fields), None)


def read_rule(block: Block, verb: Verb, context: Context, problems: list[Problem]) -> Rule:
    """The rule of a block; whatever is wrong is added to `problems`, and reading goes on."""
    fields = Fields(block.tree, problems)
    fields.only({verb.value, *_COMMON, *_OWN[verb]}, f"in a rule with `{verb}`")
    if not block.text:
        fields.problem(block.tree.place, "a rule without its sentence", "Write it right above.")
    decisions = fields.names("decisions", context.decisions, "decision")
    cites = fields.each("cites", context.cite)
    carrying = [
        item
        for item in context.decisions.values()
        if item.id in decisions or fields.text("id") in (*item.prevails, *item.yields)
    ]
    unsigned = any(item.signed is None for item in carrying)
    assumed = unsigned if carrying else fields.flag("assumption")
    if not cites and not fields.flag("assumption"):
        cure = "Write `cites: before 2`, or `assumption: yes` where the handout does not say it."
        fields.problem(block.tree.place, "a rule that cites nothing", cure)
    known = context.features if verb is Verb.BAR else context.vocabulary.concepts
    about = fields.names(verb.value, known, "feature" if verb is Verb.BAR else "concept")
    if not fields.leaves(verb.value):
        place = block.tree.keys[verb.value]
        fields.problem(place, f"`{verb}` names nothing", f"Write `{verb}: [retinoid]`.")
    every = fields.parsed("every", phrases.minutes, 0)
    return Rule(
        id=fields.required("id", "Give every rule a name of its own: `id: no-gym`."),
        verb=verb,
        about=about,
        text=block.text,
        place=block.text_place,
        heading=block.heading,
        exceptions=fields.names("except", context.vocabulary.concepts, "concept"),
        window=_window(fields, verb, context),
        condition=_condition(fields, context),
        condition_words=fields.text("if"),
        once=fields.one("once", _yes_no(context), "yes-no feature"),
        strength=fields.choice("strength", Strength, Strength.REQUIRED),
        outside=fields.choice("outside", Outside, Outside.ALLOWED),
        route=fields.one("route", _ROUTES, "route"),
        every_minutes=every or None,
        bar=fields.choice("so", Barring, Barring.REFUSE) if verb is Verb.BAR else None,
        urgency=fields.choice("act", Urgency, Urgency.NOW) if verb is Verb.CALL else None,
        limit=fields.text("limit"),
        lead_days=fields.parsed("lead", phrases.days, 0),
        after_last=fields.parsed("lasts", phrases.days, 0) or None,
        cites=cites,
        decisions=decisions,
        assumption=assumed,
    )


def _condition(fields: Fields, context: Context) -> Condition:
    found = fields.parsed("if", lambda text: phrases.condition(text, _yes_no(context)), None)
    return found or ALWAYS


def _yes_no(context: Context) -> list[str]:
    return [item.id for item in context.features.values() if item.kind is Kind.YES_NO]


def _window(fields: Fields, verb: Verb, context: Context) -> Window:
    if verb is Verb.BAR:
        return Window(None, Elapsed(END), words="until the session is over")
    opens = _point(fields, "from", context, closing=False)
    closes = _point(fields, "until", context, closing=True)
    if opens is None and closes is None and "from" not in fields:
        cure = "Write `from: 3 days before` or `until: 24 hours after`."
        fields.problem(fields.tree.place, "a rule without a time", cure)
    if verb is Verb.MAY and "from" not in fields:
        fields.problem(fields.tree.place, "`may` without `from`", "Write from when it is allowed.")
    if verb is not Verb.AVOID and any(grade and grade.preferred for grade in (opens, closes)):
        cure = "Only `avoid` knows a preferred number; write one number."
        fields.problem(fields.tree.place, f"a graded time in a rule with `{verb}`", cure)
    begin = opens.required if opens else _unsaid_begin(fields)
    return Window(
        begin,
        closes.required if closes else _unsaid_end(fields, verb, begin),
        opens.preferred if opens else None,
        closes.preferred if closes else None,
        _words(fields),
        implied_end=closes is None,
    )


def _unsaid_begin(fields: Fields) -> Point | None:
    return None if fields.text("from") == _ANY_TIME else Elapsed(END)


def _unsaid_end(fields: Fields, verb: Verb, begin: Point | None) -> Point | None:
    """When a prohibition ends that does not say so.

    One before the session that counts hours lasts until it is over, one that counts days to the
    end of the day itself. One after it has to say its end.
    """
    if verb is not Verb.AVOID or fields.text("until") == _OPEN:
        return None
    if isinstance(begin, (Midnight, MonthsAway)) and begin.anchor != END:
        return Midnight(END, 1)
    unread = "until" in fields or fields.text("from") != END
    if begin == Elapsed(END) and unread:
        return Elapsed(END)
    if begin is not None and begin.anchor == END:
        cure = "Write `until: 24 hours after`, or `until: open` where nobody has set an end."
        fields.problem(fields.tree.place, "`avoid` after the session without an end", cure)
    return Elapsed(END)


def _point(fields: Fields, key: str, context: Context, *, closing: bool) -> phrases.Graded | None:
    if fields.text(key) == (_OPEN if closing else _ANY_TIME):
        return None
    return fields.parsed(
        key, lambda text: phrases.point(text, context.anchors, closing=closing), None
    )


def _words(fields: Fields) -> str:
    parts = [f"{key} {fields.text(key)}" for key in ("from", "until") if key in fields]
    return ", ".join(parts)
