"""Links that let somebody in once: by an invitation, or by a recovery of their login."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Link, Standing, User

_BYTES = 32
UNKNOWN = _("This link is not known. Ask the clinic for a new one.")
TAKEN_BACK = _("This link was taken back. Ask the clinic for a new one.")
_GONE = {
    Standing.USED: _("This link was used already. Log in."),
    Standing.REVOKED: TAKEN_BACK,
    Standing.EXPIRED: _("This link is too old. Ask the clinic for a new one."),
}


def new_token() -> str:
    """256 bits for a link; whoever has them comes in."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> str:
    """What is stored of a link's token."""
    return sha256(token.encode()).hexdigest()


def refuse_gone(link: Link, at: datetime) -> None:
    """Raises Refused where a link does not count any more, and says why."""
    standing = link.standing(at)
    if standing != Standing.OPEN:
        raise Refused(_GONE[standing])


def must_be_hard(password: str, user: User) -> None:
    """Raises Refused for a password that is too easy, and says why."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
