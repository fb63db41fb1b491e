from django.db import migrations, models

NAME = "message_pins"
INDEX = models.Index(fields=["topic", "-pinned_at"], name=NAME, condition=models.Q(pinned_at__isnull=False))


def add_index(apps, schema_editor):
    """Beside traffic: the table is large. What an attempt that broke off has left is made anew."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        schema_editor.execute("SET statement_timeout = 0")
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON messaging_message (topic_id, pinned_at DESC) "
            "WHERE pinned_at IS NOT NULL"
        )
        schema_editor.execute("RESET statement_timeout")
    else:
        schema_editor.add_index(apps.get_model("messaging", "Message"), INDEX)


def drop_index(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('messaging', '0010_search'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddIndex(model_name='message', index=INDEX)],
            database_operations=[migrations.RunPython(add_index, drop_index)],
        ),
    ]
