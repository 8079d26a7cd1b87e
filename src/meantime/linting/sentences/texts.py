"""Every text that somebody reads, with what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.citation import Citation
from meantime.model.problem import Place
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.translation import Translation


class Text(NamedTuple):
    """A text, its language, and what it belongs to: a rule, a question, a phase or the series.

    places: where that stands; cites: where in the handout. rule: whose own sentence it is.
    is_staff: only staff read it.
    """

    subject: str
    words: str
    language: str
    places: tuple[Place, ...] = ()
    cites: tuple[Citation, ...] = ()
    rule: Rule | None = None
    is_staff: bool = False

    def finding(
        self, kind: Kind, check: str, severity: Severity, sentence: str, cure: str
    ) -> Finding:
        """A finding in this text."""
        places, cites = self.places, self.cites
        return Finding(
            kind, check, severity, sentence, cure, (self.subject,), places, cites, self.language
        )


def texts(protocol: Protocol, translation: Translation) -> Iterator[Text]:
    """Every text of a protocol in one language, the rules first."""
    language = translation.language
    for rule in protocol.rules.values():
        words = translation.rules[rule.id]
        is_staff = rule.verb is Verb.STAFF
        text = Text(rule.id, words, language, (rule.place,), rule.cites, rule, is_staff)
        yield text
        if rule.limit:
            yield text._replace(words=translation.limits[rule.id], rule=None)
    for feature in protocol.features.values():
        yield Text(feature.id, translation.questions[feature.id], language, (), feature.cites)
    for phase, (title, sentence) in translation.phases.items():
        yield Text(phase, title, language)
        yield Text(phase, sentence, language)
    cites = protocol.series.cites if protocol.series else ()
    yield Text("series", translation.series, language, (), cites)
