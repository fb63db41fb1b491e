from django.db import migrations, models
from django.db.models import Q

from events.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("events", "0002_resync")]

    operations = [
        AddIndexBesideWriters(
            model_name="outboxevent",
            index=models.Index(fields=["aggregateid"], condition=Q(aggregatetype="users"), name="outbox_people"),
        ),
    ]
