"""When each question was last asked."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="history", name="asked", field=models.JSONField(default=dict)
        ),
    ]
