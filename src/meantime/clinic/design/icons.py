"""Drawings on a grid of 24, as strokes in the colour of the words beside them."""

from __future__ import annotations

from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# The three that carry a meaning differ in their outline: a circle, a triangle, an octagon.
_DRAWN: dict[str, str] = {
    "fine": '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.8"/>',
    "care": '<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.3v.2"/>',
    "stop": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/><path d="M8 12h8"/>',
    "open": '<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3.2"/>'
    '<path d="M9.7 9.6a2.4 2.4 0 1 1 3.3 2.3c-.7.3-1 .8-1 1.6M12 16.4v.2"/>',
    "shut": '<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6m0-6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.2 2"/>',
    "phone": '<path d="M6.5 3.5h3l1.6 4.3-2 1.5a12 12 0 0 0 5.6 5.6l1.5-2 4.3 1.6v3a2 2 0 0 1-2.2 2'
    'A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.5-3.6 3-5.5 6.5-5.5s6 1.9 6.5 '
    '5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c2 .8 3.2 2.5 3.5 4.9"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/>'
    '<path d="M3.5 10h17M8 2.8V7m8-4.2V7"/>',
    "board": '<path d="M3 6.5h4M3 12h4M3 17.5h4M10.5 6.5H21M10.5 12H21M10.5 17.5H17"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 4.7v14c3.5-.2 6.5.3 8.5 1.8 2-1.5 5-2 8.5-1.8'
    'v-14C17 4.5 14 5 12 6.5zM12 6.5v14"/>',
    "numbers": '<path d="M3.5 20.5h17M6.5 16.5v-4M11 16.5v-8M15.5 16.5v-6M20 16.5V5"/>',
    "shield": '<path d="M12 3 4.5 5.8v5.7c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V5.8z"/>'
    '<path d="m9 12 2.2 2.2L15.2 10"/>',
    "settings": '<path d="M3.5 7h9M18.5 7h2M3.5 17h2M11.5 17h9"/>'
    '<circle cx="15.5" cy="7" r="2.7"/><circle cx="8.5" cy="17" r="2.7"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17H5a1.8 1.8 0 0 1-1.8-1.8v-5A1.8 1.8 0 0 1 5 8.5h14'
    'a1.8 1.8 0 0 1 1.8 1.8v5A1.8 1.8 0 0 1 19 17h-2"/><path d="M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "check": '<path d="m5 12.5 4.7 4.7L19.5 7.3"/>',
    "arrow": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "document": '<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5M9 12.5h7M9 16.5h7"/>',
    "pen": '<path d="M4 20l1-4.5L16.5 4a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19z"/>'
    '<path d="m14.5 6 3.5 3.5"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.2 20 3.5M16 7.5l3 3"/>',
    "lock": '<rect x="4.5" y="10.5" width="15" height="10" rx="2"/>'
    '<path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
    "speech": '<path d="M4 4.5h16v11.5h-8.5L7 20v-4H4z"/><path d="M8 8.5h8M8 12h5"/>',
    "camera": '<path d="M3.5 7.5h4L9.3 5h5.4l1.8 2.5h4v12h-17z"/><circle cx="12" cy="13" r="3.7"/>',
    "face-front": '<path d="M6 9.5C6 5.6 8.6 3 12 3s6 2.6 6 6.5v3c0 4.2-2.9 8-6 8s-6-3.8-6-8z"/>'
    '<path d="M6 10.5c-1.6 0-1.6 3.5.3 3.8M18 10.5c1.6 0 1.6 3.5-.3 3.8M9.2 10v.6m5.6-.6v.6"/>'
    '<path d="M12 11v2.8h-.9M10 17c1.2.7 2.8.7 4 0"/>',
    "face-side": '<path d="M17 21v-4.2c1.4-1.5 2-3.5 2-5.8 0-4.7-2.9-8-7-8-3.8 0-6 2.6-6 5.6 0 .9 '
    '.2 1.5 0 2.2l-1.7 3c-.2.5 0 .8.5.9l1.2.2v2.3c0 1.3.8 1.9 2.1 1.8L11 18.7V21"/>'
    '<path d="M8.7 10v.6M6 16.2h2.2M14 10.3c2.2-.8 2.7 2.7.2 3.4"/>',
    "out": '<path d="M10 3.5H5.5v17H10M10 12h10.5M16.5 8l4 4-4 4"/>',
}
NAMES = frozenset(_DRAWN)


@cache
def drawn(name: str) -> SafeString:
    """A use of the drawing, silent for screen readers; raises KeyError where there is none.

    A list shows the same few a hundred times: each stands once on a page, in its `sheet`.
    """
    if name not in _DRAWN:
        raise KeyError(name)
    return format_html(
        '<svg class="icon {}" width="24" height="24" aria-hidden="true"><use href="#i-{}"/></svg>',
        name,
        name,
    )


@cache
def sheet() -> SafeString:
    """Every drawing once, for the end of a page; nothing of it is seen there."""
    symbols = format_html_join(
        "",
        '<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>',
        ((name, mark_safe(drawing)) for name, drawing in _DRAWN.items()),
    )
    return format_html('<svg hidden aria-hidden="true">{}</svg>', symbols)
