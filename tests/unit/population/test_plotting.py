"""The picture: all of it readable, for eyes and for screen readers, and always the same bytes."""

from __future__ import annotations

import struct
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import meantime as mt
from meantime.population import plot_canvas as canvas
from meantime.population import plot_panels as panels
from meantime.population.counting import Counts
from meantime.population.plot_canvas import Canvas, Form, cut, printable, width_of
from meantime.population.plotting import plot
from meantime.population.summary import Summary
from tests.unit.population.counted import DEFERRED, counts

PROTOCOL = mt.load("microneedling")
SVG = "{http://www.w3.org/2000/svg}"
MANY = {name: 40 + place for place, name in enumerate(PROTOCOL.rules) if name.startswith("bar-")}
FEW = {**DEFERRED, "bar-warts": 4}
POPULATIONS = {
    "usual": (counts(), 1),
    "many reasons": (counts({**DEFERRED, **MANY}, waits={"1": 1_100, "more": 200}), 1),
    "withheld": (counts(FEW, waits={"1": 500, "2": 120, "8-14": 4}), 10),
    "many and withheld": (counts({**DEFERRED, **MANY, "no-shaving-on-the-day": 4}), 10),
    "nearly all withheld": (counts({"bar-warts": 4, "bar-herpes": 7}, waits={"1": 11}), 10),
    "deferred withheld": (counts({"bar-warts": 4}, eligible=0, waits={"1": 4}), 10),
    "huge": (counts({"actives-3-days": 90_000_000}, waits={"1": 45_000_000, "2": 45_000_000}), 1),
    "nobody deferred": (counts({}, waits={}), 10),
    "nobody": (Counts(), 10),
    "few": (Counts(9, {"eligible": {"": 9}}), 10),
}


def summary(name: str) -> Summary:
    found, smallest = POPULATIONS[name]
    return Summary.of(PROTOCOL, found, smallest=smallest, rejected=12 if name == "usual" else 0)


def texts_of(made: Summary) -> list[Text]:
    """Every text as it stands on the page."""
    page, y = Canvas(panels.WIDTH), 40.0
    for panel in (panels.head, panels.verdicts, panels.reasons, panels.dates, panels.foot):
        y = panel(page, made, y) + 20
    page.saved("svg", y, {})
    FigureCanvasAgg(page.figure)
    return [text for text in page.figure.findobj(Text) if text.get_text()]


def said_in(made: Summary) -> list[str]:
    return [text.get_text() for text in texts_of(made)]


@pytest.mark.parametrize("name", POPULATIONS)
def test_no_two_texts_overlap_and_none_leaves_the_page(name: str) -> None:
    texts = texts_of(summary(name))
    page = texts[0].get_figure(root=True).bbox  # type: ignore[union-attr]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    assert [said for said, box in boxes if box.x0 < page.x0 or box.x1 > page.x1] == []
    pairs = combinations(boxes, 2)
    assert [(one[0], two[0]) for one, two in pairs if one[1].overlaps(two[1])] == []


@pytest.mark.parametrize("name", POPULATIONS)
def test_an_svg_is_a_picture_with_a_title_and_a_description(name: str) -> None:
    root = ElementTree.fromstring(plot(summary(name), "svg"))
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], described.attrib["id"]]
    assert (title.text or "").startswith("Microneedling (collagen induction therapy): ")


def test_the_description_has_every_verdict_and_its_number() -> None:
    root = ElementTree.fromstring(plot(summary("withheld"), "svg"))
    assert root.findtext(f"{SVG}desc") == (
        "Eligible: can be treated, 1,000 52.5%; Review: a clinician decides first, 120 6.3%; "
        "Deferred: not yet, 624 32.8%; Contraindicated: cannot be treated, 60 3.2%; "
        "Incomplete: not known yet, 100 5.3%."
    )


def test_of_few_people_the_description_says_that_they_are_few() -> None:
    root = ElementTree.fromstring(plot(summary("few"), "svg"))
    assert root.findtext(f"{SVG}desc") == "Too few people to tell any number."


