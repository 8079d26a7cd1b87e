"""The look: words of time, drawings, forms, the line of time, colours that can be read."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.management import call_command
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views import defaults

import meantime as mt
from meantime.clinic import design
from meantime.clinic.care.views import today
from meantime.clinic.design import icons, line_of_time, navigation
from meantime.clinic.design.meanings import STATE, STATUS, VERB
from meantime.clinic.design.moments import away_words
from meantime.clinic.design.spans import Span, span_words
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.model.case import Case
from meantime.model.rule import Verb
from tests.clinic.conftest import NOW, client_of

HOME = Path(design.__file__).parent
CSS = (HOME / "static/meantime/clinic.css").read_text()
TEMPLATES = sorted(HOME.parent.rglob("templates/**/*.html"))
WANTED = (
    "fine care stop open shut clock phone person people calendar board book numbers shield settings"
    " print search plus check arrow document pen key lock out"
)
START = datetime(2026, 12, 3, 15, tzinfo=UTC)  # Thursday, 10:00 in New York


def drawn(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


# Moments


def test_moments_are_said_by_the_clocks_of_the_clinic() -> None:
    clinic = Clinic(zone="America/New_York")
    said = "{{ m|clock:clinic }} / {{ m|day:clinic }} / {{ m|full:clinic }} / {{ d|day_words }}"
    told = drawn(said, m=START, clinic=clinic, d=date(2026, 5, 1))
    assert told == "10:00 / Thu 3 Dec 2026 / Thu 3 Dec 2026, 10:00 / Fri 1 May 2026"
    late = datetime(2026, 12, 4, 3, tzinfo=UTC)
    assert drawn("{{ m|day:clinic }}", m=late, clinic=clinic) == "Thu 3 Dec 2026"


def test_spanish_days_are_written_small() -> None:
    with translation.override("es"):
        assert drawn("{{ d|day_words }}", d=date(2026, 12, 3)) == "jue 3 dic 2026"


def test_no_moment_is_no_word() -> None:
    said = (
        "{{ m|clock:clinic }}{{ m|day:clinic }}{{ m|full:clinic }}{{ m|day_words }}{{ m|away:m }}"
    )
    assert drawn(said, m=None, clinic=Clinic(zone="UTC")) == ""


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=-89), "89 minutes ago"),
        (timedelta(hours=5), "in 5 hours"),
        (timedelta(hours=-35), "35 hours ago"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=-20), "20 days ago"),
        (timedelta(days=70), "in 10 weeks"),
    ],
)
def test_how_far_away(apart: timedelta, said: str) -> None:
    assert away_words(NOW + apart, NOW) == said
    assert drawn("{{ m|away:now }}", m=NOW + apart, now=NOW) == said


# Tags


@pytest.mark.parametrize("value", sorted(STATUS))
def test_a_status_has_a_shade_a_drawing_and_a_word(value: str) -> None:
    told = drawn("{% status value %}", value=value)
    assert re.fullmatch(
        r'<span class="tag (fine|care|stop)"><svg .*</svg>[A-Z][a-z ]+</span>', told
    )


def test_a_status_nobody_knows_is_plain_and_escaped() -> None:
    told = drawn("{% status value %}{% state value %}", value="<b>new")
    assert 'class="tag plain"' in told
    assert "&lt;b&gt;new" in told
    assert "<b>" not in told


def test_every_state_and_every_verb_has_a_look() -> None:
    from meantime.clinic.care.models import State

    assert set(STATE) == {str(value) for value in State}
    assert set(VERB) | {"bar"} == {verb.value for verb in Verb}
    assert 'data-state="done"' in drawn("{% state value %}", value=State.DONE)


def test_every_drawing_is_silent_and_in_the_colour_of_its_words() -> None:
    assert set(WANTED.split()) <= icons.NAMES
    for name in icons.NAMES:
        told = drawn("{% icon name %}", name=name)
        assert 'aria-hidden="true"' in told
        assert not re.search(r"fill=|stroke=|style=", told)


def test_a_drawing_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        drawn("{% icon 'heart' %}")


# Forms


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As on paper.")
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="Agreed")
    areas = forms.MultipleChoiceField(
        label="Areas", choices=[("chin", "Chin")], widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(widget=forms.HiddenInput)


ALL_FIELDS = "{% for one in form %}{% field one %}{% endfor %}"


def test_a_field_ties_its_hint_and_error_to_its_control() -> None:
    told = drawn("{% field form.name %}", form=Form({"name": ""}))
    assert '<label for="id_name">Name</label>' in " ".join(told.split())
    assert 'aria-describedby="id_name_helptext id_name_error"' in told
    assert 'id="id_name_helptext"' in told
    assert 'id="id_name_error"' in told
    assert 'aria-invalid="true"' in told


def test_fields_of_every_kind() -> None:
    told = " ".join(drawn(ALL_FIELDS, form=Form()).split())
    assert "Note <span" in told
    assert "(optional)" in told
    assert '<label class="choice"><input type="checkbox" name="agreed"' in told
    assert "<legend>Areas</legend>" in told
    assert '<label class="choice"><input type="checkbox" name="areas" value="chin"' in told
    assert told.count("<label") == 4
    assert '<input type="hidden" name="seen"' in told


# Navigation


def test_everybody_sees_the_parts_that_are_theirs(owner: Member, auditor: Member) -> None:
    def seen(member: Member) -> set[str]:
        found = navigation.ways(member.clinic.slug, member.powers, "today")
        return {str(way.word) for way in found}

    assert {"Today", "Patients", "Audit", "Settings"} <= seen(owner)
    assert seen(auditor) <= {"Protocols", "Numbers", "Audit"}
    assert "Audit" in seen(auditor)


@pytest.mark.parametrize(
    ("here", "word", "current"),
    [("today", "Today", "page"), ("worklists", "Today", "true"), ("session", "Patients", "true")],
)
def test_one_knows_where_one_is(here: str, word: str, current: str) -> None:
    ways = navigation.ways("harbour", {"see"}, here)
    assert {str(way.word): way.current for way in ways if way.current} == {word: current}


def test_a_part_that_is_not_built_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    unbuilt = navigation.PARTS[0]._replace(name="not-built")
    monkeypatch.setattr(navigation, "PARTS", (unbuilt, navigation.PARTS[1]))
    assert [str(way.word) for way in navigation.ways("harbour", {"see"}, "")] == ["Patients"]


def test_the_frame_of_a_page(clinic: Clinic, nurse: Member) -> None:
    page = client_of(nurse).get(reverse("today", args=[clinic.slug])).content.decode()
    assert page.index('class="skip" href="#main"') < page.index("<nav")
    assert '<main id="main"' in page
    assert page.count('aria-current="page"') == 1
    assert page.count("<h1>") == 1
    assert "htmx-2.min.js" in page
    assert "includeIndicatorStyles&quot;: false" in page


# The line of time


def plan_of(**facts: Any) -> dict[str, Any]:
    case = Case(start=START, zone="America/New_York", end=START + timedelta(minutes=50), **facts)
    return mt.plan(mt.load("microneedling"), case).to_dict()


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return plan_of(facts={})


def test_places_rise_with_time(plan: dict[str, Any]) -> None:
    line = line_of_time.drawn(plan, START)
    ticks = sorted(tick.x for tick in line.ticks)
    assert line_of_time.FIRST <= ticks[0] < line_of_time.DAY < ticks[-1] <= line_of_time.LAST
    moments = [START + timedelta(hours=step) for step in range(-300, 300, 7)]
    places = [line_of_time.drawn(plan, moment).now for moment in moments]
    assert places == sorted(places)
    assert line.now == line_of_time.DAY


def test_words_of_the_scale_keep_apart(plan: dict[str, Any]) -> None:
    places = sorted(tick.x for tick in line_of_time.drawn(plan, START).ticks if tick.word)
    assert all(right - left >= 10 for left, right in pairwise(places))


def test_every_rule_is_in_one_part_at_every_moment(plan: dict[str, Any]) -> None:
    wanted = len({item["rule"] for item in plan["items"] if item["verb"] != "bar"})
    for day in (-200, -3, 0, 2, 40):
        line = line_of_time.drawn(plan, START + timedelta(days=day))
        parts = (line.holds, line.comes, line.over, line.always)
        assert sum(map(len, parts)) == wanted
        assert not any(band.verb == "call" for part in parts[:3] for band in part)


def test_the_next_change_is_the_next_edge(plan: dict[str, Any]) -> None:
    at = START + timedelta(hours=1)
    change = line_of_time.drawn(plan, at).change
    assert change == START + timedelta(hours=4, minutes=50)
    told = drawn("{% line_of_time plan at %}", plan=plan, at=at)
    assert "<strong>Thu 3 Dec 2026, 14:50</strong>, in 4 hours." in told
    far = START + timedelta(days=900)
    assert "Nothing changes any more." in drawn("{% line_of_time plan at %}", plan=plan, at=far)


def test_the_drawing_has_its_words_beside_it(plan: dict[str, Any]) -> None:
    told = drawn("{% line_of_time plan at %}", plan=plan, at=START)
    assert 0 < told.count('class="strip') <= told.count('class="when"')
    for drawing in re.findall(r"<svg[^>]*>", told):
        assert 'aria-hidden="true"' in drawing
    assert "from Thu 3 Dec, 10:50 until Sat 5 Dec, 10:50" in told
    with translation.override("es"):  # places stay numbers that SVG can read
        assert not re.search(r'="\d+,\d', drawn("{% line_of_time plan at %}", plan=plan, at=START))


def moment(day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, 12, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (None, None, "at any time"),
        (None, moment(3, 10), "until Thu 3 Dec, 10:00"),
        (moment(3), None, "from Thu 3 Dec"),
        (moment(3), moment(4), "on Thu 3 Dec"),
        (moment(3, 10), moment(4), "Thu 3 Dec, 10:00 to 24:00"),
        (moment(3, 10), moment(3, 14, 50), "Thu 3 Dec, 10:00 to 14:50"),
        (moment(3), moment(7), "from Thu 3 Dec until the end of Sun 6 Dec"),
        (moment(3), moment(7, 9, year=2027), "from Thu 3 Dec until Tue 7 Dec 2027, 09:00"),
    ],
)
def test_stretches_in_words(begins: datetime | None, ends: datetime | None, said: str) -> None:
    assert span_words(Span(begins, ends, better=False), 2026) == said
    assert span_words(Span(begins, ends, better=True), 2026) == f"better: {said}"


# Templates and the policy of content


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HOME.parent)))
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.I)
    for script in re.findall(r"<script[^>]*>", text):
        assert " src=" in script or 'type="application/json"' in script


def test_pages_of_allauth_that_nobody_rewrote_look_ours() -> None:
    told = render_to_string("account/verification_sent.html")
    assert "meantime/clinic.css" in told
    assert '<main id="main" class="page"' in told


# Errors


def test_error_pages_say_a_way_on(clinic: Clinic, nurse: Member, auditor: Member) -> None:
    missing = client_of(nurse).get("/c/nowhere/")
    closed = client_of(auditor).get(reverse("today", args=[clinic.slug]))
    forged = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    wrong = defaults.bad_request(RequestFactory().get("/"), ValueError("secret"))
    pages = {404: missing, 403: closed, 400: wrong}
    for status, page in pages.items():
        assert page.status_code == status
        assert 'href="/"' in page.content.decode()
        assert "secret" not in page.content.decode()
    assert forged.status_code == 403
    assert "Nothing was saved" in forged.content.decode()


def test_what_breaks_says_so_without_its_trace(
    clinic: Clinic, nurse: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(today, "kept_page", breaks)
    client = client_of(nurse)
    client.raise_request_exception = False
    page = client.get(reverse("today", args=[clinic.slug]))
    assert page.status_code == 500
    assert "Something broke" in page.content.decode()
    assert "secret" not in page.content.decode()
    assert page.content.decode() == render_to_string("500.html")


# Colours, sizes, weight

LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\n *\}", CSS, re.S)[:2]
)
TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "brand") for ground in ("paper", "sheet")),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("brand-deep", "brand-soft"),
    ("ink", "brand-soft"),
    ("brand", "brand-soft"),
    ("warm-ink", "warm-soft"),
    ("plain-ink", "plain-soft"),
    ("muted", "plain-soft"),
    *((f"{name}-ink", f"{name}-soft") for name in ("fine", "care", "stop")),
    *((ink, f"{name}-soft") for name in ("fine", "care", "stop", "plain") for ink in ("ink",)),
    ("stop-ink", "sheet"),
    ("stop-ink", "paper"),
]
SHAPES = [
    (shape, ground)
    for shape in ("edge", "cool", "warm", "fine", "care", "stop", "brand")
    for ground in ("paper", "sheet")
]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 counts it."""
    lights = sorted(_light(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_can_be_told_apart(colours: dict[str, str]) -> None:
    dim = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT}
    assert {pair: ratio for pair, ratio in dim.items() if ratio < 4.5} == {}
    faint = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}


