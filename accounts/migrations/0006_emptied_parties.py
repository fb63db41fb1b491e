from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_exports")]

    operations = [
        migrations.AddField(model_name="partycopy", name="emptied", field=models.BooleanField(null=True)),
        migrations.AddIndex(
            model_name="partycopy", index=models.Index(fields=["deleted", "emptied"], name="party_to_empty")
        ),
    ]
