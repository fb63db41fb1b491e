from django.db import migrations, models
from django.db.models import Q

from events.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0004_domain")]

    operations = [
        AddIndexBesideWriters(
            model_name="message",
            index=models.Index(fields=["topic", "-pinned_at"], condition=Q(pinned_at__isnull=False), name="pins_of"),
        ),
    ]
