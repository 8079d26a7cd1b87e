"""The parts of the plot: each draws from a height of the page down, and says where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from meantime.population import summary_words as words
from meantime.population.counting import UNDATED, WAITS
from meantime.population.plot_canvas import BRAND, FAINT, TRACK, Canvas, cut, width_of
from meantime.population.summary import Summary
from meantime.population.summary_rows import WHOLE_GROUP, Row

WIDTH = 640.0
_LEFT, _RIGHT = 40.0, 600.0
_BREADTH = _RIGHT - _LEFT
# The share stands right, the count left of it.
_COUNT_AT = _RIGHT - 52
_MOST_REASONS = 12
_RED, _AMBER, _GREEN = "#a3263a", "#9a6b00", "#1f7a5c"
_COLOURS = {
    "eligible": _GREEN,
    "review": _AMBER,
    "deferred": _RED,
    "contraindicated": _RED,
    "incomplete": _AMBER,
}
_AXIS = {"more": f"{WAITS['more']}+"}
_LINE = 15.0
_ROW = 33.0
_BAR = 6.0
_LONG = 10_000_000
_COLUMNS_HIGH = 120.0


def head(canvas: Canvas, summary: Summary, y: float) -> float:
    """The line of time, the title and what the numbers are of."""
    canvas.line(_LEFT, y, _LEFT + 130, BRAND, 2)
    canvas.line(_LEFT + 130, y, _RIGHT, TRACK, 2)
    canvas.dot(_LEFT + 130, y, 5, BRAND)
    canvas.text(_LEFT, y + 34, cut(summary.title, 19, _BREADTH, bold=True), 19, bold=True)
    people = words.people_words(summary.people, summary.smallest)
    said = [f"{people} screened", f"protocol {summary.protocol} {summary.version}"]
    if summary.rejected:
        said.append(f"{summary.rejected:,} rejected and not counted")
    canvas.text(_LEFT, y + 53, cut(" · ".join(said), 10, _BREADTH), 10, FAINT)
    return y + 92


def verdicts(canvas: Canvas, summary: Summary, y: float) -> float:
    """A bar for each verdict; the whole width is everybody."""
    y = _heading(canvas, y, "Verdicts", "Share of all")
    rows = summary.section("verdict")
    for row in rows:
        word, meaning = words.VERDICTS[row.key]
        y = _bar_row(canvas, y, row, (word, meaning), _COLOURS[row.key])
    return y if rows else _nothing(canvas, y, "So few people that no number is told.")


def reasons(canvas: Canvas, summary: Summary, y: float) -> float:
    """The rules that defer most people; the whole width is everybody who is deferred."""
    y = _heading(canvas, y, "Why people are deferred", "Share of the deferred")
    rows = summary.section("reason", "deferred")
    told = [row for row in rows if row.count is not None]
    for row in told[:_MOST_REASONS]:
        said = words.first_sentence(summary.texts.get(row.subkey, ""))
        y = _bar_row(canvas, y, row, (words.rule_words(row.subkey), said), BRAND)
    if not told:
        return _nothing(canvas, y, _why_nothing(summary))
    rest = []
    if len(told) > _MOST_REASONS:
        rest.append(f"{len(told) - _MOST_REASONS} more in the table")
    if len(rows) > len(told):
        rest.append(f"{len(rows) - len(told)} more withheld")
    canvas.text(_LEFT, y + 6, ", ".join(rest), 9, FAINT)
    return y + (_LINE + 4 if rest else 0)


def dates(canvas: Canvas, summary: Summary, y: float) -> float:
    """A column for each bin of days on the line of time; who has no date comes last."""
    y = _heading(canvas, y, "When the deferred can come", "Days after the booked day")
    rows = summary.section("wait", "deferred")
    if not rows or rows[0].subkey == WHOLE_GROUP:
        return _nothing(canvas, y, _why_nothing(summary))
    base = y + _COLUMNS_HIGH
    slot = _BREADTH / (len(WAITS) + 1.6)
    most = max(row.count or 0 for row in rows) or 1
    canvas.line(_LEFT, base, _LEFT + len(WAITS) * slot, BRAND, 1.6)
    canvas.dot(_LEFT, base, 4, BRAND)
    for place, row in enumerate(rows):
        undated = row.subkey == UNDATED
        middle = _RIGHT - slot / 2 if undated else _LEFT + (place + 0.5) * slot
        _column(canvas, middle, base, slot * 0.62, row, most)
    canvas.line(_RIGHT - slot, base, _RIGHT, FAINT, 1.6)
    return base + 32


def foot(canvas: Canvas, summary: Summary, y: float) -> float:
    """What is withheld in this picture, where something is."""
    deferred = summary.section("reason", "deferred") + summary.section("wait", "deferred")
    if all(row.count is not None for row in summary.section("verdict") + deferred):
        return y
    said = f"Withheld: fewer than {summary.smallest}, or a number that would tell so few."
    canvas.gap(_LEFT, y - 7, 16, 7)
    canvas.text(_LEFT + 23, y, said, 9, FAINT)
    return y + 20


def _heading(canvas: Canvas, y: float, title: str, scale: str) -> float:
    canvas.text(_LEFT, y, title, 13, BRAND, bold=True)
    canvas.text(_RIGHT, y, scale, 9, FAINT, align="right")
    return y + 20


def _nothing(canvas: Canvas, y: float, said: str) -> float:
    canvas.text(_LEFT, y + 4, said, 10, FAINT)
    return y + _LINE


def _why_nothing(summary: Summary) -> str:
    nobody = all(row.count == 0 for row in summary.section("verdict", "deferred"))
    return "Nobody is deferred." if summary.people is not None and nobody else "Withheld."


def _bar_row(canvas: Canvas, y: float, row: Row, said: Sequence[str], colour: str) -> float:
    """A name and what it means, the number at the right, and below them the bar on its track."""
    name = cut(said[0], 10, _BREADTH / 2, bold=True)
    canvas.text(_LEFT, y + 8, name, 10, bold=True)
    begin = _LEFT + width_of(name, 10, bold=True) + 8
    room = _COUNT_AT - width_of(words.count_words(row), 10, bold=True) - 14 - begin
    canvas.text(begin, y + 8, cut(said[1], 9, room), 9, FAINT)
    canvas.text(_COUNT_AT, y + 8, words.count_words(row), 10, bold=True, align="right")
    canvas.text(_RIGHT, y + 8, words.share_words(row), 10, FAINT, align="right")
    if row.share is None:
        canvas.gap(_LEFT, y + 14, _BREADTH, _BAR)
    else:
        canvas.bar(_LEFT, y + 14, _BREADTH, _BAR, TRACK)
        canvas.bar(_LEFT, y + 14, _BREADTH * row.share / 100, _BAR, colour)
    return y + _ROW


def _column(canvas: Canvas, middle: float, base: float, wide: float, row: Row, most: int) -> None:
    undated = row.subkey == UNDATED
    canvas.text(
        middle, base + 15, _AXIS.get(row.subkey, words.wait_words(row.subkey)), 8.5, align="center"
    )
    if row.count is None:
        canvas.gap(middle - wide / 2, base - 14, wide, 14)
        canvas.text(middle, base - 18, words.WITHHELD, 8, FAINT, align="center")
        return
    high = (_COLUMNS_HIGH - 22) * row.count / most
    canvas.bar(middle - wide / 2, base - high, wide, high, FAINT if undated else BRAND)
    canvas.text(middle, base - high - 5, _short(row.count), 8.5, align="center")


def _short(count: int) -> str:
    """A number that fits above a column."""
    return f"{count:,}" if count < _LONG else f"{count / 1_000_000:,.1f} M"
