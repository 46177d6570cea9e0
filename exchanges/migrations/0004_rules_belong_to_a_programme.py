"""Every set of rules belongs to a programme from now on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0003_first_programme")]

    operations = [
        migrations.AlterField(
            model_name="programmerules",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rules",
                to="exchanges.programme",
            ),
        ),
    ]
