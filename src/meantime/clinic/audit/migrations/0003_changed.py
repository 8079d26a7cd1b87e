"""The last change of a chain beside its last event."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Null where nothing has changed since: SQLite adds such a column without a new table, which
    would be one without triggers."""

    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="head",
            name="changed",
            field=models.CharField(max_length=64, null=True),
        ),
    ]
