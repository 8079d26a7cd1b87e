"""A protocol for clinicians to read."""

from __future__ import annotations

from meantime.cli.screens.shared import STAR, source
from meantime.cli.terminal import Terminal
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule


def show_protocol(out: Terminal, protocol: Protocol) -> None:
    """The protocol: rules with their windows and places, decisions, assumptions."""
    out.raw("")
    out.line(f"{protocol.title}, version {protocol.version}", "brand", "strong")
    assumed = sum(rule.assumption for rule in protocol.rules.values())
    out.line(
        f"{len(protocol.rules)} rules ({assumed} rest on an assumption), {len(protocol.features)} "
        f"questions, {len(protocol.decisions)} decisions, {len(protocol.concepts)} concepts.",
        "faint",
    )
    heading = ""
    for rule in protocol.rules.values():
        if rule.heading != heading:
            heading = rule.heading
            out.raw("")
            out.line(heading, "brand", "strong")
        _show_rule(out, rule)
    out.raw("")
    out.line("Decisions", "brand", "strong")
    for decision in protocol.decisions.values():
        signed = decision.signed or "assumption"
        out.line(f"{decision.title} [{signed}]", "strong", indent=2)
        out.line(decision.reading, indent=4)
    out.raw("")
    out.line(STAR, "faint")


def _show_rule(out: Terminal, rule: Rule) -> None:
    words = [rule.window.words]
    words += [f"if {rule.condition_words}"] if rule.condition_words else []
    words += [f"once {rule.once}"] if rule.once else []
    head = f"{rule.id}  {rule.verb} {', '.join(rule.about)}"
    out.line(head, "strong", indent=2)
    out.line("; ".join(filter(None, words)), indent=4)
    out.line(rule.text, indent=4)
    out.line(source(rule), "faint", indent=4)
