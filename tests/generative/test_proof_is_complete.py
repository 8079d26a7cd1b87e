"""Whatever a person anywhere meets, the proof has seen: its cells leave nobody out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from meantime.answers.asking import WORDS
from meantime.comparing import diff
from meantime.engines.reference import ReferenceTimeline
from meantime.engines.reference.placing import Edge
from meantime.engines.reference.resolving import stances
from meantime.linting import lint
from meantime.literate.protocols import load
from meantime.model.case import Case
from meantime.model.concept import Concept, Vocabulary
from meantime.model.protocol import Protocol
from meantime.model.rule import Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Segment, Stance
from meantime.model.timing import END, START, Elapsed, Midnight
from meantime.proving.sessions import Session
from meantime.proving.shapes import order_of, shape_of, shapes
from tests.generative import oracle, strategies
from tests.golden.test_zones import ZONES, moments

usual = settings(max_examples=40, deadline=None)
# Samoa left out a whole day in 2011: a change of the clocks by more than the proof is about.
CLOCKS = tuple(zone for zone in strategies.ZONES if zone != "Pacific/Apia")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

EDGES = (
    *(Edge(Elapsed(START, -24 * 60), later) for later in (False, True)),
    *(Edge(Elapsed(END, 60 * hours), later) for hours in (4, 24, 72) for later in (False, True)),
    *(Edge(Midnight(START, days), later) for days in (-3, 0) for later in (False, True)),
    *(Edge(Midnight(END, days), later) for days in (1, 2, 4) for later in (False, True)),
    Edge(Midnight("peel", -4), False),
)
PROTOCOL = replace(
    strategies.protocol_of(Vocabulary({"cream": Concept("cream", {"en": ("cream",)})}), {}, []),
    anchors=("peel",),
    duration_minutes=60,
)


def sessions_around(zone: str, change: datetime) -> Iterator[Case]:
    """Sessions near a change of the clocks whose edges fall on it, before it and after it."""
    for number, ahead in enumerate((-4 * DAY, -DAY, -23 * HOUR, -4 * HOUR, HOUR, DAY, 3 * DAY)):
        start = change + ahead + timedelta(minutes=7 * number)
        peel = {"peel": start.date() - DAY * (number + 1)} if number % 2 else {}
        yield Case(start, zone, start + HOUR * (3 * number), anchors=peel)
        yield Case(start, zone, anchors=peel, performed=True)


def test_every_order_that_any_change_of_the_clocks_brings_is_among_the_shapes() -> None:
    known = {order_of(shape) for shape in shapes(PROTOCOL, EDGES)}
    missing = [
        (case.zone, case.start)
        for zone in ZONES
        for change in moments(zone)
        if is_usual(zone, change)
        for case in sessions_around(zone, change)
        if order_of(shape_of(PROTOCOL, case, _session(case), EDGES)) not in known
    ]
    assert missing == []


TWO_ANCHORS = (
    Edge(Midnight("peel", -4), False),
    Edge(Midnight("dose", 6), True),
    Edge(Midnight(START, -7), False),
    Edge(Elapsed(END, 24 * 60), True),
)


def test_every_order_of_two_further_anchors_is_among_the_shapes() -> None:
    protocol = replace(PROTOCOL, anchors=("peel", "dose"))
    known = {order_of(shape) for shape in shapes(protocol, TWO_ANCHORS)}
    start = datetime(2027, 6, 15, 16, tzinfo=UTC)
    for peel in range(40):
        for dose in range(40):
            days = {"peel": start.date() - DAY * peel, "dose": start.date() - DAY * dose}
            case = Case(start, "America/New_York", start + HOUR, anchors=days)
            assert order_of(shape_of(protocol, case, _session(case), TWO_ANCHORS)) in known


def is_usual(zone: str, change: datetime) -> bool:
    """Whether the clocks change by an hour at most; on two Antarctic stations they do by three."""
    before, after = (
        moment.astimezone(oracle.zone_of(zone)).utcoffset() for moment in (change - HOUR, change)
    )
    assert before is not None and after is not None
    return abs(after - before) <= HOUR


def _session(case: Case) -> Session:
    return Session(case.zone, date(2027, 1, 1), case.start, case.end)


def opposed_for(protocol: Protocol, case: Case) -> Iterator[tuple[str, str]]:
    """Each two rules of which one plainly allows a person what the other forbids."""
    timeline = ReferenceTimeline(protocol, case)
    for concept in protocol.concepts:
        bound = {rule.id for rule in protocol.bound[concept]}
        said = [
            reason
            for placed in timeline.placed
            if placed.rule.id in bound
            for reason in stances(placed)
        ]
        for soft in said:
            for strict in said:
                if (
                    soft.stance is Stance.PERMITTED
                    and soft.rule.verb in (Verb.MAY, Verb.DO)
                    and strict.stance is Stance.PROHIBITED
                    and strict.rule is not soft.rule
                    and max(soft.begin, strict.begin) < min(soft.end, strict.end)
                ):
                    yield soft.rule.id, strict.rule.id


@usual
@given(st.data())
def test_whatever_a_person_finds_opposed_is_among_the_findings(data: st.DataObject) -> None:
    protocol = data.draw(strategies.protocols())
    case = replace(data.draw(strategies.cases(zones=CLOCKS)), earlier=())
    found = {item.subjects[:2] for item in lint(protocol).findings if item.check == "opposed"}
    assert found.issuperset(opposed_for(protocol, case))


@usual
@given(st.data())
def test_whatever_answer_turns_for_a_person_is_among_the_differences(data: st.DataObject) -> None:
    old = data.draw(strategies.protocols())
    number = data.draw(st.integers(0, len(old.rules) - 1))
    changed = data.draw(strategies.new_rules(old, strategies.ANY))
    rules = list(old.rules.values())
    rules[number] = replace(changed, id=rules[number].id)
    new = strategies.with_rules(old, rules)
    case = replace(data.draw(strategies.cases(zones=CLOCKS)), earlier=())
    known = {
        (name, turn.before, turn.after) for turn in diff(old, new).turned for name in turn.concepts
    }
    assert known.issuperset(turned_for(old, new, case))


def turned_for(old: Protocol, new: Protocol, case: Case) -> Iterator[tuple[str, str, str]]:
    before, after = (ReferenceTimeline(protocol, case) for protocol in (old, new))
    for concept in old.concepts:
        cells = before.of(concept), after.of(concept)
        for moment in sorted({cell.begin for timeline in cells for cell in timeline}):
            words = [word_at(timeline, moment) for timeline in cells]
            if words[0] != words[1]:
                yield concept, words[0], words[1]


def word_at(segments: Iterable[Segment], moment: datetime) -> str:
    return next(
        WORDS[segment.ruling.stance]
        for segment in segments
        if segment.begin <= moment < segment.end
    )


def test_the_shipped_protocol_is_certified() -> None:
    report = lint(load("microneedling"))
    assert report.is_clean, [
        item.sentence for item in report.findings if item.severity != "unsigned"
    ]
    assert report.certificate is not None
    assert report.certificate.cells == report.cells > 6_000


def test_all_of_time_is_covered_in_every_cell() -> None:
    from meantime.proving.cells import groups, rows

    protocol = load("microneedling")
    group = protocol.bound["retinoid"]
    assert group in groups(protocol)
    for row in rows(protocol, group):
        edges = [(stretch.begin, stretch.end) for stretch in row.stretches]
        assert edges[0][0] == BEFORE_ALL
        assert edges[-1][1] == AFTER_ALL
        assert all(one[1] == two[0] for one, two in zip(edges, edges[1:], strict=False))
