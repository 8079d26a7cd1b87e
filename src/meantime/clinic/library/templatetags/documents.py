"""What templates say of the documents of a protocol."""

from __future__ import annotations

from django import template

from meantime.clinic.library.documents import language_of

register = template.Library()
register.filter("written_in", language_of)