def test_letters_are_shapes_and_nothing_comes_from_elsewhere() -> None:
    root = ElementTree.fromstring(plot(summary("usual"), "svg"))
    assert root.find(f".//{SVG}text") is None
    links = [value for node in root.iter() for name, value in node.items() if name.endswith("href")]
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_same_summary_is_the_same_bytes(form: Form) -> None:
    one = plot(summary("usual"), form)
    assert one == plot(summary("usual"), form)
    assert b"dc:date" not in one
    assert b"Matplotlib" not in one


def test_a_png_has_the_size_of_the_page() -> None:
    picture = plot(summary("usual"), "png")
    assert picture.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", picture[16:24])
    assert wide == int(panels.WIDTH / 72 * 160)
    assert high > wide


def test_every_bar_has_its_word_and_its_number() -> None:
    said = said_in(summary("usual"))
    for text in ("Deferred", "not yet", "620", "32.6%", "actives-3-days", "400", "64.5%", "184+"):
        assert text in said
    assert (
        "1,900 people screened · protocol microneedling 0.1.0 · 12 rejected and not counted" in said
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("many reasons", "3 more in the table"),
        ("withheld", "2 more withheld"),
        ("many and withheld", "2 more in the table, 2 more withheld"),
        ("withheld", "Withheld: fewer than 10, or a number that would tell so few."),
        ("nearly all withheld", "Withheld."),
        ("deferred withheld", "Withheld."),
        ("nobody deferred", "Nobody is deferred."),
        ("nobody", "0 people screened · protocol microneedling 0.1.0"),
        ("few", "So few people that no number is told."),
        ("huge", "45.0 M"),
    ],
)
def test_what_is_left_out_is_said(name: str, text: str) -> None:
    assert text in said_in(summary(name))


def test_what_is_withheld_elsewhere_is_no_matter_of_the_picture() -> None:
    found = counts(findings={"bar-warts:warts": 4})
    said = said_in(Summary.of(PROTOCOL, found, smallest=10))
    assert not any(text.startswith("Withheld") for text in said)


def test_long_names_are_cut_and_leave_room_for_the_number() -> None:
    made = summary("usual")
    long = replace(
        made,
        title="A very long title " * 9,
        rows=tuple(
            replace(row, subkey="a-rule-with-a-name-" * 9) if row.section == "reason" else row
            for row in made.rows
        ),
        texts={"a-rule-with-a-name-" * 9: "A sentence that goes on and on " * 9},
    )
    texts = texts_of(long)
    assert sum(text.get_text().endswith("…") for text in texts) == 9
    boxes = [text.get_window_extent() for text in texts]
    assert not any(one.overlaps(two) for one, two in combinations(boxes, 2))


def test_a_sign_that_the_fonts_do_not_have_becomes_a_question_mark() -> None:
    assert printable("años – 3…\u2265 \u2192") == "años – 3…? ?"
    made = replace(summary("nobody"), title="At \u2265 $5 and $6")
    assert "At ? $5 and $6" in said_in(made)
    ElementTree.fromstring(plot(made, "svg"))


def test_a_title_with_signs_of_its_own_stays_text() -> None:
    made = replace(summary("nobody"), title='Peel & "lift" <b>')
    root = ElementTree.fromstring(plot(made, "svg"))
    assert root.findtext(f"{SVG}title") == 'Peel & "lift" <b>: 0 people screened'


def test_a_text_is_cut_to_its_width() -> None:
    said = "Tell the clinic if you have warts on your face."
    assert cut(said, 9, 1_000) == said
    assert cut(said, 9, 0) == "…"
    shorter = cut(said, 9, 90)
    assert said.startswith(shorter.removesuffix("…"))
    assert width_of(shorter, 9) <= 90 < width_of(said[: len(shorter) + 1], 9) + 9
    assert width_of(said, 9, bold=True) > width_of(said, 9) > width_of("", 9) == 0


@pytest.mark.parametrize("colour", [canvas.INK, canvas.FAINT, canvas.BRAND])
def test_text_stands_out_from_the_paper(colour: str) -> None:
    """At least 4.5 to 1, which is AA."""

    def light(code: str) -> float:
        parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return sum(
            share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )

    assert (light(canvas.PAPER) + 0.05) / (light(colour) + 0.05) >= 4.5
