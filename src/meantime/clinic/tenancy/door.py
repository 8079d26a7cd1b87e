"""How allauth behaves here: nobody signs up alone, secrets are sealed, a second factor is asked."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.sealing.sealed import seal, unseal
from meantime.clinic.tenancy.factors import has_factor
from meantime.clinic.tenancy.models import User

_WHERE = "mfa_authenticator"


class Door(DefaultAccountAdapter):
    """Logging in and out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": lazy("The address or the password is not right."),
        "incorrect_password": lazy("The password is not right."),
        "too_many_login_attempts": lazy("There were too many tries. Wait, then try again."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: people join a clinic by its invitation."""
        return False

    def post_login(self, request: HttpRequest, user: User, **named: Any) -> HttpResponse:
        """Where to go after a login: once to the second factor, for whoever has none."""
        response = super().post_login(request, user, **named)
        joining = response.get("Location", "").startswith("/join/")
        return response if joining or has_factor(user) else redirect("mfa_index")

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """Back to work."""
        return reverse("home")


class Factors(DefaultMFAAdapter):
    """Second factors; what they rest on is sealed like names of patients."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": lazy("That code is not right. Use the newest one."),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a passkey is called until somebody names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return b64encode(seal(text.encode(), _WHERE)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. Raises sealing.Tampered where it was not sealed here."""
        return unseal(b64decode(encrypted_text), _WHERE).decode()
