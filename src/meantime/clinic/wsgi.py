"""What a production server calls."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meantime.clinic.settings")
application = get_wsgi_application()

# What is loaded by now stays until the end, and a page makes some ten thousand objects that go with
# it: looking through all of them for what is left over, as often as Python would, costs a
# twentieth of the time of a board.
gc.freeze()
gc.set_threshold(20_000, 20, 50)
