"""Handouts of the shipped protocol, as a clinic prints them."""

from __future__ import annotations

from functools import cache

import meantime as mt
from meantime import paper
from meantime.answers.checking import all_clear
from tests.spec.tiny import case, moment

LANGUAGES = ("en", "es", "ar")
LINK = "https://clinic.example/p/7Kq2"


@cache
def protocol() -> mt.Protocol:
    """The shipped protocol, loaded once."""
    return mt.load("microneedling")


@cache
def general(language: str) -> paper.Sheet:
    """The handout for everybody."""
    return paper.handout(
        protocol(), language=language, phone="+1 (555) 010-0199", clinic="Harbour", link=LINK
    )


@cache
def personal(language: str) -> paper.Sheet:
    """The handout of somebody who answered every question with no."""
    facts = {
        name: fact
        for name, fact in all_clear(protocol()).items()
        if not protocol().features[name].report
    }
    at = moment("2026-11-26 09:00")
    plan = mt.plan(protocol(), case(lasts=None, facts=facts), at)
    return paper.handout(
        protocol(),
        plan=plan,
        at=at,
        language=language,
        phone="+1 (555) 010-0199",
        clinic="Harbour",
        emergency="911",
        link=LINK,
    )
