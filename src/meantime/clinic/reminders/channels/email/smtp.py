"""SMTP: a line that serves for several messages, and what is certain when something goes wrong.

Until the text of a message is given away, the server has nothing of it. From then on it was sent if
the server said so, was not if it refused (RFC 5321, section 4.2.1), and else nobody knows.
"""

from __future__ import annotations

import re
import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from meantime.clinic.reminders.channels.base import NotSent, Unreachable

_REFUSED, _NO_MORE = 400, 600
# The server closes the line.
_CLOSING = 421
# Nobody is there, or their host takes no mail. Any other refusal, and one of the text, may be about
# us: it is no reason to leave an address for good.
_NOBODY = frozenset({521, 550, 551, 553, 556})
# "Security or policy" (RFC 3463), and how others say that we may not.
_NOT_US = re.compile(rb"5\.7\.|.*(relay|authenticat)", re.IGNORECASE | re.DOTALL)


class LineEnded(NotSent):
    """The line ended before the text was given away."""


class _Line(smtplib.SMTP):
    """has_text: whether it began to give the text of the last message away."""

    has_text = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Give the text away."""
        self.has_text = True
        return super().data(msg)


class _TlsLine(_Line, smtplib.SMTP_SSL):
    """The same, by TLS from the first byte."""


class Backend(EmailBackend):
    """kept: for how many seconds a line stays open for the next message."""

    kept = 5.0

    @property
    def connection_class(self) -> type[_Line]:
        """What a line is."""
        return _TlsLine if self.use_ssl else _Line

    def _send(self, email_message: EmailMessage) -> bool:
        self.connection.has_text = False
        try:
            return super()._send(email_message)
        except Exception as error:
            meaning = _meaning(error, self.connection.has_text)
            if meaning is None:
                raise
            raise meaning from None


def _meaning(error: Exception, has_text: bool) -> NotSent | None:
    """What is certain; None where nobody knows."""
    code, said = _answer(error)
    if has_text and not _REFUSED <= code < _NO_MORE:
        return None
    why = code or type(error).__name__
    if isinstance(error, OSError) and not has_text and code in (0, _CLOSING):
        return LineEnded(f"The mail server cannot be reached ({why}).")
    is_about_them = isinstance(error, smtplib.SMTPRecipientsRefused)
    if is_about_them and code in _NOBODY and not _NOT_US.match(said):
        return Unreachable(f"The mail server refused it ({why}).")
    return NotSent(f"The mail server did not take it yet ({why}).")


def _answer(error: Exception) -> tuple[int, bytes]:
    """What the server said; (0, b"") where it said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, said),) = error.recipients.values()
        return code, said
    return getattr(error, "smtp_code", 0), b""
