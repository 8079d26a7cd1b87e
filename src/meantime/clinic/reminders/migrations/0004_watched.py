from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0003_wordings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("sent__isnull", False)),
                fields=["sent", "arrived", "attempts"],
                name="deliveries_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ("uncertain", "failed", "missed"))),
                fields=["state"],
                name="deliveries_troubled",
            ),
        ),
    ]
