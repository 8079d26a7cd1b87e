"""A summary as a picture: verdicts, why people are deferred, and when they can come."""

from __future__ import annotations

from xml.sax.saxutils import escape

from meantime.population import summary_words as words
from meantime.population.plot_canvas import Canvas, Form
from meantime.population.plot_panels import WIDTH, dates, foot, head, reasons, verdicts
from meantime.population.summary import Summary

_MARGIN = 34.0
_BETWEEN = 22.0


def plot(summary: Summary, form: Form) -> bytes:
    """The picture as SVG or PNG, the same bytes for the same summary.

    A screen reader has the verdicts from its description, and everything from the tables.
    """
    canvas = Canvas(WIDTH)
    y = head(canvas, summary, _MARGIN)
    for panel in (verdicts, reasons, dates):
        y = panel(canvas, summary, y) + _BETWEEN
    height = foot(canvas, summary, y) + _MARGIN - _BETWEEN
    title, described = alternative(summary)
    picture = canvas.saved(form, height, {"Title": title, "Description": described})
    return _labelled(picture, title, described) if form == "svg" else picture


def alternative(summary: Summary) -> tuple[str, str]:
    """The picture in words: a title, and the number of people with each verdict."""
    people = words.people_words(summary.people, summary.smallest)
    said = [
        f"{': '.join(words.VERDICTS[row.key])}, {words.count_words(row)} {words.share_words(row)}"
        for row in summary.section("verdict")
    ]
    described = "; ".join(map(str.strip, said)) or "Too few people to tell any number"
    return f"{summary.title}: {people} screened", f"{described}."


def _labelled(picture: bytes, title: str, described: str) -> bytes:
    """The title is there already; a screen reader wants both, and to know that it is a picture."""
    name = f"<title>{escape(title)}</title>"
    both = (
        f'<title id="meantime-title">{escape(title)}</title>\n'
        f' <desc id="meantime-description">{escape(described)}</desc>'
    )
    labels = '<svg role="img" aria-labelledby="meantime-title meantime-description" '
    text = picture.decode().replace("<svg ", labels, 1).replace(name, both, 1)
    return text.encode()
