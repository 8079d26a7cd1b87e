"""HTML, Markdown and plain text: each has every sentence, and nothing typed into them is code."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from meantime import paper
from meantime.paper.sheet import Notice, Stretch
from meantime.paper.to_text import cells
from tests.paper.sheets import LANGUAGES, LINK, general, personal, protocol

EVIL = '<script>alert(1)</script> *x* _y_ `z` [a](b) # c & "d" ~~e~~ 1. f'


class Page(HTMLParser):
    """The text of a page, and its tags with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def of_html(sheet: paper.Sheet) -> str:
    return Page(paper.html(sheet)).text


def of_markdown(sheet: paper.Sheet) -> str:
    return Page(MarkdownIt("commonmark").render(paper.markdown(sheet))).text


def close(text: str) -> str:
    """Without any space: where a line breaks says nothing."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [general, personal], ids=["general", "personal"])
@pytest.mark.parametrize(
    "shown", [of_html, of_markdown, paper.text], ids=["html", "markdown", "text"]
)
def test_every_sentence_is_there(
    shown: Callable[[paper.Sheet], str], kind: Callable[[str], paper.Sheet], language: str
) -> None:
    sheet = kind(language)
    text = close(shown(sheet))
    assert [said for said in sheet.sentences() if close(said) not in text] == []
    assert close(sheet.drawing.spoken) in text or shown is of_html


@pytest.mark.parametrize(
    "shown", [of_html, of_markdown, paper.text], ids=["html", "markdown", "text"]
)
def test_the_phone_and_the_warning_signs_come_before_every_line(
    shown: Callable[[paper.Sheet], str],
) -> None:
    sheet = personal("en")
    text = close(shown(sheet))
    signs = [line.text for group in sheet.warnings.groups for line in group.lines]
    rest = [line.text for line in sheet.lines() if line.text not in signs]
    places = [text.index(close(said)) for said in (sheet.phone, *signs)]
    assert places == sorted(places)
    assert places[-1] < min(text.index(close(said)) for said in rest)


@pytest.mark.parametrize(
    "shown", [of_html, of_markdown, paper.text], ids=["html", "markdown", "text"]
)
def test_what_is_typed_stays_text(shown: Callable[[paper.Sheet], str]) -> None:
    sheet = paper.handout(protocol(), phone="555 0100", clinic=EVIL)
    assert close(EVIL) in close(shown(sheet))


def test_nothing_typed_becomes_a_tag() -> None:
    sheet = paper.handout(protocol(), phone="555 0100", clinic=EVIL)
    made = paper.html(sheet), MarkdownIt("commonmark").render(paper.markdown(sheet))
    for page in map(Page, made):
        assert not {"script", "del"} & {tag for tag, _ in page.tags}
        assert not [tag for tag in page.tags if tag[0] == "a" and tag[1].get("href") == "b"]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_the_page_names_its_language_and_direction(language: str, direction: str) -> None:
    page = Page(paper.html(general(language)))
    assert ("html", {"lang": language, "dir": direction}) in page.tags


def test_what_is_in_another_language_says_so() -> None:
    page = Page(paper.html(general("ar")))
    notices = [found for tag, found in page.tags if found.get("class") == "notice"]
    assert [(found.get("lang"), found.get("dir")) for found in notices] == [
        (None, None),
        ("en", "ltr"),
    ]


WHY = Notice("It cannot be.", "en", ("Wait until spring.", "Not before May."))


def test_a_date_that_does_not_hold_stands_out_more_than_a_heading() -> None:
    sheet = personal("en")._replace(notices=(WHY,))
    rows = paper.text(sheet).splitlines()
    first = rows.index("! It cannot be.")
    assert rows[first - 1] == rows[first + 3] == "!" * 80
    assert rows[first + 1 : first + 3] == ["! Wait until spring.", "! Not before May."]
    quoted = "> ## **It cannot be\\.**\n>\n> **Wait until spring\\.**\n>\n> **Not before May\\.**"
    assert quoted in paper.markdown(sheet)
    page = Page(paper.html(sheet))
    assert [
        found["class"] for tag, found in page.tags if "notice" in (found.get("class") or "")
    ] == ["notice grave"]
    assert "It cannot be.\nWait until spring.Not before May." in page.text.replace("\n\n", "\n")
    for shown in (of_html, of_markdown, paper.text):
        said = close(shown(sheet))
        assert said.index("Waituntilspring.") < said.index(close(sheet.warnings.title))


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    source = paper.html(personal("en"))
    page = Page(source)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    addresses = {found.get("href") for tag, found in page.tags if tag == "a"}
    assert addresses == {LINK, "tel:+15550100199"}
    assert re.findall(r"url\((?!#)|@import", source) == []


def test_the_page_has_one_title_and_headings_in_order() -> None:
    levels = [int(tag[1]) for tag, _ in Page(paper.html(personal("en"))).tags if tag in HEADINGS]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


HEADINGS = {f"h{level}" for level in range(1, 7)}


def test_the_drawing_says_the_same_in_words() -> None:
    sheet = personal("en")
    spoken = [found.get("aria-label") for _, found in Page(paper.html(sheet)).tags]
    assert sheet.drawing.spoken in spoken
    assert sheet.code is not None and sheet.code.spoken in spoken


def test_a_mark_has_its_sign_and_its_word() -> None:
    sheet = personal("en")
    page = Page(paper.html(sheet))
    drawn = [str(found["href"]) for tag, found in page.tags if tag == "use"]
    marked = [line for line in sheet.lines() if line.mark not in ("plain", "call")]
    assert len([sign for sign in drawn if sign != "#call"]) == len(marked) + len(sheet.notices)
    assert all(line.word for line in marked)


def test_ids_on_the_page_are_unique() -> None:
    ids = [found["id"] for _, found in Page(paper.html(personal("en"))).tags if "id" in found]
    assert len(ids) == len(set(ids))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_have_contrast_in_light_in_dark_and_on_paper() -> None:
    source = paper.html(general("en"))
    schemes = re.findall(r":root \{(.*?)\}", source, re.DOTALL)
    assert len(schemes) == 3
    for scheme in schemes:
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", scheme))
        colours = {
            name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
            for name, value in found.items()
        }
        for name in ("ink", "faint", "teal", "not-now", "care", "fine", "normal"):
            for ground in ("paper", "card", "alarm"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_a_line_of_time_in_signs() -> None:
    session = 7 / 17
    assert cells((Stretch(0, session),), session, 17) == "━" * 7 + "●" + "┄" * 9
    soft = (Stretch(0.6, 0.8), Stretch(0.8, 1.0, soft=True))
    assert cells(soft, session, 10) == "┄┄┄┄●┄━━──"
    assert cells((Stretch(0.91, 0.92),), session, 10) == "┄┄┄┄●┄┄┄┄━"


def test_text_fits_its_width() -> None:
    for language in LANGUAGES:
        for row in paper.text(personal(language)).splitlines():
            assert len(row) <= 80 or " " not in row.strip()


def test_without_words_to_explain_nothing_is_said_of_them() -> None:
    sheet = general("en")
    bare = sheet._replace(glossary=sheet.glossary._replace(entries=()))
    for shown in (of_html, of_markdown, paper.text):
        assert sheet.glossary.title in shown(sheet)
        assert sheet.glossary.title not in shown(bare)
