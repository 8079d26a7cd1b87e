from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="arrived",
            field=models.DateTimeField(null=True),
        ),
    ]
