from __future__ import annotations

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import meantime.clinic.sealing.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("care", "0004_reminders"),
        ("tenancy", "0003_recovery"),
    ]

    operations = [
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("seen", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("kinds", models.JSONField()),
                ("rules", meantime.clinic.sealing.fields.SealedJSON()),
                ("start", models.DateTimeField()),
                ("tell", models.DateTimeField()),
                ("due", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for its time"),
                            ("calling", "Being sent"),
                            ("sent", "Sent"),
                            ("uncertain", "Nobody knows whether it was sent"),
                            ("failed", "Not sent: nothing gets there"),
                            ("missed", "Not sent in time"),
                            ("cancelled", "Not needed any more"),
                            ("stopped", "Stopped by the clinic"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("lease", models.UUIDField(null=True)),
                ("leased", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("made", models.DateTimeField()),
                ("sent", models.DateTimeField(null=True)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("trouble", models.CharField(blank=True, max_length=80)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="care.appointment",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.clinic",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deliveries",
                        to="care.contact",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="care.patient",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="care.snapshot",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="deliveries_said_once")
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["due"],
                        name="deliveries_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "calling")),
                        fields=["leased"],
                        name="deliveries_leased",
                    ),
                    models.Index(fields=["clinic", "state"], name="deliveries_by_state"),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
    ]
