"""A protocol folder as a Protocol: `protocol.md`, `decisions.md` and the shared vocabulary."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from meantime.literate import phrases
from meantime.literate.blocks import read_asides, read_feature, read_phase, read_series
from meantime.literate.decisions import decided_rules, read_decisions
from meantime.literate.document import Block, Document, read
from meantime.literate.fields import Fields
from meantime.literate.files import text_of
from meantime.literate.outline import citing, read_outline
from meantime.literate.rules import FIELDS, Context, read_rule, verb_of
from meantime.literate.translations import read_translations
from meantime.literate.vocabulary import read_vocabulary
from meantime.model.concept import Vocabulary
from meantime.model.problem import MeantimeError, Problem, ProtocolError, did_you_mean
from meantime.model.protocol import Aside, Feature, Owed, Phase, Protocol, SeriesPlan
from meantime.model.rule import Rule, Verb

SHIPPED = Path(str(files("meantime"))) / "protocols"
VOCABULARY = "vocabulary"
PROTOCOL, DECISIONS = "protocol.md", "decisions.md"
_HEAD = (
    "protocol",
    "title",
    "version",
    "source",
    "procedure",
    "duration",
    "anchors",
    "phone",
    "owes",
    "check-ins",
    "handout",
)
_KINDS = [verb.value for verb in Verb] + ["feature", "phase", "series", "aside"]


def load(name: str | Path) -> Protocol:
    """The protocol of that shipped name, or in that folder.

    A folder may bring a `vocabulary/` of its own, which then stands in place of the shipped one.
    Raises ProtocolError with every problem at once, MeantimeError where there is no such protocol.
    """
    folder = find(name)
    problems: list[Problem] = []
    own = folder / VOCABULARY
    words = own if own.is_dir() else SHIPPED / VOCABULARY
    vocabulary = read_vocabulary(words, problems)
    document = _read(folder / PROTOCOL, problems)
    decisions = _read(folder / DECISIONS, problems)
    protocol = _Assembly(document, decisions, vocabulary, problems).protocol()
    protocol = replace(
        protocol,
        translations=read_translations(folder, protocol, problems),
        documents=_documents(folder, words),
    )
    if problems:
        raise ProtocolError(sorted(problems, key=lambda item: item.place[:3]))
    return protocol


def find(name: str | Path) -> Path:
    """The folder of a protocol; raises MeantimeError with the nearest shipped name."""
    for folder in (Path(name), SHIPPED / name):
        if name and _is_file(folder / PROTOCOL):
            return folder
    shipped = [path.parent.name for path in SHIPPED.glob("*/protocol.md")]
    raise MeantimeError(
        f"There is no protocol `{name}`: neither shipped nor a folder with a `protocol.md`. "
        f"{did_you_mean(str(name), shipped)}"
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _documents(folder: Path, words: Path) -> dict[str, str]:
    """The SHA-256 of every file that a protocol is read from."""
    own = [folder / PROTOCOL, folder / DECISIONS, *sorted(folder.glob("[a-z][a-z].yaml"))]
    read = {path.name: path for path in own}
    read |= {f"{VOCABULARY}/{path.name}": path for path in sorted(words.glob("*.yaml"))}
    return {
        name: sha256(path.read_bytes()).hexdigest() for name, path in read.items() if _is_file(path)
    }


def _read(path: Path, problems: list[Problem]) -> Document:
    document = read(text_of(path, problems), path.name)
    problems += document.problems
    return document


class _Assembly:
    """The parts of a protocol, in the order in which they can refer to each other."""

    def __init__(
        self,
        document: Document,
        decisions: Document,
        vocabulary: Vocabulary,
        problems: list[Problem],
    ) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.problems = problems
        self.front = Fields(document.front, problems)
        self.front.only(_HEAD, "in the head of a protocol")
        self.anchors = tuple(leaf.text for leaf in self.front.leaves("anchors"))
        self.outline = read_outline(self.front)
        self.cite = citing(self.outline)
        self.decision_document = decisions
        self.decisions = read_decisions(decisions, self.cite, problems)
        self.features = self._features()
        self.rules: dict[str, Rule] = {}
        self.phases: list[Phase] = []
        self.asides: list[Aside] = []
        self.series: SeriesPlan | None = None

    def protocol(self) -> Protocol:
        context = Context(self.vocabulary, self.features, self.decisions, self.anchors, self.cite)
        for block in self.document.blocks:
            self._block(block, context)
        self.problems += decided_rules(self.decision_document, self.rules)
        front = self.front
        return Protocol(
            id=front.required("protocol", "Name the protocol: `protocol: microneedling`."),
            title=front.required("title", "Give it a title people read."),
            version=front.required("version", "Give it a version: `version: 1.0.0`."),
            source=front.text("source"),
            procedure=front.one("procedure", self.vocabulary.concepts, "concept") or "",
            duration_minutes=front.parsed("duration", phrases.minutes, 60),
            anchors=self.anchors,
            vocabulary=self.vocabulary,
            features=self.features,
            rules=self.rules,
            decisions=self.decisions,
            phases=tuple(self.phases),
            series=self.series,
            outline=self.outline,
            asides=tuple(self.asides),
            phone=front.text("phone"),
            owed=self._owed(),
            check_ins=self._check_ins(),
        )

    def _owed(self) -> Owed:
        owes = self.front.inner("owes")
        owes.only(Owed._fields, "in `owes`")
        known = self.vocabulary.concepts
        return Owed(*(owes.names(side, known, "concept") for side in Owed._fields))

    def _check_ins(self) -> tuple[int, ...]:
        days = self.front.each("check-ins", phrases.check_in)
        once = sorted(set(days))
        if list(days) != once:
            what = "the days of `check-ins` do not rise, or one stands twice"
            cure = f"Write `check-ins: {', '.join(map(str, once))}`."
            self.front.problem(self.front.tree.keys["check-ins"], what, cure)
        return tuple(once)

    def _features(self) -> dict[str, Feature]:
        found: dict[str, Feature] = {}
        for block in self.document.blocks:
            fields = Fields(block.tree, self.problems)
            if "feature" not in fields:
                continue
            feature = read_feature(block, fields, self.vocabulary, self.cite)
            if feature is None:
                continue
            if feature.id in found:
                what = f"feature `{feature.id}` stands twice"
                fields.problem(block.tree.place, what, "Rename one.")
            found[feature.id] = feature
        return found

    def _block(self, block: Block, context: Context) -> None:
        fields = Fields(block.tree, self.problems)
        verb = verb_of(fields)
        if verb is not None:
            self._rule(block, verb, context)
        elif "phase" in fields:
            self.phases.append(read_phase(block, fields, self.anchors))
        elif "series" in fields:
            if self.series is not None:
                fields.problem(block.tree.place, "a second series", "Keep one of them.")
            self.series = read_series(block, fields, self.decisions, self.cite)
        elif "aside" in fields:
            self.asides += read_asides(block, fields, self.decisions, self.cite)
        elif "feature" not in fields:
            unknown = [key for key in block.tree.entries if key not in FIELDS]
            begins = next(iter([*unknown, *block.tree.entries]), "nothing")
            cure = did_you_mean(begins, _KINDS)
            fields.problem(block.tree.place, f"a block that begins with `{begins}`", cure)

    def _rule(self, block: Block, verb: Verb, context: Context) -> None:
        rule = read_rule(block, verb, context, self.problems)
        if rule.id in self.rules:
            what = f"rule `{rule.id}` stands twice"
            first = self.rules[rule.id].place.line
            cure = f"It first stands in line {first}."
            self.problems.append(Problem(block.tree.place, what, cure))
        self.rules[rule.id] = rule
