from __future__ import annotations

from typing import Any

import django.utils.timezone
from django.db import migrations, models


def as_made(apps: Any, _editor: Any) -> None:
    """Nobody kept when a time was chosen: for sessions that are there it counts as when they were."""
    apps.get_model("care", "Appointment").everywhere.update(timed=models.F("made"))


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0003_overrides_of_a_session"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="timed",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="contact",
            name="dead",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(as_made, migrations.RunPython.noop, elidable=True),
    ]
