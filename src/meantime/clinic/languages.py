"""The languages that pages are in, in their own names: those of the staff, and of patients."""

from __future__ import annotations

# Django's `LANGUAGES`: what pages of a clinic and the door can be in.
OF_STAFF = [("en", "English"), ("es", "Español")]

# What a patient may be spoken to in: the portal has it, and the paper and the calendar.
LANGUAGES = [*OF_STAFF, ("ar", "العربية")]
