from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import meantime as mt
from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.drift import drift
from meantime.model.translation import Translation
from tests.spec.tiny import write


def protocol(folder: Path, text: str) -> mt.Protocol:
    """A tiny protocol whose sentences are the text's."""
    write(folder, text, "")
    return mt.load(str(folder))


def rule(sentence: str, block: str) -> str:
    return f"{sentence}\n\n```yaml\nid: it\n{block}\ncites: before 1\n```\n"


def checks(found: list[Finding]) -> list[str]:
    return [item.check for item in found]


@pytest.mark.parametrize(
    ("sentence", "block", "found"),
    [
        ("Avoid acid until 2 days after.", "avoid: [acid]\nfrom: end\nuntil: 2 days after", []),
        ("Avoid acid through day 2.", "avoid: [acid]\nfrom: end\nuntil: 2 days after", []),
        (
            "Avoid acid through day 3.",
            "avoid: [acid]\nfrom: end\nuntil: 2 days after",
            ["number"] * 2,
        ),
        ("Use acid from 2 days after.", "may: [acid]\nfrom: 2 days after", []),
        ("Use acid from day 2.", "may: [acid]\nfrom: day 2", []),
        ("Use acid from 3 days after.", "may: [acid]\nfrom: 2 days after", ["number"] * 2),
        ("Avoid acid on the day.", "avoid: [acid]\nfrom: the day", []),
        ("Avoid acid up to the next day.", "avoid: [acid]\nfrom: end\nuntil: the next day", []),
        ("Avoid acid for 1 day.", "avoid: [acid]\nfrom: end\nuntil: the next day", []),
        ("Avoid acid 6 months after.", "avoid: [acid]\nfrom: end\nuntil: 6 months after", []),
        ("Avoid acid 6 months before.", "avoid: [acid]\nfrom: 6 months before", []),
        (
            "Avoid acid 6 months.",
            "avoid: [acid]\nfrom: 5 to 6 months before",
            ["number", "direction"],
        ),
        (
            "Avoid acid from 4 days before the peel.",
            "avoid: [acid]\nfrom: 4 days before the peel",
            [],
        ),
        ("Ask about acid.", "tell: [acid]\nfrom: 3 days before", []),
        ("Ask about acid 4 days before.", "tell: [acid]\nfrom: 3 days before", ["number"]),
        ("Ask about acid.", "tell: [acid]\nfrom: any time", []),
        ("Avoid acid at first.", "avoid: [acid]\nfrom: end\nuntil: 45 minutes after", ["number"]),
        ("Do not use acid after the session.", "avoid: [acid]\nfrom: start\nuntil: end", []),
        ("Avoid acid before the session.", "avoid: [acid]\nfrom: end\nuntil: open", ["direction"]),
        (
            "Avoid acid after the session.",
            "bar: [retinoid]\nso: refuse",
            ["direction", "substance"],
        ),
        (
            "Wait 4 weeks after your last session.",
            "bar: [previous-session]\nso: defer\nlasts: 4 weeks",
            [],
        ),
        (
            "Come 4 weeks from now.",
            "bar: [previous-session]\nso: defer\nlasts: 4 weeks",
            ["substance"],
        ),
        ("Ask 2 days before a retinoid.", "bar: [retinoid]\nso: defer\nlead: 2 days", []),
        ("Ask soon about a retinoid.", "bar: [retinoid]\nso: defer\nlead: 2 days", ["number"]),
        ("Put on acid every 2 hours.", "do: [acid]\nfrom: end\nevery: 2 hours", []),
        ("Put on acid.", "do: [acid]\nfrom: end\nevery: 2 hours", ["number"]),
        ("Tell us of acid.", "do: [hat]\nfrom: end", ["substance"]),
        ("Avoid acid, hat and sun.", "avoid: [acid]\nfrom: end\nuntil: open", ["substance"] * 2),
        ("Put on acid and sunscreen.", "staff: [acid]\nfrom: end", []),
    ],
)
def test_a_sentence_against_its_rule(
    tmp_path: Path, sentence: str, block: str, found: list[str]
) -> None:
    assert checks(list(drift(protocol(tmp_path, rule(sentence, block))))) == found


def test_a_finding_says_where_and_how(tmp_path: Path) -> None:
    own = protocol(
        tmp_path,
        rule("Avoid acid for one day.", "avoid: [acid]\nfrom: end\nuntil: 24 hours after"),
    )
    says, does_not = drift(own)
    assert (says.kind, says.severity, says.language) == (Kind.DRIFT, Severity.ERROR, "en")
    assert says.subjects == ("it",)
    assert says.places == (own.rules["it"].place,)
    assert says.cites == own.rules["it"].cites
    assert "says 1 day (\u201cone day\u201d); it is about 24 hours" in says.sentence
    assert "does not say 24 hours" in does_not.sentence


