"""What words of a clinic's own may be: each refusal says how to mend it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.answers.notices import Kind
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.channels.sms.length import widening
from meantime.clinic.reminders.texts import PHONE, WHEN, usual_words
from meantime.clinic.reminders.wording.measuring import Measured, measured
from meantime.clinic.reminders.wording.neutral import named_in, names_of
from meantime.clinic.tenancy.models import Clinic
from meantime.model.concept import spelled
from meantime.model.problem import nearest
from meantime.model.protocol import SOURCE_LANGUAGE

# So much nobody types for one sentence; it is not even counted.
LONGEST = 1000
# Beside those whose own words name it: they are said before a visit only.
_AHEAD = frozenset({Kind.QUESTIONS, Kind.NOW})
_BRACED = re.compile(r"{([^{}]*)}")
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Signs that nobody sees and that turn or cut the words around them; some scripts join with two.
_HIDDEN, _JOINERS = ("Cc", "Cf", "Cs", "Co", "Cn"), "\u200c\u200d"
# What a phone makes a link of, whoever it belongs to.
_ADDRESS = re.compile(
    r"\S*(?:://|(?:[^\W_]|})[.\u3002\uff0e\uff61](?:[^\W\d_]{2}|{)|(?:\d+\.){3}\d)\S*"
)
# More signs than these that halve the room of a text are another script.
_FEW = 8
# What people write in braces, in the languages of messages: for what there is, and for what not.
_MEANT = {
    WHEN: "when date day time appointment visit fecha dia hora cita visita تاريخ موعد وقت يوم",
    PHONE: "phone tel telephone number call telefono numero llamar هاتف رقم",
}
_KNOWN = {word: meant for meant, words in _MEANT.items() for word in words.split()}
_NEVER = (
    (
        "clinic address link url web website clinica direccion enlace عيادة عنوان رابط",
        lazy(
            "Take %(typed)s out: every message begins with the clinic's name and ends with the "
            "address of the plan."
        ),
    ),
    (
        "name firstname lastname surname patient nombre apellido paciente اسم مريض",
        lazy(
            "Take %(typed)s out: a message does not name the patient, since others may read it "
            "over a shoulder."
        ),
    ),
    (
        "treatment procedure protocol service tratamiento procedimiento protocolo علاج",
        lazy(
            "Take %(typed)s out: a message does not name the treatment, since others may read it "
            "over a shoulder."
        ),
    ),
)


class Rules(NamedTuple):
    """What words are held against, read once for all sentences of a clinic. names: see `neutral`.
    at: the year from then on has the dates.
    """

    clinic: Clinic
    names: frozenset[str]
    at: datetime


def rules_of(clinic: Clinic, at: datetime) -> Rules:
    """Those of a clinic as it is now."""
    return Rules(clinic, names_of(clinic), at)


def needed(kind: str) -> list[str]:
    """What a sentence has to have filled in: what Meantime's has."""
    said = usual_words(SOURCE_LANGUAGE, kind)
    return [name for name in (WHEN, PHONE) if name in said]


def possible(kind: str) -> list[str]:
    """What a sentence may have filled in."""
    found = {*needed(kind), PHONE} | ({WHEN} if kind in _AHEAD else set())
    return [name for name in (WHEN, PHONE) if name in found]


def accepted(rules: Rules, language: str, kind: str, typed: str) -> str:
    """The words as they are kept. Raises Refused for what no message may say, or not so."""
    text = unicodedata.normalize("NFC", typed.strip())
    _refuse_signs(text)
    text = " ".join(text.split())
    _refuse_braces(text, kind)
    _refuse_address(text)
    _refuse_names(text, rules.names)
    _refuse_length(measured(rules.clinic, language, kind, text, rules.at))
    return text


def _refuse_signs(text: str) -> None:
    if not text:
        raise Refused(_("Write what the message says, or go back to Meantime's words."))
    if len(text) > LONGEST:
        raise Refused(_("It is far too long for a message. Write one sentence or two."))
    if _BREAKS & {*text}:
        raise Refused(_("Write it in one line: a message has no line breaks."))
    if any(unicodedata.category(sign) in _HIDDEN and sign not in _JOINERS for sign in text):
        raise Refused(_("There are hidden signs in it. Type it anew, without copying it."))


def _refuse_braces(text: str, kind: str) -> None:
    """What is in braces is known, may stand there, and is all there."""
    for name in _BRACED.findall(text):
        if f"{{{name}}}" not in possible(kind):
            raise Refused(_why_not(name, kind))
    if {"{", "}"} & {*_BRACED.sub("", text)}:
        raise Refused(f"{_('A brace stands alone.')} {_can_write(kind)}")
    for name in needed(kind):
        if name not in text:
            raise Refused(_missing(name))


def _why_not(name: str, kind: str) -> str:
    typed, words = {"typed": f"{{{name}}}"}, (*spelled(name), "".join(spelled(name)))
    meant = next((_KNOWN[word] for word in words if word in _KNOWN), "")
    if not meant:
        for never, said in _NEVER:
            if {*words} & {*never.split()}:
                return said % typed
        meant = next((_KNOWN[close] for word in words for close in nearest(word, _KNOWN)), "")
    if meant and meant not in possible(kind):
        said = _("Take %(typed)s out: this is said after a visit too, and its day is over then.")
        return said % typed
    right = _("Did you mean %(right)s?") % {"right": meant} if meant else _can_write(kind)
    return f"{_('%(typed)s is not known.') % typed} {right}"


def _can_write(kind: str) -> str:
    return _("Here you can write: %(names)s.") % {"names": ", ".join(possible(kind))}


def _missing(name: str) -> str:
    if name == WHEN:
        said = _("The date is missing. Write %(name)s where it belongs.")
    else:
        said = _("The phone number is missing. Write %(name)s where it belongs.")
    return said % {"name": name}


def _refuse_address(text: str) -> None:
    found = _ADDRESS.search(text)
    if found:
        said = _(
            "Take the web address out (%(found)s): a message ends with its own, and patients must "
            "not learn to follow others. If it is none, put a space after the full stop."
        )
        raise Refused(said % {"found": found[0]})


def _refuse_names(text: str, names: frozenset[str]) -> None:
    found = named_in(text, names)
    if found:
        said = _(
            "Take “%(found)s” out: it tells what is treated, and others may read the message over "
            "a shoulder."
        )
        raise Refused(said % {"found": found})


def _refuse_length(told: Measured) -> None:
    if told.parts <= told.most:
        return
    said = _(
        "It is too long: with the clinic's name and the address, it would go out in %(parts)d "
        "parts, and %(most)d are the most. Letters to take out, at least: %(number)d."
    ) % {"parts": told.parts, "most": told.most, "number": told.too_many}
    raise Refused(f"{said} {costly(told)}".strip())


def costly(told: Measured) -> str:
    """Which signs make a message long that could be short; "" where none do, or all are so."""
    wide = widening(told.text)
    if not wide or len(wide) > _FEW:
        return ""
    said = _("These signs halve the room, so leave them out if you can: %(signs)s")
    return said % {"signs": " ".join(wide)}
