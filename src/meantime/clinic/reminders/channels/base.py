"""What a channel takes, gives back, and may fail with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """What goes out. to: a number, an address, or a browser's subscription. reference: ours, the
    same however often it is tried. until: from then on it helps nobody, so that the other side may
    drop it.
    """

    to: str
    subject: str
    body: str
    reference: str
    until: datetime


class NotSent(Exception):
    """It was not sent, for certain; it may be tried again. The text names nobody."""


class Unreachable(NotSent):
    """Nothing ever gets there: it is not tried again."""


class Unclear(Exception):
    """The other side's answer does not say whether it took the message."""


class Channel(Protocol):
    """A way to contacts of one kind.

    `send` gives back what the other side calls the message, where it does, and raises NotSent, or
    Unreachable.
    Any other exception means that nobody knows whether it was sent.
    """

    kind: str

    def is_set_up(self) -> bool:
        """Whether the deployment has it."""
        ...

    def send(self, message: Message) -> str:
        """Hand a message over."""
        ...
