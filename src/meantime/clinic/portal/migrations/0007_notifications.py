from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0006_notifications"),
        ("portal", "0006_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="opening",
            name="notified",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="care.contact",
            ),
        ),
    ]
