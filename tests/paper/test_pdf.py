"""The PDF as its readers get it: what is taken from it equals what the sheet says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import meantime as mt
from meantime import paper
from meantime.paper import Paper
from meantime.paper import to_pdf as setting
from meantime.paper.sheet import Notice
from tests.paper.printed import extracted, missing, run, words
from tests.paper.sheets import LANGUAGES, general, personal, protocol

SHEETS = {"general": general, "personal": personal}
SHORT = {
    "a4": "595.276 x 841.89",
    "letter": "612 x 792",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize(
    ("size", "large"), [(Paper.A4, False), (Paper.LETTER, False), (Paper.A4, True)]
)
def test_every_sentence_is_on_the_paper(kind: str, language: str, size: Paper, large: bool) -> None:
    sheet = SHEETS[kind](language)
    assert missing(sheet, extracted(paper.pdf(sheet, size, large=large))) == []


def test_a_sentence_that_is_not_on_the_paper_is_found() -> None:
    """The comparison itself can fail: in each language another sentence is missed."""
    for language in LANGUAGES:
        sheet = general(language)
        text = extracted(paper.pdf(sheet))
        other = sheet._replace(title=f"{sheet.title} {sheet.warnings.title}")
        assert missing(other, text) == [other.title]


def test_in_arabic_a_wrong_letter_is_found() -> None:
    text = extracted(paper.pdf(general("ar")))
    sentence = next(line.text for line in general("ar").lines() if line.rule == "call-eyes")
    wrong = general("ar")._replace(title=sentence.replace("العين", "الغين"))
    assert wrong.title != sentence
    assert wrong.title in missing(wrong, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_warning_signs_come_before_every_other_line(language: str) -> None:
    sheet = personal(language)
    found = " ".join(words(extracted(paper.pdf(sheet))))
    last = max(
        found.index(" ".join(words(line.text)))
        for group in sheet.warnings.groups
        for line in group.lines
    )
    assert last < found.index(" ".join(words(sheet.parts[0].groups[0].lines[0].text)))


@pytest.mark.parametrize("size", Paper)
def test_it_is_tagged_and_says_that_it_is_pdf_ua(size: Paper) -> None:
    made = paper.pdf(general("en"), size)
    said = run("pdfinfo", "-", given=made)
    assert re.search(r"Tagged: +yes", said)
    assert re.search(rf"Page size: +{SHORT[size]}", said)
    assert re.search(r"Title: +Microneedling", said)
    assert "<pdfuaid:part>1</pdfuaid:part>" in made.decode("latin-1")
    assert re.search(r"/Lang ?\(en\)", made.decode("latin-1"))


def test_its_structure_has_headings_lists_and_words_for_its_pictures() -> None:
    tree = run("pdfinfo", "-struct", "-", given=paper.pdf(general("en")))
    assert {"H1", "H2", "L", "LI", "Figure"} <= set(re.findall(r"\w+", tree))
    assert len(re.findall(r"^ *Figure", tree, re.MULTILINE)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_the_same_to_the_byte_each_time(language: str) -> None:
    assert paper.pdf(general(language)) == paper.pdf(general(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_runs_as_the_language_is_read(language: str, tmp_path: Path) -> None:
    (tmp_path / "made.pdf").write_bytes(paper.pdf(personal(language)))
    boxes = run("pdftotext", "-bbox", str(tmp_path / "made.pdf"), "-", given=b"")
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>[^\d<]?(\d)[^\d<]?<', boxes)
    days = {(day, y): float(x) for x, y, day in found}
    row = next(y for day, y in days if day == "9" and ("8", y) in days)
    assert (days["8", row] < days["9", row]) is (language != "ar")


def pages(made: bytes) -> int:
    found = re.search(r"Pages: +(\d+)", run("pdfinfo", "-", given=made))
    assert found is not None
    return int(found[1])


def of_lines(count: int) -> paper.Sheet:
    """A sheet with so many of the general one's lines."""
    sheet = general("en")
    first = sheet.parts[0]
    lines = tuple(line for part in sheet.parts for group in part.groups for line in group.lines)
    group = first.groups[0]._replace(lines=lines[:count])
    return sheet._replace(
        parts=(first._replace(groups=(group,)),), glossary=sheet.glossary._replace(entries=())
    )


