"""`make bench`: the figures of the core, medians of several runs, measured on this machine.

Nothing here is asserted as a time. Cases differ from call to call, so that no memo answers for a
plan; the last column is the figure to reach.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import meantime as mt
from meantime.answers import asking, planning, screening
from meantime.answers.checking import all_clear
from meantime.comparing import diff
from meantime.engines.reference import ReferenceTimeline
from meantime.linting import lint
from meantime.proving.sessions import sessions
from tests.bench import made

RUNS = 9
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata")
COMMAND = (
    "-m",
    "meantime",
    "ask",
    "microneedling",
    "Can I wear foundation?",
    "--start=2026-12-01 10:00",
    "--end=2026-12-01 11:00",
    "--zone=America/New_York",
    "--at=2026-12-02 09:00",
)


def main() -> None:
    """Print every figure with its median, least and greatest."""
    print(f"Python {platform.python_version()}, {platform.machine()}, medians of {RUNS} runs")
    print(f"{'figure':<48}{'median':>10}{'least':>10}{'most':>10}   to reach")
    protocol = mt.load("microneedling")
    cases = list(_cases(protocol))
    empty = _process("-c", "pass")
    _report("an empty Python, whole process", "ms", empty, "")
    imported = _process("-c", "import meantime")
    _report("import meantime, over the empty Python", "ms", _over(imported, empty), "< 60 ms")
    _report("one CLI answer, whole process", "ms", _process(*COMMAND), "< 250 ms")
    _report("load microneedling, cold, in its process", "ms", _cold_load(), "<= 150 ms")
    _report("60 windows in bare Python, for comparison", "us", _timed(cases, _bare), "")
    _report(
        "one full plan, case by case",
        "us",
        _timed(cases, lambda case: planning.plan(ReferenceTimeline(protocol, case))),
        "<= 100 us",
    )
    _report(
        "one screening, case by case",
        "us",
        _timed(cases, lambda case: screening.screen(ReferenceTimeline(protocol, case))),
        "",
    )
    for name, question in (("a concept", "foundation"), ("a question", "Can I wear foundation?")):
        _report(
            f"one ask on a prepared timeline, {name}",
            "us",
            _asks(protocol, cases[0], question),
            "<= 5 us",
        )
    _report(
        "one mt.ask, the case known",
        "us",
        _front_door(protocol, cases[0]),
        "",
    )
    _report("lint of microneedling", "ms", _proofs(protocol), "<= 2000 ms")
    for count, goal in ((60, "<= 2000 ms"), (120, ""), (300, "<= 20000 ms")):
        _report(f"lint of {count} made rules", "ms", _proofs(made.protocol_of(count)), goal)
    _report("diff of microneedling with itself", "ms", _differences(protocol), "")


def _cases(protocol: mt.Protocol) -> Iterable[mt.Case]:
    facts = all_clear(protocol)
    first = datetime(2026, 1, 5, 9, tzinfo=UTC)
    for number in range(2000):
        start = first + timedelta(days=number % 400, minutes=7 * number)
        yield mt.Case(start=start, zone=ZONES[number % len(ZONES)], facts=facts)


def _timed(cases: list[mt.Case], work: Callable[[mt.Case], object]) -> list[float]:
    """Microseconds a case, one figure a run over all cases."""
    found = []
    for _ in range(RUNS):
        begin = perf_counter()
        for case in cases:
            work(case)
        found.append((perf_counter() - begin) / len(cases) * 1e6)
    return found


def _bare(case: mt.Case) -> object:
    """What no engine can do without: 60 windows as pairs of moments, and nothing else."""
    day = timedelta(days=1)
    return [(case.start - day * count, case.start + day * count) for count in range(60)]


def _asks(protocol: mt.Protocol, case: mt.Case, question: str) -> list[float]:
    timeline = ReferenceTimeline(protocol, case)
    moments = [case.start + timedelta(minutes=11 * count) for count in range(5000)]
    asking.ask(timeline, question, moments[0])
    return _repeated(moments, lambda at: asking.ask(timeline, question, at))


def _front_door(protocol: mt.Protocol, case: mt.Case) -> list[float]:
    moments = [case.start + timedelta(minutes=11 * count) for count in range(5000)]
    mt.ask(protocol, case, "foundation", at=moments[0])
    return _repeated(moments, lambda at: mt.ask(protocol, case, "foundation", at=at))


def _repeated(moments: list[datetime], work: Callable[[datetime], object]) -> list[float]:
    found = []
    for _ in range(RUNS):
        begin = perf_counter()
        for at in moments:
            work(at)
        found.append((perf_counter() - begin) / len(moments) * 1e6)
    return found


def _proofs(protocol: mt.Protocol) -> list[float]:
    """Milliseconds of a whole proof; a copy of the protocol has nothing worked out yet."""
    found = []
    for _ in range(RUNS):
        sessions.cache_clear()
        anew = replace(protocol)
        begin = perf_counter()
        lint(anew)
        found.append((perf_counter() - begin) * 1e3)
    return found


def _differences(protocol: mt.Protocol) -> list[float]:
    other = mt.load("microneedling")
    found = []
    for _ in range(RUNS):
        begin = perf_counter()
        diff(protocol, other)
        found.append((perf_counter() - begin) * 1e3)
    return found


def _process(*arguments: str) -> list[float]:
    """Milliseconds of a whole process, after one run that is not counted."""
    found = []
    for _ in range(RUNS + 1):
        begin = perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        found.append((perf_counter() - begin) * 1e3)
    return found[1:]


def _over(figures: list[float], base: list[float]) -> list[float]:
    return [max(0.0, figure - median(base)) for figure in figures]


def _cold_load() -> list[float]:
    code = (
        "import time, meantime; begin = time.perf_counter(); meantime.load('microneedling'); "
        "print((time.perf_counter() - begin) * 1e3)"
    )
    found = []
    for _ in range(RUNS):
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        found.append(float(done.stdout))
    return found


def _report(name: str, unit: str, figures: list[float], goal: str) -> None:
    cells = "".join(
        f"{figure:>8.1f}{unit:>2}" for figure in (median(figures), min(figures), max(figures))
    )
    print(f"{name:<48}{cells}   {goal}")


if __name__ == "__main__":
    main()
