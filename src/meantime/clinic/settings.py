"""Settings of the web application: a data folder and some words of the environment, nothing else.

`MEANTIME_DATA` is the folder with the database, the keys and the backups; `MEANTIME_DATABASE` the
address of a PostgreSQL database (without it: SQLite in the data folder); `MEANTIME_HOSTS` the names
it is reached by; `MEANTIME_PROXIES` how many proxies stand before it, whose word on a client's
address counts (none unless said); `MEANTIME_SECOND_FACTOR` whether a second factor is `required` to
see a clinic or only `asked` for; `MEANTIME_PLAIN_HTTP=1` lets it work without TLS, for this machine
only, and only asks for the second factor; `MEANTIME_ADDRESS` is where it is reached then (what
`meantime serve` starts knows it, else 127.0.0.1:8000). `MEANTIME_MAIL` is how reminders go out by
e-mail, such as `smtp://user:password@mail.example.org:587?from=clinic@example.org` or
`postmark://token?from=clinic@example.org` (none without it);
`MEANTIME_SMS` how they go out by text, such as `https://SID:TOKEN@api.twilio.com?from=%2B12125550100`
(none without it), where `%2B` is the plus of the number; `MEANTIME_PUSH=1` that they go out as
notifications of browsers, too (none without it). `MEANTIME_METRICS` is a token of at least 32
letters, with which Prometheus may read `/metrics/` (nobody without it).
"""

from __future__ import annotations

import os
import sys
import zoneinfo
from datetime import timedelta
from pathlib import Path

import pysqlite3
from django.core.exceptions import ImproperlyConfigured

from meantime.clinic.deployment import database, mail, metrics, proxies, push, secret, sms
from meantime.clinic.languages import OF_STAFF

# The machine's own SQLite may corrupt its log (before 3.51.3), and its zones may be older than
# those the engine counts with. Both come from pinned packages instead.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
zoneinfo.reset_tzpath(to=[])

HERE = Path(__file__).parent
DATA = Path(os.environ.get("MEANTIME_DATA", "meantime-data")).absolute()
PLAIN_HTTP = os.environ.get("MEANTIME_PLAIN_HTTP") == "1"
ADDRESS = os.environ.get("MEANTIME_ADDRESS", "127.0.0.1:8000")
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
    "meantime.clinic.design",
    "meantime.clinic.tenancy",  # before allauth: its pages in our words
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "meantime.clinic.audit",
    "meantime.clinic.library",
    "meantime.clinic.care",
    "meantime.clinic.figures",
    "meantime.clinic.keeping",
    "meantime.clinic.portal",
    "meantime.clinic.photos",
    "meantime.clinic.reminders",
]
# Carries reminders between machines; on SQLite there is one machine.
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS.append("procrastinate.contrib.django")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "meantime.clinic.headers.Policy",
    "meantime.clinic.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "meantime.clinic.tenancy.sessions.Sessions",
    "meantime.clinic.tenancy.factors.SecondFactor",
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
                "meantime.clinic.tenancy.factors.context",
            ],
            "builtins": ["meantime.clinic.design.templatetags.design"],
        },
    }
]

# Who somebody is: an e-mail address and a password, then a second factor. See `tenancy`.
AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "meantime.clinic.tenancy.logged_in.Backend",
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
LOGIN_URL, LOGIN_REDIRECT_URL, ACCOUNT_LOGOUT_REDIRECT_URL = (
    "account_login",
    "home",
    "account_login",
)
ACCOUNT_ADAPTER = "meantime.clinic.tenancy.door.Door"
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # who holds an invitation was handed it by the clinic's owner
ACCOUNT_SESSION_REMEMBER = False
# Beside the lockout: passwords by address, and codes of a second factor by account.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,100/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = proxies(os.environ.get("MEANTIME_PROXIES", "0"))

MFA_ADAPTER = "meantime.clinic.tenancy.door.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED, MFA_ALLOW_UNVERIFIED_EMAIL = True, True
MFA_TOTP_ISSUER = "Meantime"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
SECOND_FACTOR = os.environ.get("MEANTIME_SECOND_FACTOR", "asked" if PLAIN_HTTP else "required")
if SECOND_FACTOR not in ("asked", "required"):
    raise ImproperlyConfigured("MEANTIME_SECOND_FACTOR is `asked` or `required`.")

# Five wrong passwords for an account from one address shut that account to that address for a
# quarter of an hour. It stands in the database: all processes count together.
AXES_LOCKOUT_PARAMETERS, AXES_FAILURE_LIMIT = [["username", "ip_address"]], 5
AXES_COOLOFF_TIME, AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = timedelta(minutes=15), False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "tenancy/locked.html"
AXES_USERNAME_CALLABLE = "meantime.clinic.tenancy.addresses.account_of"
AXES_CLIENT_IP_CALLABLE = "meantime.clinic.tenancy.addresses.address_of"
AXES_CLIENT_STR_CALLABLE = "meantime.clinic.tenancy.addresses.client_words"
AXES_SENSITIVE_PARAMETERS = ["login", "email", "username", "code", "credential", "next"]
AXES_DISABLE_ACCESS_LOG, AXES_VERBOSE, AXES_ENABLE_ADMIN = True, False, False

# Rates and used codes are counted by all processes together, too.
CACHES = {
    "default": {
        "BACKEND": "meantime.clinic.tenancy.counts.Counts",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # nobody pushes out a count by making others
    },
}

USE_TZ, TIME_ZONE, USE_I18N = True, "UTC", True
LANGUAGE_CODE, LANGUAGES = "en", OF_STAFF
LOCALE_PATHS = [HERE / "locale"]
# The language that somebody chose stays with their browser, whoever logs in there.
LANGUAGE_COOKIE_NAME = "language" if PLAIN_HTTP else "__Host-language"
LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_SECURE = 365 * 86_400, not PLAIN_HTTP
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Files that browsers send may be faces: they are never in clear on a disk.
FILE_UPLOAD_HANDLERS = ["meantime.clinic.receiving.InMemory"]

# In transit and in the browser.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "meantime.clinic.tenancy.logged_in"
# `tenancy.sessions` ends one sooner. `__Host-`: no other host or path can set them.
SESSION_COOKIE_AGE, SESSION_EXPIRE_AT_BROWSER_CLOSE = 12 * 3600, True
SESSION_COOKIE_NAME = "sessionid" if PLAIN_HTTP else "__Host-session"
CSRF_COOKIE_NAME = "csrftoken" if PLAIN_HTTP else "__Host-csrf"
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 2 * 365 * 86_400
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
# Not `no-referrer`: with it, browsers send forms with `Origin: null`, which no check can trust.
SECURE_REFERRER_POLICY = "same-origin"
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without links": {"()": "meantime.clinic.tenancy.logs.WithoutLinks"}},
    "loggers": {
        name: {"filters": ["without links"]} for name in ("django.request", "django.security.csrf")
    }
    | {"procrastinate": {"level": "WARNING"}},
}

# Who may read what is worth an alarm: see `keeping.metrics`.
METRICS = metrics(os.environ.get("MEANTIME_METRICS", ""))

# How reminders leave: see `reminders`. A call that takes longer than this has no known outcome.
EMAIL_TIMEOUT = 20
globals().update(mail(os.environ.get("MEANTIME_MAIL", ""), DATA))
SMS = sms(os.environ.get("MEANTIME_SMS", ""))
PUSH = push(os.environ.get("MEANTIME_PUSH", ""))
