from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0005_agreements"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="kind",
            field=models.CharField(
                choices=[("phone", "Phone"), ("email", "E-mail"), ("push", "Notifications")],
                max_length=5,
            ),
        ),
    ]
