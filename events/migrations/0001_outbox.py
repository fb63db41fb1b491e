from django.db import migrations, models

import events.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DeadLetter",
            fields=[
                ("id", models.CharField(db_column="_id", max_length=64, primary_key=True, serialize=False)),
                ("reason", models.CharField(db_index=True, max_length=32)),
                ("error", models.TextField(blank=True, default="")),
                ("stack", models.TextField(blank=True, default="")),
                ("place", models.CharField(max_length=300)),
                ("event_id", models.CharField(blank=True, default="", max_length=64)),
                ("type", models.CharField(blank=True, default="", max_length=64)),
                ("key", models.CharField(blank=True, default="", max_length=200)),
                ("value", models.BinaryField()),
                ("traceparent", models.CharField(blank=True, default="", max_length=64)),
                ("created_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="InboxMark",
            fields=[
                ("id", models.CharField(db_column="_id", max_length=80, primary_key=True, serialize=False)),
                ("applied_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(db_column="_id", max_length=64, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("seconds", models.FloatField(default=0)),
                ("touched", models.IntegerField(default=0)),
                ("fault", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("name", models.CharField(db_column="_id", max_length=64, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=128)),
                ("beats", models.BigIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                ("id", events.fields.KeyField(serialize=False)),
                ("aggregatetype", models.CharField(max_length=32)),
                ("aggregateid", models.CharField(max_length=64)),
                ("aggregateversion", models.BigIntegerField()),
                ("type", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=80)),
                ("payload", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("waiting", models.BooleanField(default=True)),
                ("parked", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True)),
                ("fault", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("waiting", True)), fields=["waiting", "id"], name="outbox_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("waiting", True)),
                        fields=["aggregateid", "aggregateversion"],
                        name="outbox_aggregate",
                    ),
                    models.Index(condition=models.Q(("parked", True)), fields=["aggregateid"], name="outbox_parked"),
                    models.Index(condition=models.Q(("waiting", False)), fields=["sent_at"], name="outbox_sent"),
                ],
            },
        ),
    ]
