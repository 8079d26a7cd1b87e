"""Words and drawings for templates; built in, no template loads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from meantime.clinic.design import icons, line_of_time, moments, top
from meantime.clinic.design.as_written import as_written
from meantime.clinic.design.meanings import STATE, STATUS, Look, look_of
from meantime.clinic.design.phones import phone_words

register = template.Library()
register.filter(as_written)
register.filter("phone", phone_words)


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing of that name; raises KeyError where there is none."""
    return icons.drawn(name)


@register.simple_tag
def icons_once() -> SafeString:
    """Every drawing, for the end of the page that uses them."""
    return icons.sheet()


@register.simple_tag
def status(value: Any) -> SafeString:
    """The status of a verdict, as a tag with its drawing and its word."""
    return _tag(look_of(STATUS, value))


@register.simple_tag
def state(value: Any) -> SafeString:
    """How far a session is, as a tag; the board's line of time reads it."""
    look = look_of(STATE, value)
    return _tag(look, format_html(' data-state="{}"', value))


def _tag(look: Look, more: str = "") -> SafeString:
    drawing = icons.drawn(look.icon)
    return format_html('<span class="tag {}"{}>{}{}</span>', look.shade, more, drawing, look.word)


@register.inclusion_tag("design/line_of_time.html", name="line_of_time")
def drawn_line(plan: Any, at: datetime) -> dict[str, Any]:
    """A plan (plain values) on the line of time, with a mark at that moment."""
    return _line(line_of_time.drawn(plan, at), at)


@register.inclusion_tag("design/axis_alone.html", name="axis")
def drawn_axis(plan: Any, at: datetime) -> dict[str, Any]:
    """The line of time of a plan without its rules: the day, the moment, the next change."""
    return _line(line_of_time.axis(plan, at), at)


def _line(drawn: line_of_time.Drawn, at: datetime) -> dict[str, Any]:
    change = drawn.change and moments.full_words(drawn.change)
    away = moments.away_words(drawn.change, at) if drawn.change else ""
    places = {"day": line_of_time.DAY, "first": line_of_time.FIRST, "last": line_of_time.LAST}
    return {"line": drawn, "change": change, "away": away, **places}


@register.simple_tag(name="top", takes_context=True)
def drawn_top(context: Context) -> SafeString:
    """The top of a page of a clinic, for what the member may do."""
    token = str(context.get("csrf_token", ""))
    return top.drawn(top.seen_by(context["request"]), token)


@register.inclusion_tag("design/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """A field of a form: label, control, hint and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = "plain"
    if widget.is_hidden:
        kind = "hidden"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "choice"
    return {"field": bound, "kind": kind}


@register.filter
def listed(names: Iterable[object]) -> SafeString:
    """Names with the comma of the language between them."""
    return format_html_join(pgettext("between names", ", "), "{}", ((name,) for name in names))


@register.filter
def clock(moment: datetime | None, clinic: Any) -> str:
    """`10:00`, by the clocks of the clinic."""
    return moments.clock_words(moments.local(moment, clinic)) if moment else ""


@register.filter
def day(moment: datetime | None, clinic: Any) -> str:
    """`Thu 3 Dec 2026`, by the clocks of the clinic."""
    return moments.day_words(moments.local(moment, clinic)) if moment else ""


@register.filter
def full(moment: datetime | None, clinic: Any) -> str:
    """`Thu 3 Dec 2026, 10:00`, by the clocks of the clinic."""
    return moments.full_words(moments.local(moment, clinic)) if moment else ""


@register.filter
def day_words(day: date | None) -> str:
    """`Thu 3 Dec 2026`."""
    return moments.day_words(day) if day else ""


@register.filter
def away(moment: datetime | None, now: datetime) -> str:
    """`in 5 hours`, `2 days ago`."""
    return moments.away_words(moment, now) if moment else ""
