from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class AddIndexBesideWriters(AddIndexConcurrently):
    """On PostgreSQL without a lock that posts would wait for; elsewhere as usual."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("events", "0002_resync")]

    operations = [
        AddIndexBesideWriters(
            model_name="outboxevent",
            index=models.Index(fields=["aggregateid"], condition=Q(aggregatetype="users"), name="outbox_people"),
        ),
    ]
