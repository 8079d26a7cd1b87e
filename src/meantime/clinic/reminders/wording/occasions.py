"""When each sentence of a message is said, for the staff."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meantime.answers.notices import Kind
from meantime.clinic.reminders.wanted import BOOKED, MOVED, OFF

OCCASIONS: dict[str, Promise] = {
    BOOKED: _("A date is set"),
    MOVED: _("The date has moved"),
    OFF: _("The visit is off"),
    Kind.CALL: _("They have to call before the visit"),
    Kind.EVE: _("The day before the visit"),
    Kind.DAY: _("Three hours before the visit"),
    Kind.QUESTIONS: _("Questions are open"),
    Kind.NOW: _("Steps start at once"),
    Kind.STEPS: _("A new step begins"),
    Kind.SHEET: _("The visit is over"),
    Kind.LIFTED: _("Something is allowed again"),
    Kind.NORMAL: _("Something else is normal"),
    Kind.CHECK_IN: _("A check-in is due"),
    Kind.RETURN: _("It is time to come back"),
}
