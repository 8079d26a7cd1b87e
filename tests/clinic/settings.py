"""Settings of the tests: those of a deployment, in a folder of its own, over plain HTTP.

MEANTIME_TEST_POSTGRES=1 runs them on a PostgreSQL that is started for them, else on SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from tests.clinic.postgres import server

_DATA = mkdtemp(prefix="meantime-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
(Path(_DATA) / "static").mkdir()
os.environ.update(
    MEANTIME_DATA=_DATA, MEANTIME_PLAIN_HTTP="1", MEANTIME_HOSTS="localhost,testserver"
)

if os.environ.get("MEANTIME_TEST_POSTGRES") == "1":
    _stack = ExitStack()
    atexit.register(_stack.close)
    os.environ["MEANTIME_DATABASE"] = _stack.enter_context(server(Path(_DATA)))

from meantime.clinic.settings import *  # noqa: E402, F403

# Argon2 takes its time on purpose; the tests of logging in set it back.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# In a file: in memory, all threads of the live server would share one connection, and trip over
# each other's statements as no deployment does.
if os.environ.get("MEANTIME_TEST_POSTGRES") != "1":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_DATA) / "tests.sqlite3")}  # noqa: F405
