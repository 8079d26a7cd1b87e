"""A protocol folder as a Protocol: `protocol.md`, `decisions.md` and the shared vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from meantime.literate import phrases
from meantime.literate.decisions import read_decisions
from meantime.literate.document import Block, Document, read
from meantime.literate.fields import Fields
from meantime.literate.outline import check_places, read_outline
from meantime.literate.rules import Context, read_rule, verb_of
from meantime.literate.tree import MOST_CHARACTERS
from meantime.literate.vocabulary import read_vocabulary
from meantime.model.citation import Citation
from meantime.model.concept import Vocabulary
from meantime.model.problem import MeantimeError, Place, Problem, ProtocolError, did_you_mean
from meantime.model.protocol import (
    Aside,
    Decision,
    Feature,
    Kind,
    Phase,
    Protocol,
    SeriesPlan,
)
from meantime.model.rule import Rule, Verb
from meantime.model.timing import Point, Window

SHIPPED = Path(str(files("meantime"))) / "protocols"
VOCABULARY = "vocabulary"
_KINDS = [verb.value for verb in Verb] + ["feature", "phase", "series", "aside"]


def load(name: str | Path) -> Protocol:
    """The protocol of that shipped name, or in that folder.

    A folder may bring a `vocabulary/` of its own, which then stands in place of the shipped one.
    Raises ProtocolError with every problem at once, MeantimeError where there is no such protocol.
    """
    folder = find(name)
    problems: list[Problem] = []
    own = folder / VOCABULARY
    vocabulary = read_vocabulary(own if own.is_dir() else SHIPPED / VOCABULARY, problems)
    document = _read(folder / "protocol.md", problems)
    decisions = read_decisions(_read(folder / "decisions.md", problems), problems)
    protocol = _Assembly(document, vocabulary, decisions, problems).protocol()
    if problems:
        raise ProtocolError(sorted(problems, key=lambda item: (item.place.file, item.place.line)))
    return protocol


def find(name: str | Path) -> Path:
    """The folder of a protocol; raises MeantimeError with the nearest shipped name."""
    for folder in (Path(name), SHIPPED / name):
        if (folder / "protocol.md").is_file():
            return folder
    shipped = [path.parent.name for path in SHIPPED.glob("*/protocol.md")]
    raise MeantimeError(
        f"There is no protocol `{name}`: neither shipped nor a folder with a `protocol.md`. "
        f"{did_you_mean(str(name), shipped)}"
    )


def text_of(path: Path, problems: list[Problem]) -> str:
    """The text of a file; unreadable, missing or far too large is a problem and gives ""."""
    start = Place(path.name, 1)
    try:
        if path.stat().st_size > 4 * MOST_CHARACTERS:
            problems.append(Problem(start, "far too large for a protocol", "Split the file."))
            return ""
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(start, "not UTF-8 text", "Save it as UTF-8."))
    except OSError as error:
        problems.append(Problem(start, f"cannot be read: {error.strerror}", f"Add {path.name}."))
    return ""


def _read(path: Path, problems: list[Problem]) -> Document:
    document = read(text_of(path, problems), path.name)
    problems += document.problems
    return document


class _Assembly:
    def __init__(
        self,
        document: Document,
        vocabulary: Vocabulary,
        decisions: Mapping[str, Decision],
        problems: list[Problem],
    ) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.decisions = decisions
        self.problems = problems
        self.front = Fields(document.front, problems)
        self.anchors = tuple(leaf.text for leaf in self.front.leaves("anchors"))
        self.rules: dict[str, Rule] = {}
        self.phases: list[Phase] = []
        self.asides: list[Aside] = []
        self.series: SeriesPlan | None = None

    def protocol(self) -> Protocol:
        """All parts, in the order in which they can refer to each other."""
        self.front.only(
            (
                "protocol",
                "title",
                "version",
                "source",
                "procedure",
                "duration",
                "anchors",
                "handout",
            ),
            "in the head of a protocol",
        )
        features = self._features()
        context = Context(self.vocabulary, features, self.decisions, self.anchors)
        for block in self.document.blocks:
            self._block(block, context)
        self._decided_rules()
        outline = read_outline(self.front)
        check_places(self._cited(features), outline, self.problems)
        return Protocol(
            id=self.front.required("protocol", "Name the protocol: `protocol: microneedling`."),
            title=self.front.required("title", "Give it a title people read."),
            version=self.front.required("version", "Give it a version: `version: 1.0.0`."),
            source=self.front.text("source"),
            procedure=next(
                iter(self.front.names("procedure", self.vocabulary.concepts, "concept")), ""
            ),
            duration_minutes=self.front.parsed("duration", phrases.minutes, 60),
            anchors=self.anchors,
            vocabulary=self.vocabulary,
            features=features,
            rules=self.rules,
            decisions=self.decisions,
            phases=tuple(self.phases),
            series=self.series,
            outline=outline,
            asides=tuple(self.asides),
        )

    def _features(self) -> dict[str, Feature]:
        found: dict[str, Feature] = {}
        for block in self.document.blocks:
            fields = Fields(block.tree, self.problems)
            if "feature" not in fields:
                continue
            fields.only(("feature", "kind", "concept", "cites", "report"), "in a feature")
            name = fields.text("feature")
            if name in found:
                fields.problem(block.tree.place, f"feature `{name}` stands twice", "Rename one.")
            kind = fields.choice("kind", Kind, Kind.YES_NO)
            if "kind" not in fields:
                fields.problem(block.tree.place, "`kind` is missing", "Write `kind: yes-no`.")
            concepts = fields.names("concept", self.vocabulary.concepts, "concept") or (name,)
            if concepts[0] not in self.vocabulary.concepts and "concept" not in fields:
                cure = f"Name its concept. {did_you_mean(name, self.vocabulary.concepts)}"
                fields.problem(block.tree.place, f"`{name}` is not a concept", cure)
            cites = fields.each("cites", phrases.citation)
            report = fields.flag("report")
            found[name] = Feature(
                name, kind, block.text, concepts[0], cites, report, block.text_place
            )
        return {
            name: item for name, item in found.items() if item.concept in self.vocabulary.concepts
        }

    def _block(self, block: Block, context: Context) -> None:
        fields = Fields(block.tree, self.problems)
        verb = verb_of(fields)
        if verb is not None:
            rule = read_rule(block, verb, context, self.problems)
            if rule.id in self.rules:
                first = self.rules[rule.id].place.line
                what = f"rule `{rule.id}` stands twice"
                fields.problem(block.tree.place, what, f"It first stands in line {first}.")
            self.rules[rule.id] = rule
        elif "phase" in fields:
            self._phase(block, fields)
        elif "series" in fields:
            self._series(block, fields)
        elif "aside" in fields:
            fields.only(("aside",), "in an aside")
            places = fields.each("aside", phrases.citation)
            self.asides += [Aside(place, block.text, block.text_place) for place in places]
        elif "feature" not in fields:
            begins = next(iter(block.tree.entries), "nothing")
            cure = did_you_mean(begins, _KINDS)
            fields.problem(block.tree.place, f"a block that begins with `{begins}`", cure)

    def _phase(self, block: Block, fields: Fields) -> None:
        fields.only(("phase", "title", "from", "until"), "in a phase")
        window = Window(
            self._point(fields, "from", closing=False), self._point(fields, "until", closing=True)
        )
        title = fields.required("title", "Give the phase a title.")
        self.phases.append(Phase(fields.text("phase"), title, window, block.text))

    def _point(self, fields: Fields, key: str, *, closing: bool) -> Point | None:
        return fields.parsed(
            key, lambda text: phrases.point(text, self.anchors, closing=closing).required, None
        )

    def _series(self, block: Block, fields: Fields) -> None:
        fields.only(
            (
                *("series", "least", "most", "interval", "target"),
                *("clinician-from", "cites", "decisions"),
            ),
            "in a series",
        )
        interval = fields.parsed("interval", phrases.days, 0)
        self.series = SeriesPlan(
            least=fields.number("least", 1),
            most=fields.number("most", 1),
            interval_days=interval,
            target_days=max(interval, fields.parsed("target", phrases.days, interval)),
            clinician_from=fields.number("clinician-from", fields.number("most", 1) + 1),
            text=block.text,
            cites=fields.each("cites", phrases.citation),
            decisions=fields.names("decisions", self.decisions, "decision"),
        )

    def _decided_rules(self) -> None:
        for decision in self.decisions.values():
            for name in (*decision.prevails, *decision.yields):
                if name not in self.rules:
                    what = f"decision `{decision.id}` names `{name}`, which is not a rule"
                    cure = did_you_mean(name, self.rules)
                    self.problems.append(Problem(decision.place, what, cure))

    def _cited(self, features: Mapping[str, Feature]) -> Iterator[tuple[Place, Citation]]:
        """Every citation of the document, and where it stands."""
        for rule in self.rules.values():
            yield from ((rule.place, place) for place in rule.cites)
        for decision in self.decisions.values():
            yield from ((decision.place, place) for place in decision.places)
        for feature in features.values():
            yield from ((feature.place, place) for place in feature.cites)
        yield from ((aside.where, aside.place) for aside in self.asides)
