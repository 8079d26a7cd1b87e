"""What else a new version says in another way: everything that is no rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from meantime.comparing.changed_rules import Edit
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol


def changed_parts(old: Protocol, new: Protocol) -> Iterator[Edit]:
    """Title, times, phone, topics, days of check-ins, questions, decisions, phases, series, words,
    translations.
    """
    before, after = _parts(old), _parts(new)
    for what in dict.fromkeys((*before, *after)):
        if before.get(what, "") != after.get(what, ""):
            yield Edit(what, before.get(what) or "nothing", after.get(what) or "nothing")


def _parts(protocol: Protocol) -> dict[str, str]:
    """Each part by what it is called, as one text to compare and to show."""
    return {
        "the title": protocol.title,
        "the usual duration": f"{protocol.duration_minutes} minutes",
        "the phone": protocol.phone,
        "other anchors": ", ".join(protocol.anchors),
        **{
            f"topics owed {side}": ", ".join(topics)
            for side, topics in protocol.owed._asdict().items()
        },
        "the days of check-ins": ", ".join(map(str, protocol.check_ins)),
        **_questions(protocol),
        **_decisions(protocol),
        **{f"phase {item.id}": f"{item.title}: {item.text}" for item in protocol.phases},
        **{f"when phase {item.id} is": str(item.window[:2]) for item in protocol.phases},
        **_series(protocol),
        **_concepts(protocol),
        **_translations(protocol),
    }


def _questions(protocol: Protocol) -> Mapping[str, str]:
    return {
        f"question {item.id}": f"{item.question} ({item.kind}, about {item.concept}"
        f"{', asked again after' if item.report else ''})"
        for item in protocol.features.values()
    }


def _decisions(protocol: Protocol) -> Mapping[str, str]:
    return {
        f"decision {item.id}": f"{item.reading} Prevails: {', '.join(item.prevails) or 'none'}; "
        f"yields: {', '.join(item.yields) or 'none'}; signed: {item.signed or 'assumption'}"
        for item in protocol.decisions.values()
    }


def _series(protocol: Protocol) -> Mapping[str, str]:
    series = protocol.series
    if series is None:
        return {}
    return {
        "the series": f"{series.least} to {series.most} sessions, at least {series.interval_days} "
        f"days apart, better {series.target_days}, a clinician decides from session "
        f"{series.clinician_from} on: {series.text}"
    }


def _concepts(protocol: Protocol) -> Mapping[str, str]:
    return {
        f"concept {item.id}": f"{', '.join(item.words['en'])}; a kind of "
        f"{', '.join(item.broader) or 'nothing'}; prescribed: {item.prescription}"
        for item in protocol.concepts.values()
    }


def _translations(protocol: Protocol) -> Mapping[str, str]:
    found = {}
    for language, said in protocol.translations.items():
        if language != SOURCE_LANGUAGE:
            found[f"who reviewed {language}"] = said.reviewed or "nobody"
            for sentences in (said.rules, said.limits, said.questions):
                found |= {f"{name} in {language}": text for name, text in sentences.items()}
    return found
