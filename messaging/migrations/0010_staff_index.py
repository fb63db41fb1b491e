from django.db import migrations, models
from django.db.models import Q

from events.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0009_words_without_constraints")]

    operations = [
        AddIndexBesideWriters(
            model_name="membership",
            index=models.Index(fields=["party"], condition=~Q(role="member"), name="staff_of"),
        ),
    ]
