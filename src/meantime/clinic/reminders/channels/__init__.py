"""How a message leaves. Each channel is a folder; which there are, the deployment says."""

from __future__ import annotations

from meantime.clinic.reminders.channels.base import Channel
from meantime.clinic.reminders.channels.email import Email
from meantime.clinic.reminders.channels.push import Push
from meantime.clinic.reminders.channels.sms import Sms

_EMAIL = Email()
_CHANNELS: tuple[Channel, ...] = (Push(), Sms(), _EMAIL)


def carries(kind: str) -> Channel | None:
    """The channel to contacts of that kind; None where nothing here carries to them."""
    return next((one for one in _CHANNELS if one.kind == kind and one.is_set_up()), None)


def rest() -> None:
    """Nothing follows soon: what is kept open between messages is let go."""
    _EMAIL.rest()


def all_set_up() -> list[Channel]:
    """Every channel that the deployment has."""
    return [one for one in _CHANNELS if one.is_set_up()]