def body_size(made: bytes, tmp_path: Path) -> float:
    """How tall the letters of the first line are, by poppler."""
    (tmp_path / "made.pdf").write_bytes(made)
    boxes = run("pdftotext", "-bbox", str(tmp_path / "made.pdf"), "-", given=b"")
    found = re.search(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">Wait<', boxes)
    assert found is not None
    return float(found[2]) - float(found[1])


def test_what_fits_one_page_is_on_one_page_in_letters_no_smaller_than_needed(
    tmp_path: Path,
) -> None:
    made = [paper.pdf(of_lines(count)) for count in range(2, 20)]
    fitting = [one for one in made if pages(one) == 1]
    assert len(fitting) > 2 and made[: len(fitting)] == fitting
    heights = [body_size(one, tmp_path) for one in (fitting[0], fitting[-1], made[-1])]
    assert heights[0] == heights[2] > heights[1]
    assert heights[1] / heights[0] >= 9 / 10.5 - 0.001


def test_large_print_is_at_least_18_points(tmp_path: Path) -> None:
    normal, large = (paper.pdf(of_lines(2), large=size) for size in (False, True))
    ratio = body_size(large, tmp_path) / body_size(normal, tmp_path)
    assert ratio == pytest.approx(18 / 10.5, abs=0.01)


def test_what_is_typed_stays_text() -> None:
    clinic = '#read("/etc/passwd") *x* _y_ `z` $a$ @b <c> // d \\ e'
    sheet = paper.handout(protocol(), phone="555 0100", clinic=clinic)
    text = "".join(extracted(paper.pdf(sheet)).split())
    assert "".join(clinic.split()) in text


def test_a_letter_that_no_font_has_is_an_error_and_no_box() -> None:
    sheet = paper.handout(protocol(), phone="555 0100", clinic="\u672f\u540e")
    with pytest.raises(mt.MeantimeError, match="pdf: .*could not be displayed"):
        paper.pdf(sheet)


@pytest.mark.parametrize("broken", [None, b"", b"\x00\x01\x00\x00 no font"])
@pytest.mark.parametrize("name", ["NotoSans-Bold.ttf", "NotoSansArabic-Regular.ttf"])
def test_a_font_that_cannot_be_read_is_named(
    name: str, broken: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for font in setting.FONTS.glob("*.ttf"):
        if font.name != name:
            (tmp_path / font.name).symlink_to(font)
    if broken is not None:
        (tmp_path / name).write_bytes(broken)
    monkeypatch.setattr(setting, "FONTS", tmp_path)
    with pytest.raises(mt.MeantimeError, match=f"font: `{name}` is missing or cannot be read"):
        paper.pdf(general("en"))


def test_a_warning_of_typst_is_an_error() -> None:
    fonts = setting.fonts_in(setting.FONTS)
    source = b'#set text(font: "No Such Font"); #set document(title: [x]); x'
    with pytest.raises(mt.MeantimeError, match="pdf: unknown font family: no such font"):
        setting.set_with(setting.compiler(source, {}, fonts))


def test_a_date_that_does_not_hold_stands_first_in_larger_letters_than_a_heading(
    tmp_path: Path,
) -> None:
    notice = Notice("Nowhere.", "en", ("Wait until spring.",))
    sheet = general("en")._replace(notices=(notice,))
    (tmp_path / "made.pdf").write_bytes(paper.pdf(sheet))
    boxes = run("pdftotext", "-bbox", str(tmp_path / "made.pdf"), "-", given=b"")
    tall = {
        word: float(low) - float(high)
        for high, low, word in re.findall(
            r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(Nowhere\.|Warning|line)<', boxes
        )
    }
    assert tall["Nowhere."] > tall["Warning"] > 0
    assert missing(sheet, extracted(paper.pdf(sheet))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_large_print_the_warning_signs_are_on_one_page(language: str) -> None:
    sheet = personal(language)
    found = [" ".join(words(text)) for text in extracted(paper.pdf(sheet, large=True)).split("\f")]
    signs = [" ".join(words(sheet.warnings.title))]
    signs += [" ".join(words(at.text)) for group in sheet.warnings.groups for at in group.lines]
    assert any(all(sign in text for sign in signs) for text in found)


def test_what_is_longer_than_a_line_is_whole_on_the_paper(tmp_path: Path) -> None:
    clinic, link = "Harbour" * 17, "https://clinic.example/" + "abcdefgh/" * 30
    sheet = paper.handout(protocol(), phone="555 0100", clinic=clinic, link=link)
    for large in (False, True):
        (tmp_path / "made.pdf").write_bytes(paper.pdf(sheet, large=large))
        boxes = run("pdftotext", "-bbox", str(tmp_path / "made.pdf"), "-", given=b"")
        edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
        assert max(edges) <= 595.3 - 28
        text = "".join(extracted(paper.pdf(sheet, large=large)).split())
        assert clinic in text
    assert "".join(link.split()) in "".join(extracted(paper.pdf(sheet)).split())
