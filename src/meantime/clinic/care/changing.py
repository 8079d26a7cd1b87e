"""What a patient's plan rests on has changed, or how they are reached: whoever goes by it is told.

Sent inside the transaction that changes it, so that what goes by it changes with it or not at all.
"""

from __future__ import annotations

from django.dispatch import Signal

# With `patient`, held, and `at`, the moment of the change.
changed = Signal()
