"""Settings of the web application: a data folder and some words of the environment, nothing else.

`MEANTIME_DATA` is the folder with the database, the keys and the backups; `MEANTIME_DATABASE` the
address of a PostgreSQL database (without it: SQLite in the data folder); `MEANTIME_HOSTS` the names
it is reached by; `MEANTIME_PLAIN_HTTP=1` lets it work without TLS, for this machine only.
"""

from __future__ import annotations

import os
import sys
import zoneinfo
from pathlib import Path

import pysqlite3

from meantime.clinic.deployment import database, secret

# The machine's own SQLite may corrupt its log (before 3.51.3), and its zones may be older than
# those the engine counts with. Both come from pinned packages instead.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
zoneinfo.reset_tzpath(to=[])

HERE = Path(__file__).parent
DATA = Path(os.environ.get("MEANTIME_DATA", "meantime-data")).absolute()
PLAIN_HTTP = os.environ.get("MEANTIME_PLAIN_HTTP") == "1"
DEBUG = False

SECRET_KEY = secret(DATA)
KEYS_FILE = Path(os.environ.get("MEANTIME_KEYS", DATA / "keys.json"))
ALLOWED_HOSTS = os.environ.get("MEANTIME_HOSTS", "localhost,127.0.0.1").split(",")
DATABASES = {"default": database(os.environ.get("MEANTIME_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "meantime.clinic.design",
    "meantime.clinic.tenancy",
    "meantime.clinic.audit",
    "meantime.clinic.library",
    "meantime.clinic.care",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "meantime.clinic.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "meantime.clinic.urls"
WSGI_APPLICATION = "meantime.clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "meantime.clinic.tenancy.access.context",
            ],
            "builtins": ["meantime.clinic.design.templatetags.design"],
        },
    }
]

# Who somebody is: an e-mail address and a password, then a second factor. See `tenancy`.
AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

USE_TZ, TIME_ZONE, USE_I18N = True, "UTC", True
LANGUAGE_CODE, LANGUAGES = "en", [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [HERE / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# In transit and in the browser.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE, SESSION_SAVE_EVERY_REQUEST = 12 * 3600, False
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 2 * 365 * 86_400
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
