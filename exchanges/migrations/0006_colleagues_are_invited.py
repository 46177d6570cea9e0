"""Let an invitation ask somebody to join a team without leading it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0005_ready_made_editions_close")]

    operations = [
        migrations.AddField(
            model_name="teaminvitation",
            name="as_lead",
            field=models.BooleanField(default=True),
        ),
    ]
