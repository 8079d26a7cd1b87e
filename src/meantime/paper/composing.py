"""From a protocol, and for one person a plan, to a sheet in a language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from meantime.answers import planning, screening
from meantime.answers.planning import Item, Plan
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case
from meantime.model.condition import turns_at
from meantime.model.problem import CaseError
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol
from meantime.model.translation import Translation
from meantime.paper import dates, drawing, undated
from meantime.paper.applying import applying
from meantime.paper.code import code_of
from meantime.paper.languages import spoken
from meantime.paper.languages.apart import apart
from meantime.paper.languages.words import Words
from meantime.paper.notices import notices
from meantime.paper.parts import explained, parts, warnings
from meantime.paper.phone import printed_phone
from meantime.paper.sheet import Glossary, Sheet
from meantime.paper.telling import Telling
from meantime.paper.typed import one_line

# Where nobody's session is meant, one is needed to see how rules lie; any day without a change of
# clocks will do, as only what lies where is read off it.
_SOME_SESSION = datetime(2030, 1, 15, 10, tzinfo=UTC)


def handout(
    protocol: Protocol,
    *,
    plan: Plan | None = None,
    at: datetime | None = None,
    language: str = SOURCE_LANGUAGE,
    phone: str = "",
    clinic: str = "",
    emergency: str = "",
    link: str = "",
) -> Sheet:
    """The handout of a protocol: for everybody or, with a plan and `at`, for one person.

    at: the moment of making; what is over by then is left out. phone: the clinic's number, which
    no sheet goes without. clinic: its name. emergency: whom to call in an emergency. link: the
    address of the live page.

    Raises MeantimeError for a language that is not there, a phone number that nobody can call or a
    bad link, CaseError where the plan does not fit or says that the session ended after `at`.
    """
    words, translation = spoken(protocol, language)
    own = "" if protocol.phone == "clinic" else protocol.phone
    number = printed_phone(phone or own)
    if plan is None:
        telling = _for_everybody(protocol, words, translation)
    else:
        telling = _for_one(protocol, plan, at, words, translation)
    shown = applying(telling)
    name = apart(words, one_line("clinic", clinic))
    return Sheet(
        language,
        words.direction,
        translation.title,
        tuple(_head(telling, name)),
        tuple(notices(telling)),
        warnings(telling, shown, apart(words, one_line("emergency", emergency))),
        words.phone.format(clinic=name or words.clinic, phone=apart(words, number.shown)),
        number.dialled,
        telling.drawing,
        parts(telling, shown),
        Glossary(words.words_part, explained(telling, shown)),
        tuple(_foot(telling)),
        code_of(words, link) if link else None,
    )


def _for_one(
    protocol: Protocol, plan: Plan, at: datetime | None, words: Words, translation: Translation
) -> Telling:
    if plan.timeline.protocol is not protocol:
        raise CaseError("plan: it was made from another protocol; make it from this one.")
    if at is None:
        raise CaseError("at: a handout for one person says when it was made; give the moment.")
    end = plan.timeline.case.end
    if end is not None and end > at:
        raise CaseError(
            "end: the session is not over at the moment of making; leave --end out until it is."
        )
    times = partial(dates.item_times, words, plan)
    verdict = screening.screen(plan.timeline, at)
    drawn = drawing.dated(words, plan, at)
    return Telling(words, translation, plan, times, drawn, at, verdict)


def _for_everybody(protocol: Protocol, words: Words, translation: Translation) -> Telling:
    """A plan with nothing known, and with the rules of every session of the series."""
    turns = (turn for rule in protocol.rules.values() for turn in turns_at(rule.condition))
    plans = [
        planning.plan(ReferenceTimeline(protocol, Case(_SOME_SESSION, "UTC", session=number)))
        for number in sorted({1, *turns})
    ]
    items: dict[tuple[str, datetime], Item] = {}
    for plan in plans:
        for item in plan.items:
            items.setdefault((item.rule.id, item.opens), item)
    whole = Plan(tuple(sorted(items.values(), key=lambda item: item.opens)), plans[0].timeline)
    times = partial(undated.window_times, words)
    return Telling(words, translation, whole, times, drawing.undated(words, whole))


def _head(telling: Telling, clinic: str) -> Iterator[str]:
    words, plan = telling.words, telling.plan
    if clinic:
        yield clinic
    if telling.at is None:
        yield words.for_everybody
        return
    timeline = plan.timeline
    said = partial(dates.long_moment, words, timeline)
    yield words.session.format(number=timeline.case.session, moment=said(timeline.case.start))
    ended = {
        "recorded": words.end_recorded,
        "planned": words.end_planned,
        "unrecorded": words.end_unrecorded,
    }
    yield ended[plan.end_basis].format(moment=said(plan.end))
    yield words.zone.format(zone=apart(words, timeline.case.zone))


def _foot(telling: Telling) -> Iterator[str]:
    words, protocol = telling.words, telling.protocol
    if telling.at is not None:
        made = dates.long_moment(words, telling.plan.timeline, telling.at)
        yield words.made.format(moment=made)
    version = apart(words, protocol.version)
    yield words.version.format(protocol=apart(words, protocol.id), version=version)
    yield words.star
