"""Tiny literate protocols, and moments as the clock of a clinic shows them.

Every tiny protocol has the head, the words and the questions below; a test adds the few sentences
and rules it is about. A question that no rule uses changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import meantime as mt

NEW_YORK = "America/New_York"
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# The session of most tests: a Tuesday, 10:00 to 11:00.
TUESDAY = "2026-12-01 10:00"

HEAD = """---
protocol: tiny
title: A tiny protocol
version: 1.0.0
source: Written for a test
procedure: needling
duration: 60 minutes
anchors: peel
handout:
  before: 1, 1, 1, 1, 1, 1
  after: 1, 1, 2
---

"""

WORDS = """
needling: {en: "microneedling, needling", es: microneedling}
skin-product: {en: "skin product, product", es: producto}
retinoid:
  en: retinoid, tretinoin, Retin-A
  es: retinoide
  broader: skin-product
  prescription: possible
isotretinoin: {en: "isotretinoin, Accutane", es: isotretinoína, prescription: possible}
tazarotene: {en: "tazarotene, Tazorac", es: tazaroteno, broader: retinoid, prescription: usual}
exfoliant: {en: exfoliant, es: exfoliante, broader: skin-product}
acid: {en: "acid, glycolic acid", es: ácido, broader: exfoliant}
scrub: {en: "scrub, face scrub", es: exfoliante en grano, broader: exfoliant}
wipe: {en: wipe, es: toallita}
acid-wipe: {en: acid wipe, es: toallita con ácido, broader: "acid, wipe"}
sunscreen: {en: sunscreen, es: protector solar, broader: skin-product}
makeup: {en: "make-up, makeup", es: maquillaje}
foundation: {en: foundation, es: base, broader: makeup}
mineral-makeup: {en: "mineral make-up, bareMinerals", es: maquillaje mineral, broader: makeup}
gym: {en: "gym, exercise", es: gimnasio}
sun: {en: sun, es: sol}
waxing: {en: waxing, es: depilación con cera}
antiviral: {en: antiviral, es: antiviral, prescription: usual}
redness: {en: redness, es: rojez}
fever: {en: fever, es: fiebre}
cold-sore: {en: cold sore, es: herpes labial}
pregnancy: {en: "pregnancy, pregnant", es: embarazo}
breastfeeding: {en: breastfeeding, es: lactancia}
peel: {en: peel, es: peeling}
eye-area: {en: area around the eyes, es: contorno de ojos}
calm-skin: {en: calm skin, es: piel tranquila}
hat: {en: hat, es: sombrero}
session-record: {en: session record, es: registro}
"""

EVERYDAY = (
    "en: can, may, i, my, a, the, do, use, wear, take, go, to, and, or, with, in, on, while\n"
)

_ASKED = """{question}

```yaml
feature: {feature}
kind: {kind}
concept: {concept}
{more}
```
"""

QUESTIONS = "\n".join(
    _ASKED.format(question=question, feature=feature, kind=kind, concept=concept, more=more)
    for feature, kind, concept, more, question in (
        ("pregnant", "yes-no", "pregnancy", "", "Are you pregnant?"),
        ("breastfeeding", "yes-no", "breastfeeding", "", "Are you breastfeeding?"),
        ("active-cold-sore", "yes-no", "cold-sore", "", "Do you have a cold sore now?"),
        ("cold-sore-history", "yes-no", "cold-sore", "", "Have you ever had a cold sore?"),
        ("antiviral-plan", "yes-no", "antiviral", "", "Is there a plan for your medicine?"),
        ("peel-planned", "yes-no", "peel", "", "Will a peel be done with this session?"),
        ("eye-area", "yes-no", "eye-area", "", "Was the skin around your eyes treated?"),
        ("skin-calm", "yes-no", "calm-skin", "report: yes", "Is your skin calm now?"),
        ("isotretinoin", "date", "isotretinoin", "", "When did you last take isotretinoin?"),
        ("retinoid", "date", "retinoid", "", "When did you last use a retinoid?"),
        ("acid", "date", "acid", "", "When did you last use an acid?"),
        ("exfoliant", "date", "exfoliant", "", "When did you last use an exfoliant?"),
        ("waxing", "date", "waxing", "", "When was your face last waxed?"),
        ("sun", "date", "sun", "", "When were you last in the sun?"),
        ("previous-session", "date", "needling", "", "When was your last session?"),
    )
)


class Load(Protocol):
    """Writes a tiny protocol to a folder and loads it through the front door."""

    def __call__(self, text: str, *, decisions: str = "") -> mt.Protocol: ...


def write(folder: Path, text: str, decisions: str) -> None:
    """A protocol folder with a vocabulary of its own."""
    words = folder / "vocabulary"
    words.mkdir(parents=True)
    (words / "words.yaml").write_text(WORDS, encoding="utf-8")
    (words / "everyday.yaml").write_text(EVERYDAY, encoding="utf-8")
    (folder / "protocol.md").write_text(HEAD + QUESTIONS + text, encoding="utf-8")
    (folder / "decisions.md").write_text(decisions, encoding="utf-8")


def moment(shown: str, zone: str = NEW_YORK) -> datetime:
    """The moment at which the clock of the clinic shows this."""
    return datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(zone))


def utc(shown: str) -> datetime:
    """A moment by its UTC clock, for days on which local clocks cannot be trusted."""
    return datetime.fromisoformat(shown).replace(tzinfo=UTC)


def case(
    start: str = TUESDAY,
    *,
    lasts: timedelta | None = HOUR,
    zone: str = NEW_YORK,
    facts: Mapping[str, mt.Fact] | None = None,
    session: int = 1,
    anchors: Mapping[str, date] | None = None,
    earlier: tuple[mt.Visit, ...] = (),
) -> mt.Case:
    """A person whose session ended as recorded, or with `lasts=None` one without a recorded end."""
    begins = moment(start, zone).astimezone(UTC)
    return mt.Case(
        start=begins,
        end=None if lasts is None else begins + lasts,
        zone=zone,
        facts=facts or {},
        session=session,
        anchors=anchors or {},
        earlier=earlier,
    )


def word(protocol: mt.Protocol, person: mt.Case, question: str, at: datetime | str) -> str:
    """The answer in one word."""
    when = moment(at, person.zone) if isinstance(at, str) else at
    return mt.ask(protocol, person, question, at=when).answer


def around(
    protocol: mt.Protocol, person: mt.Case, question: str, at: datetime | str
) -> tuple[str, str, str]:
    """The answers one second before a moment, exactly at it, and one second after."""
    when = (moment(at, person.zone) if isinstance(at, str) else at).astimezone(UTC)
    before, exactly, after = (
        word(protocol, person, question, when + beside) for beside in (-SECOND, 0 * SECOND, SECOND)
    )
    return before, exactly, after
