""" "May I ...?" for many people: the answer to chosen concepts at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import BLOCK, Block
from meantime.engines.columnar.calendar import Clocks
from meantime.engines.columnar.kernel import Number, compiled
from meantime.engines.columnar.limits import NO_MOMENT
from meantime.engines.columnar.machine import prepare
from meantime.engines.columnar.memory import Memory
from meantime.engines.columnar.placing import AFTER_ALL, Room, Sessions, place_session
from meantime.engines.columnar.rule_tables import (
    ASK,
    EXPECT,
    PERMITTED,
    SILENT,
    RuleProgram,
    RuleTables,
)
from meantime.engines.columnar.stances import Reasons, add_reasons
from meantime.engines.columnar.tables import Tables
from meantime.model.concept import Prescription
from meantime.model.problem import MeantimeError, did_you_mean
from meantime.model.protocol import Protocol

NO_RULE = -1


class Asked(NamedTuple):
    """Chosen concepts as numbers.

    first: where each concept's names begin; the names are the concept itself and whatever is
    narrower and has a rule. bound: for each name and rule whether the rule binds it. relevant:
    whether a rule binds any name. prescribed: whether a concept normally is a prescription.
    """

    first: NDArray[np.int64]
    bound: NDArray[np.bool_]
    relevant: NDArray[np.bool_]
    prescribed: NDArray[np.bool_]


class Answered(NamedTuple):
    """A row a concept, a place a person: stance, the moment it changes, the rule that says it."""

    stance: NDArray[np.int8]
    until: NDArray[np.int64]
    rule: NDArray[np.int16]


class Lead(NamedTuple):
    """For each rule that decides one person's answer: which of them explains it best.

    The one that holds longest does; of two, the one that came first. name, reach, place: the first
    name it came with, its end there, and its place. end: its end where it came last.
    """

    name: NDArray[np.int64]
    reach: NDArray[np.int64]
    place: NDArray[np.int64]
    end: NDArray[np.int64]


def lead_for(tables: RuleTables) -> Lead:
    """Room for the rules of a protocol."""
    return Lead(*(np.zeros(len(tables.verb), np.int64) for _ in range(4)))


def asked(protocol: Protocol, program: RuleProgram, concepts: Sequence[str]) -> Asked:
    """The concepts as numbers. Raises MeantimeError for one that the vocabulary does not have."""
    vocabulary, first, bound = protocol.vocabulary, [0], []
    for concept in concepts:
        if concept not in vocabulary.concepts:
            raise MeantimeError(
                f"concept `{concept}` is unknown. {did_you_mean(concept, vocabulary.concepts)}"
            )
        narrower = sorted(vocabulary.below(concept) & protocol.ruled)
        for name in dict.fromkeys((concept, *narrower)):
            binding = {rule.id for rule in protocol.bound[name]}
            bound.append([rule.id in binding for rule in program.rules])
        first.append(len(bound))
    table = np.array(bound, np.bool_).reshape(-1, len(program.rules))
    usual = [vocabulary.concepts[name].prescription is Prescription.USUAL for name in concepts]
    return Asked(
        np.array(first, np.int64),
        table,
        np.any(table, axis=0, keepdims=False),
        np.array(usual, np.bool_),
    )


@compiled
def _gather(
    clocks: Clocks,
    tables: RuleTables,
    memory: Memory,
    sessions: Sessions,
    question: Asked,
    person: Number,
    lane: Number,
    at: int,
    block: Block,
    room: Room,
    reasons: Reasons,
) -> None:
    """All that this session and the ones before it say of the concepts."""
    rules = question.relevant.size
    start, end = memory.start[person], sessions.end[person]
    performed = sessions.performed[person]
    place_session(clocks, tables, memory, person, start, end, performed or at >= start, room)
    for rule in range(rules):
        if question.relevant[rule]:
            add_reasons(tables, rule, block, lane, room, reasons)
    for visit in range(sessions.first_visit[person], sessions.first_visit[person + np.uint64(1)]):
        before, over = sessions.visit_start[visit], sessions.visit_end[visit]
        unplanned = performed or at >= start or before != start
        place_session(clocks, tables, memory, person, before, over, unplanned, room)
        for rule in range(rules):
            if question.relevant[rule] and tables.is_after[rule]:
                add_reasons(tables, rule, block, lane, room, reasons)


@compiled
def _of_name(question: Asked, name: int, moment: int, reasons: Reasons) -> int:
    """The strictest stance on one name at a moment; silent where nothing is said."""
    strictest = -1
    for number in range(reasons.size[0]):
        holds = reasons.begin[number] <= moment < reasons.end[number]
        if holds and question.bound[name, reasons.rule[number]]:
            strictest = max(strictest, reasons.stance[number])
    return SILENT if strictest < 0 else strictest


@compiled
def _stance(
    tables: RuleTables, question: Asked, concept: int, moment: int, reasons: Reasons
) -> int:
    """The stance on a concept, as far as an answer may say it.

    A yes that is in part that something is normal is no permission of the rest; nor is one for what
    normally is a prescription medicine.
    """
    first, after = question.first[concept], question.first[concept + 1]
    strictest = 0
    for name in range(first, after):
        strictest = max(strictest, _of_name(question, name, moment, reasons))
    if strictest != PERMITTED:
        return strictest
    normal = allowed = False
    for number in range(reasons.size[0]):
        if not reasons.begin[number] <= moment < reasons.end[number]:
            continue
        for name in range(first, after):
            if question.bound[name, reasons.rule[number]]:
                normal |= tables.verb[reasons.rule[number]] == EXPECT
                allowed |= tables.verb[reasons.rule[number]] != EXPECT
    return ASK if question.prescribed[concept] or (normal and allowed) else PERMITTED


@compiled
def _until(
    tables: RuleTables, question: Asked, concept: int, at: int, stance: int, reasons: Reasons
) -> int:
    """The first later moment at which the stance is another one."""
    first, after = question.first[concept], question.first[concept + 1]
    moment = at
    while True:
        change = AFTER_ALL
        for number in range(reasons.size[0]):
            rule = reasons.rule[number]
            begin, end = reasons.begin[number], reasons.end[number]
            edge = begin if begin > moment else end
            if moment < edge < change:
                for name in range(first, after):
                    if question.bound[name, rule]:
                        change = edge
                        break
        if change == AFTER_ALL or _stance(tables, question, concept, change, reasons) != stance:
            return change
        moment = change


@compiled
def _explaining(question: Asked, concept: int, moment: int, reasons: Reasons, lead: Lead) -> int:
    """The rule that explains the answer best: of those that decide it, what holds longest."""
    first, after = question.first[concept], question.first[concept + 1]
    strictest = 0
    for name in range(first, after):
        strictest = max(strictest, _of_name(question, name, moment, reasons))
    for rule in range(lead.name.size):
        lead.name[rule] = NO_RULE
    for name in range(first, after):
        if _of_name(question, name, moment, reasons) == strictest:
            _lead_name(question, name, moment, strictest, after - first > 1, reasons, lead)
    best = NO_RULE
    for rule in range(lead.name.size):
        if lead.name[rule] != NO_RULE and (best == NO_RULE or _before(lead, rule, best)):
            best = rule
    return best


@compiled
def _lead_name(
    question: Asked,
    name: int,
    moment: int,
    stance: int,
    several: bool,
    reasons: Reasons,
    lead: Lead,
) -> None:
    """Note the rules that decide a name. Of one that says it of two sessions, the reference engine
    keeps the end that comes first where it puts several names together, else the last.
    """
    for number in range(reasons.size[0]):
        rule = reasons.rule[number]
        begin, end = reasons.begin[number], reasons.end[number]
        holds = reasons.stance[number] == stance and begin <= moment < end
        if not holds or not question.bound[name, rule]:
            continue
        if lead.name[rule] == NO_RULE:
            lead.name[rule], lead.reach[rule], lead.place[rule] = name, end, number
            lead.end[rule] = end
        elif lead.name[rule] == name:
            if end > lead.reach[rule]:
                lead.reach[rule], lead.place[rule] = end, number
            lead.end[rule] = min(lead.end[rule], end) if several else lead.reach[rule]


@compiled
def _before(lead: Lead, rule: int, other: int) -> Any:
    if lead.end[rule] != lead.end[other]:
        return lead.end[rule] > lead.end[other]
    if lead.name[rule] != lead.name[other]:
        return lead.name[rule] < lead.name[other]
    if lead.reach[rule] != lead.reach[other]:
        return lead.reach[rule] > lead.reach[other]
    return lead.place[rule] < lead.place[other]


@compiled
def answer_people(
    clocks: Clocks,
    steps: Tables,
    tables: RuleTables,
    memory: Memory,
    sessions: Sessions,
    question: Asked,
    at: int,
    wrong: NDArray[np.bool_],
    block: Block,
    room: Room,
    reasons: Reasons,
    lead: Lead,
    out: Answered,
) -> None:
    """Answer for everybody who is not wrong; who turns out to be is noted as wrong too."""
    people = wrong.size
    for first in range(0, people, BLOCK):
        count = min(BLOCK, people - first)
        prepare(clocks, steps, memory, first, count, block)
        for lane in range(np.uint64(count)):
            person = np.uint64(first) + lane
            bit = (block.wrong[lane >> np.uint64(6)] >> (lane & np.uint64(63))) & np.uint64(1)
            wrong[person] |= bit != 0
            if wrong[person]:
                continue
            reasons.size[0] = 0
            _gather(
                clocks, tables, memory, sessions, question, person, lane, at, block, room, reasons
            )
            for concept in range(question.prescribed.size):
                stance = _stance(tables, question, concept, at, reasons)
                out.stance[concept, person] = stance
                until = _until(tables, question, concept, at, stance, reasons)
                out.until[concept, person] = NO_MOMENT if until == AFTER_ALL else until
                out.rule[concept, person] = _explaining(question, concept, at, reasons, lead)
