from django.db import migrations, models
from django.db.models import Q

from events.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0006_moderation")]

    operations = [
        AddIndexBesideWriters(
            model_name="topic",
            index=models.Index(
                fields=["deleted_at"],
                condition=Q(deleted_at__isnull=False, last_n__gt=0),
                name="topics_to_erase",
            ),
        ),
    ]
