"""What can never matter: rules, conditions, windows, decisions and questions without effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from meantime.engines.reference.placing import Edge, edges_of
from meantime.linting.conflicts import Conflicts
from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.condition import ALWAYS, features_in
from meantime.model.protocol import Decision, Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import Reason, Stance
from meantime.model.truth import Truth
from meantime.proving.cells import Row, is_decidable, situations
from meantime.proving.shapes import Shape, shapes

_RULING = frozenset({Verb.AVOID, Verb.MAY})


class Mattering:
    """Looks at every row for the rules without which an answer would be another."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._matters: set[str] = set()
        self._allowing: set[str] = set()
        self._looked: set[str] = set()

    def look(self, row: Row) -> None:
        """Note the rules that decide something alone, and those that ever allow something."""
        self._looked.update(rule.id for rule in row.group)
        for stretch in row.stretches:
            self._matters.update(_alone(stretch.reasons))
            for why in stretch.reasons:
                if why.stance is Stance.PERMITTED:
                    self._allowing.add(why.rule.id)

    def findings(self, excused: Collection[str]) -> Iterator[Finding]:
        """Rules that change no answer but for those excused, and what is set aside and does."""
        yield from self._set_aside()
        for rule in self._protocol.rules.values():
            if rule.id not in self._looked:
                continue
            if rule.verb is Verb.MAY and rule.id not in self._allowing:
                yield _finding(
                    "permission",
                    f"`{rule.id}` never allows anything.",
                    "Mend when or for whom it allows it.",
                    rule,
                )
            elif rule.verb in _RULING and rule.id not in self._matters and rule.id not in excused:
                yield _finding(
                    "rule",
                    f"`{rule.id}` never changes an answer: another rule always stands over it.",
                    "Take it out, or add a decision that keeps it as written: `yields`.",
                    rule,
                )

    def _set_aside(self) -> Iterator[Finding]:
        """Rules that a decision takes off the patient's page, and that still forbid something."""
        for name in sorted(self._protocol.yielding.intersection(self._matters)):
            rule = self._protocol.rules[name]
            yield Finding(
                Kind.CONFLICT,
                "set-aside",
                Severity.ERROR,
                f"`{name}` yields, so no patient reads it, and yet it decides something alone.",
                "Name it in `prevails`, or change it so that a stricter rule always covers it.",
                (name,),
                (rule.place,),
                rule.cites,
            )


def _alone(reasons: Iterable[Reason]) -> Iterable[str]:
    """The rule that takes the strictest stance, where no other rule takes it too."""
    known = list(reasons)
    strictest = max((why.stance for why in known), default=None)
    taking = {why.rule.id for why in known if why.stance is strictest}
    return taking if len(taking) == 1 else ()


def conditions(protocol: Protocol) -> Iterator[Finding]:
    """Conditions that are always so, or never."""
    for rule in protocol.rules.values():
        if not is_decidable((rule,)):
            continue
        holds = {situation.holds[0] for situation in situations((rule,))}
        if Truth.YES not in holds:
            yield _finding(
                "condition",
                f"`{rule.id}` never holds: its condition `{rule.condition_words}` cannot be met.",
                "Mend the condition, or take the rule out.",
                rule,
            )._replace(severity=Severity.ERROR)
        elif rule.condition is not ALWAYS and holds <= {Truth.YES, Truth.UNKNOWN}:
            yield _finding(
                "condition",
                f"The condition `{rule.condition_words}` of `{rule.id}` is always met.",
                "Leave the condition out.",
                rule,
            )


def windows(protocol: Protocol) -> Iterator[Finding]:
    """Windows that are never open."""
    for rule in protocol.rules.values():
        begin, end = edges_of(rule)[:2]
        edges = [edge for edge in (begin, end) if isinstance(edge, Edge)]
        if not any(
            _instant(shape, begin) < _instant(shape, end) for shape in shapes(protocol, edges)
        ):
            yield _finding(
                "window",
                f"The window of `{rule.id}` ({rule.window.words}) is never open.",
                "Let it end after it begins.",
                rule,
            )


def _instant(shape: Shape, edge: Edge | datetime) -> datetime:
    return shape.instants[edge] if isinstance(edge, Edge) else edge


def decisions(protocol: Protocol, conflicts: Conflicts) -> Iterator[Finding]:
    """Decisions that settle nothing."""
    used = {name for rule in protocol.rules.values() for name in rule.decisions}
    used |= {name for aside in protocol.asides for name in aside.decisions}
    used |= set(protocol.series.decisions if protocol.series else ())
    for item in protocol.decisions.values():
        if item.id not in used and not item.prevails and not item.yields:
            yield _settles_nothing(item, "no rule rests on it and it names none")
        for rule in item.yields:
            if not conflicts.yields_to(rule, item.prevails):
                yield _settles_nothing(item, f"`{rule}` opposes none of the rules that prevail")


def _settles_nothing(decision: Decision, why: str) -> Finding:
    return Finding(
        Kind.DEAD,
        "decision",
        Severity.WARNING,
        f"Decision {decision.id} settles nothing: {why}.",
        "Name the rules it is about, or take it out.",
        (decision.id,),
        (decision.place,),
        decision.places,
    )


def duplicates(protocol: Protocol) -> Iterator[Finding]:
    """Rules that say the same of the same at the same time."""
    alike: dict[object, list[Rule]] = defaultdict(list)
    for rule in protocol.rules.values():
        meaning = rule.to_dict()
        for words in ("text", "cites", "decisions", "assumption", "window", "about", "except"):
            del meaning[words]
        window = rule.window._replace(words="")
        scope = protocol.scope(rule) if rule.bar is None else frozenset(rule.about)
        alike[scope, window, rule.condition, tuple(sorted(meaning.items(), key=str))].append(rule)
    for rules in alike.values():
        if len(rules) > 1:
            names = " and ".join(f"`{rule.id}`" for rule in rules)
            yield Finding(
                Kind.DEAD,
                "duplicate",
                Severity.WARNING,
                f"{names} say the same.",
                "Keep one of them, with the places of all.",
                tuple(rule.id for rule in rules),
                tuple(rule.place for rule in rules),
                tuple(dict.fromkeys(place for rule in rules for place in rule.cites)),
            )


def questions(protocol: Protocol) -> Iterator[Finding]:
    """Questions whose answer changes nothing."""
    rules = protocol.rules.values()
    used = {name for rule in rules for name in features_in(rule.condition)}
    used |= {rule.once for rule in rules if rule.once}
    used |= {name for rule in rules if rule.bar is not None for name in rule.about}
    used |= {name for names in protocol.washed_out.values() for name in names}
    for feature in protocol.features.values():
        if feature.id not in used:
            yield Finding(
                Kind.DEAD,
                "question",
                Severity.WARNING,
                f"The question `{feature.id}` is asked, and its answer changes nothing.",
                "Use it in a rule, or do not ask it.",
                (feature.id,),
                cites=feature.cites,
            )


def _finding(check: str, sentence: str, cure: str, rule: Rule) -> Finding:
    return Finding(
        Kind.DEAD,
        check,
        Severity.WARNING,
        sentence,
        cure,
        (rule.id,),
        (rule.place,),
        rule.cites,
    )