def test_a_limit_may_say_the_times_of_its_rule_and_no_others(tmp_path: Path) -> None:
    block = "expect: [redness]\nfrom: end\nuntil: 3 days after\nlimit: less after {limit}"
    text = rule("Expect redness for 3 days.", block)
    good = protocol(tmp_path / "good", text.format(limit="3 days"))
    bad = protocol(tmp_path / "bad", text.format(limit="5 days"))
    assert list(drift(good)) == []
    assert checks(list(drift(bad))) == ["number"]


def test_a_bar_may_say_the_times_and_numbers_of_its_question_only(tmp_path: Path) -> None:
    own = protocol(
        tmp_path, rule("Tell us of acid in the past month, if 18.", "bar: [acid]\nso: review")
    )
    assert checks(list(drift(own))) == ["number", "number"]
    source = own.translations["en"]
    asked = source._replace(
        questions={**source.questions, "acid": "Are you 18? Any acid in the past month?"}
    )
    question = own.features["acid"]._replace(question=asked.questions["acid"])
    own = replace(own, features={**own.features, "acid": question}, translations={"en": asked})
    assert list(drift(own)) == []


PHASE = """Be {text}.

```yaml
phase: late
title: {title}
from: day 2
until: day 7
```
"""


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Days 2 to 7", "gentle", []),
        ("Later", "gentle through day 7", []),
        ("Days 2 to 8", "gentle", ["number"]),
        ("Days 2 to 7", "gentle for 24 hours", ["number"]),
    ],
)
def test_a_phase(tmp_path: Path, title: str, text: str, found: list[str]) -> None:
    own = protocol(tmp_path, PHASE.format(title=title, text=text))
    assert checks(list(drift(own))) == found


SERIES = """{text}

```yaml
series: few
least: 3
most: 5
interval: 4 weeks
target: {target}
clinician-from: 4
cites: after 3
```
"""


@pytest.mark.parametrize(
    ("text", "target", "found"),
    [
        ("Book three to five sessions, four weeks apart.", "4 weeks", []),
        ("Book three to five sessions, four to six weeks apart.", "6 weeks", []),
        ("Book three to six sessions, four weeks apart.", "4 weeks", ["number"] * 2),
        ("Book three to five sessions, a month apart.", "4 weeks", ["number"] * 2),
        ("Book three to five sessions, four weeks apart.", "6 weeks", ["number"]),
    ],
)
def test_the_series(tmp_path: Path, text: str, target: str, found: list[str]) -> None:
    own = protocol(tmp_path, SERIES.format(text=text, target=target))
    assert checks(list(drift(own))) == found


def _translated(own: mt.Protocol, language: str, words: str, question: str) -> mt.Protocol:
    source = own.translations["en"]
    other = Translation(
        language,
        None,
        source.title,
        {"it": words},
        {},
        {**source.questions, "acid": question},
        {},
        "",
    )
    return replace(own, translations={"en": source, language: other})


def test_a_translation_says_the_numbers_of_its_source(tmp_path: Path) -> None:
    block = "do: [sunscreen]\nfrom: 24 hours after"
    own = protocol(tmp_path, rule("Put on sunscreen, SPF 30, 24 hours after.", block))
    question = own.features["acid"].question
    good = _translated(own, "es", "Use protector solar SPF 30 24 horas después.", question)
    bad = _translated(own, "es", "Use protector solar SPF 50 24 horas después.", question)
    asks = _translated(own, "es", "Use protector solar SPF 30 24 horas después.", "¿En 2 días?")
    assert list(drift(good)) == []
    found = list(drift(bad))
    assert [(item.check, item.language) for item in found] == [("number", "es"), ("number", "es")]
    assert "The source says 30" in found[0].sentence
    assert [(item.subjects, item.language) for item in drift(asks)] == [(("acid",), "es")]


def test_a_call_that_says_no_act_is_found_whatever_its_sentence_says(tmp_path: Path) -> None:
    own = protocol(
        tmp_path, rule("Call now about redness.", "call: [redness]\nact: now\nfrom: end")
    )
    assert list(drift(own)) == []
    silent = replace(own, rules={"it": replace(own.rules["it"], urgency=None)})
    assert checks(list(drift(silent))) == ["urgency"]


def test_a_language_nobody_can_read_is_an_error(tmp_path: Path) -> None:
    own = protocol(tmp_path, rule("Use acid.", "may: [acid]\nfrom: end"))
    (found,) = drift(_translated(own, "fr", "Mettez l'acide.", "?"))
    assert (found.check, found.severity, found.language) == ("unread", Severity.ERROR, "fr")


def test_without_words_in_a_language_nothing_is_said_of_substances(tmp_path: Path) -> None:
    own = protocol(tmp_path, rule("Use acid.", "may: [acid]\nfrom: end"))
    assert list(drift(_translated(own, "ar", "استعمله.", own.features["acid"].question))) == []
