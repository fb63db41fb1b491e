"""Words copy the topic and author of their message, whose own keys the database checks.

Dropping a constraint takes a moment's lock, in two transactions of one statement each.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("messaging", "0008_search")]

    operations = [
        migrations.AlterField(
            model_name="messagewords",
            name="author",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="messaging.user",
            ),
        ),
        migrations.AlterField(
            model_name="messagewords",
            name="topic",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="messaging.topic",
            ),
        ),
    ]
