"""What an answer adds for whoever reads it, in the language that is on."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# As the core says them (`answers.asking`), for whoever translates.
SAID = (
    _("It may have been too early for that. Tell the clinic; they will say what helps."),
    _("The question can be read in two ways. Here is what the plan says."),
    _(
        "It may have been prescribed for you. Do not change a prescribed medicine on your own: "
        "ask the person who prescribed it. The date can move."
    ),
)


def spoken(advice: str) -> str:
    """Advice of the core, sentence by sentence."""
    for said in SAID:
        advice = advice.replace(said, gettext(said))
    return advice
