"""E-mail, by whatever backend Django is set to."""

from __future__ import annotations

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from meantime.clinic.care.models import Contact
from meantime.clinic.reminders.channels.base import Message, NotSent, Unreachable

# Answers of a mail server (RFC 5321, section 4.2.1): from here on it is for good.
_FOR_GOOD = 500


class Email:
    """To addresses."""

    kind = Contact.Kind.EMAIL.value

    def is_set_up(self) -> bool:
        """Whether the deployment says from which address it writes."""
        return bool(settings.REMINDERS_FROM)

    def send(self, message: Message) -> str:
        """Hand a message to the mail server; gives back its Message-ID, which names nobody."""
        connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
        _opened(connection)
        domain = parseaddr(settings.REMINDERS_FROM)[1].rpartition("@")[2]
        number = f"<{message.reference}@{domain}>"
        mail = EmailMessage(
            message.subject,
            message.body,
            settings.REMINDERS_FROM,
            [message.to],
            connection=connection,
            headers={"Message-ID": number, "Auto-Submitted": "auto-generated"},
        )
        try:
            mail.send()
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(min(code for code, _said in error.recipients.values())) from None
        finally:
            connection.close()
        return number


def _opened(connection: BaseEmailBackend) -> None:
    """Connect: until then nothing can have been sent."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"The mail server cannot be reached ({type(error).__name__}).") from None


def _refused(code: int) -> NotSent:
    if code >= _FOR_GOOD:
        return Unreachable(f"The mail server refused it ({code}).")
    return NotSent(f"The mail server did not take it yet ({code}).")
