import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from events.indexes import AddIndexBesideWriters


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0010_staff_index")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="messaging.user",
            ),
        ),
        AddIndexBesideWriters(
            model_name="report",
            index=models.Index(fields=["party", "-id"], condition=Q(settled_at=None), name="reports_open"),
        ),
    ]