def test_both_modes_have_every_colour() -> None:
    assert set(LIGHT) == set(DARK)


def test_contrast_is_counted_right() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_there_are_five_sizes_of_type() -> None:
    sizes = set(re.findall(r"font-size: ([^;}]+)", CSS)) | set(re.findall(r"font: \d+ (\S+)/", CSS))
    names = {"small", "base", "big", "large", "huge"}
    whole = {"106.25%", "11pt", ".94em"}  # the page, the print, letters of one width
    assert sizes - whole <= {f"var(--{name})" for name in names}


def test_meaning_in_the_style_sheet() -> None:
    for wanted in ("prefers-color-scheme: dark", "prefers-reduced-motion", "@media print"):
        assert wanted in CSS
    used = set(re.findall(r"var\((--[a-z0-9-]+)", CSS))
    assert used <= set(re.findall(r"(--[a-z0-9-]+):", CSS))


@pytest.mark.django_db
def test_the_first_load_is_light() -> None:
    page = Client().get(reverse("account_login")).content
    css = gzip.compress(CSS.encode())
    from django.contrib.staticfiles.finders import find

    files = re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())
    loaded = {name: gzip.compress(Path(find(name)).read_bytes()) for name in files}
    fonts = [path.read_bytes() for path in (HOME / "static/meantime/fonts").glob("*-latin.woff2")]
    assert len(fonts) == 2
    assert "meantime/clinic.css" in loaded
    total = len(gzip.compress(page)) + sum(map(len, [*loaded.values(), *fonts]))
    assert len(css) < 12 * 1024
    assert total < 100 * 1024


def test_every_file_that_is_named_is_there(settings: Any, tmp_path: Path) -> None:
    """As a deployment collects them: each under a name with its digest."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "default": settings.STORAGES["default"],
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    sheet = next((tmp_path / "meantime").glob("clinic.*.css")).read_text()
    named = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(named) == 6
    for name in named:
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", name)
        assert (tmp_path / "meantime" / name).is_file()
