"""Addresses of the door: of allauth's pages, those that have a use here.

Not there, until mail is sent: a reset of a password by mail, a change of address. Whoever is shut
out gets a link from an owner instead.
"""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from meantime.clinic.tenancy.views.recovering import recover

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),  # says that it is closed
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("recover/<str:token>/", recover, name="recover"),
    path("2fa/", include("allauth.mfa.urls")),
    path("language/", set_language, name="set_language"),
]
