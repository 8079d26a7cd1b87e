from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F


def wait(apps: Any, _editor: Any) -> None:
    """Whoever reported a warning sign waits for the clinic as before."""
    apps.get_model("portal", "HealingReport").everywhere.update(waits=F("urgent"))


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_healing")]

    operations = [
        migrations.RemoveIndex("healingreport", "healing_to_look_at"),
        migrations.AddField("healingreport", "ended", models.DateTimeField(null=True)),
        migrations.AddField("healingreport", "normal", models.BooleanField(null=True)),
        migrations.AddField("healingreport", "waits", models.BooleanField(default=False)),
        migrations.RunPython(wait, migrations.RunPython.noop),
        migrations.AddIndex(
            "healingreport",
            models.Index(fields=["clinic", "waits", "seen"], name="healing_that_waits"),
        ),
    ]
