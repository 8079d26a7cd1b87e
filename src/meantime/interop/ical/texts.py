"""What an event says: nothing that tells what it is about, or with details all of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from meantime.answers.certainty import Certainty
from meantime.answers.edges import Edge, Says
from meantime.interop.ical.words import Words
from meantime.model.concept import Prescription
from meantime.model.protocol import Protocol
from meantime.model.translation import Translation


class Text(NamedTuple):
    """The title of an event and what stands below it."""

    summary: str
    description: str


class Frame(NamedTuple):
    """What every event says around its text: that the date may not hold, and whom to call."""

    words: Words
    certain: Certainty
    phone: str

    def session(self, text: Text) -> Text:
        """The text of the session's event with both."""
        return self._around(text, self.certain.session)

    def step(self, text: Text) -> Text:
        """The text of a step with both."""
        return self._around(text, self.certain.steps)

    def _around(self, text: Text, certain: bool) -> Text:
        doubt = "" if certain else self.words.uncertain_date
        call = self.words.call.format(phone=self.phone) if self.phone else ""
        return text._replace(description="\n".join(filter(None, (doubt, text.description, call))))


class Neutral(NamedTuple):
    """Titles that anybody may read: no procedure, no finding, no thing to do or avoid."""

    words: Words

    def session(self, _: Iterable[Edge]) -> Text:
        """ "Appointment"."""
        return Text(self.words.session, self.words.neutral)

    def step(self, edge: Edge) -> Text:
        """ "Care step", and whether it is certain."""
        uncertain = [self.words.uncertain] if edge.waits_for or edge.planned else []
        return Text(self.words.step, "\n".join([*uncertain, self.words.neutral]))


class Detailed(NamedTuple):
    """The protocol's own sentences, each with its place in the handout."""

    words: Words
    protocol: Protocol
    translation: Translation

    def session(self, begun: Iterable[Edge]) -> Text:
        """The procedure, and what begins with the end of the session."""
        sentences = [
            f"- {' '.join([*self._depends(edge), self._sentence(edge)])}" for edge in begun
        ]
        lines = [self.words.from_the_end, *sentences] if sentences else []
        return Text(self.translation.title, "\n".join([*lines, *self._unreviewed()]))

    def step(self, edge: Edge) -> Text:
        """What is said of which things, and the sentence it rests on.

        The title is neutral where the language has no word for one of them: a patient could not
        read it. What is said of them all together then stands first in the description.
        """
        lines = "\n".join(self._lines(edge))
        if self._has_labels(edge):
            said = (f"{self._said(*each)}: {self._labels(each[1])}" for each in edge.says.items())
            return Text(self._told(edge, "; ".join(said)), lines)
        return Text(self.words.step, f"{self._told(edge, self._said_of_all(edge))}\n{lines}")

    def _has_labels(self, edge: Edge) -> bool:
        concepts, language = self.protocol.concepts, self.translation.language
        return all(language in concepts[name].words for name in chain(*edge.says.values()))

    def _labels(self, names: Iterable[str]) -> str:
        concepts, language = self.protocol.concepts, self.translation.language
        return self.words.comma.join(concepts[name].label(language) for name in names)

    def _told(self, edge: Edge, said: str) -> str:
        frees = not edge.says.keys().isdisjoint((Says.ALLOWED, Says.DO))
        on_time = f"{self.words.if_on_time}: " if edge.planned and frees else ""
        return f"{on_time}{said}{' *' if edge.rule.assumption else ''}"

    def _said_of_all(self, edge: Edge) -> str:
        """Without their names, things that differ can only be asked about."""
        says = next(iter(edge.says)) if len(edge.says) == 1 else Says.ASK
        return self._said(says, chain(*edge.says.values()))

    def _said(self, says: Says, names: Iterable[str]) -> str:
        prescribed = any(map(self._may_be_prescribed, names)) and says is not Says.ASK
        care = f" ({self.words.if_prescribed})" if prescribed else ""
        return f"{self.words.says[says]}{care}"

    def _may_be_prescribed(self, name: str) -> bool:
        kinds = self.protocol.vocabulary.below(name) & self.protocol.ruled
        return any(
            self.protocol.concepts[kind].prescription is not Prescription.NO
            for kind in kinds | {name}
        )

    def _lines(self, edge: Edge) -> Iterable[str]:
        words, rule = self.words, edge.rule
        yield from self._depends(edge)
        sentence = self._sentence(edge)
        yield f"{words.until_now} {sentence}" if edge.ends else sentence
        if edge.optional:
            yield words.optional
        if edge.planned:
            yield words.planned_end
        if rule.cites:
            yield f"{words.handout} {words.comma.join(map(str, rule.cites))}"
        if rule.assumption:
            yield words.assumption
        yield from self._unreviewed()

    def _depends(self, edge: Edge) -> Iterable[str]:
        questions = [self.translation.questions[name] for name in edge.waits_for]
        return [f"{self.words.depends} {' '.join(questions)}"] if questions else []

    def _sentence(self, edge: Edge) -> str:
        return self.translation.rules[edge.rule.id]

    def _unreviewed(self) -> Iterable[str]:
        return () if self.translation.reviewed else (self.words.unreviewed,)


Texts = Neutral | Detailed
