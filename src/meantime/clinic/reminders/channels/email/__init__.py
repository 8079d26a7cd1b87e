"""E-mail, by SMTP or a service with an interface of its own: whatever backend Django is set to."""

from __future__ import annotations

from contextlib import suppress
from email.utils import parseaddr
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from meantime.clinic.care.models import Contact
from meantime.clinic.reminders.channels.base import Message, NotSent
from meantime.clinic.reminders.channels.email import services
from meantime.clinic.reminders.channels.email.smtp import LineEnded


class Email:
    """To addresses. It is one thread's at a time: a line to a mail server stays open for messages
    that soon follow.
    """

    kind = Contact.Kind.EMAIL.value

    def __init__(self) -> None:
        self._line: BaseEmailBackend | None = None
        self._ends = 0.0

    def is_set_up(self) -> bool:
        """Whether the deployment says from which address it writes."""
        return bool(settings.REMINDERS_FROM)

    def send(self, message: Message) -> str:
        """Hand a message over."""
        mail = _mail_of(message)
        if monotonic() > self._ends:
            self.rest()
        was_open = self._line is not None
        try:
            return self._hand_over(mail)
        except LineEnded:
            if not was_open:
                raise
        return self._hand_over(mail)  # servers may end a line between two messages

    def _hand_over(self, mail: EmailMessage) -> str:
        self._line = mail.connection = self._line or _opened()
        kept = 0.0
        try:
            reference = services.hand_over(mail) if services.is_one() else _sent(mail)
            kept = getattr(self._line, "kept", 0.0)
        finally:
            self._ends = monotonic() + kept
            if not kept:
                self.rest()
        return reference

    def rest(self) -> None:
        """Nothing follows soon: the line is let go."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):  # what was said of the message stands
                line.close()


def _sent(mail: EmailMessage) -> str:
    """Hand it over; nobody but us has a name for it."""
    mail.send()
    return ""


def _mail_of(message: Message) -> EmailMessage:
    """The message as it goes out. Nothing in it tells anybody when it is read."""
    headers = {"Auto-Submitted": "auto-generated"}
    if not services.is_one():  # they make their own, and some refuse ours
        domain = parseaddr(settings.REMINDERS_FROM)[1].rpartition("@")[2]
        headers["Message-ID"] = f"<{message.reference}@{domain}>"
    mail = EmailMessage(
        message.subject, message.body, settings.REMINDERS_FROM, [message.to], headers=headers
    )
    mail.metadata = {"delivery": message.reference}
    mail.track_opens = mail.track_clicks = False
    return mail


def _opened() -> BaseEmailBackend:
    """Connect: until then nothing can have been sent."""
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except OSError as error:
        with suppress(OSError):
            connection.close()
        raise NotSent(f"The mail server cannot be reached ({type(error).__name__}).") from None
    return connection
