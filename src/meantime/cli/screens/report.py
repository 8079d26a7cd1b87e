"""What the linter found, for whoever has to mend it."""

from __future__ import annotations

from itertools import groupby

from meantime.answers.wording import moment_words
from meantime.cli.screens.shared import ANSWER
from meantime.cli.terminal import Terminal
from meantime.engines.reference.calendar import Calendar
from meantime.linting import Certificate, Finding, Report, Severity, Witness
from meantime.linting.certificate import PROVED, RELATIVE_TO
from meantime.proving.pointing import facts_words

_STYLE = {Severity.ERROR: "stop", Severity.WARNING: "care"}


def show_report(out: Terminal, report: Report) -> None:
    """Findings by kind, what waits for a signature, and the certificate of a clean run."""
    mending = [item for item in report.findings if item.severity in _STYLE]
    waiting = [item for item in report.findings if item.severity not in _STYLE]
    for kind, findings in groupby(sorted(mending, key=lambda item: item.kind), lambda it: it.kind):
        out.raw("")
        out.line(kind.value.capitalize(), "brand", "strong")
        for item in findings:
            _show_finding(out, item)
    out.raw("")
    out.line(_summary(report, mending), "stop" if report.errors else "good", "strong")
    if waiting:
        names = ", ".join(item.subjects[0] for item in waiting)
        out.line(f"Waiting for a clinician's signature ({len(waiting)}): {names}.", "care")
    if report.certificate is not None:
        _show_certificate(out, report.certificate)


def _summary(report: Report, mending: list[Finding]) -> str:
    errors = len(report.errors)
    found = (
        f"{_counted(errors, 'error')} and {_counted(len(mending) - errors, 'warning')}"
        if mending
        else "Nothing to mend"
    )
    return f"{found}, in {_counted(report.cells, 'cell')}."


def _counted(count: int, unit: str) -> str:
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def _show_finding(out: Terminal, finding: Finding) -> None:
    out.raw("")
    head = f"{finding.check}: {finding.sentence}"
    out.line(head, _STYLE[finding.severity], indent=2)
    places = [f"{place.file}:{place.line}" for place in finding.places]
    handout = [f"handout {', '.join(map(str, finding.cites))}"] if finding.cites else []
    if places or handout:
        out.line("; ".join((*places, *handout)), "faint", indent=4)
    if finding.witness is not None:
        _show_witness(out, finding.witness)
    out.line(finding.cure, indent=4)


def _show_witness(out: Terminal, witness: Witness) -> None:
    case = witness.case
    local = Calendar(case.zone).local
    ends = f" to {local(case.end):%H:%M}" if case.end else ", its end not recorded"
    peel = [f"{name} on {day}" for name, day in case.anchors.items()]
    facts = [facts_words(case.facts)] if case.facts else []
    known = f" ({'; '.join([*peel, *facts])})" if peel or facts else ""
    out.line(
        f"For example: a session on {moment_words(local(case.start))}{ends} in {case.zone}{known}; "
        f"asked about {witness.question} on {moment_words(local(witness.at))}, the answer is "
        f"{ANSWER[witness.answer][0]}.",
        indent=4,
    )


def _show_certificate(out: Terminal, certificate: Certificate) -> None:
    out.raw("")
    out.line(f"Certificate {certificate.seal[:16]}", "brand", "strong")
    out.line(
        f"{certificate.name} {certificate.version}, protocol {certificate.protocol[:16]}, "
        f"vocabulary {certificate.vocabulary[:16]}, engine {certificate.meantime} "
        f"({certificate.engine[:16]}), zones {certificate.libraries['tzdata']}.",
        "faint",
    )
    for sentence in PROVED:
        out.line(f"Proved: {sentence}", indent=2)
    for sentence in RELATIVE_TO:
        out.line(f"Relative to {sentence}.", "faint", indent=2)
