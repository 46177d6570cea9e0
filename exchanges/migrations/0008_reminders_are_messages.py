"""A reminder is its message: what the rows said of it moves there."""

from django.db import migrations

MOVE = """
UPDATE core_message AS message SET
    target_seq = reminder.schedule_seq, offset_minutes = reminder.offset_minutes
FROM exchanges_reminder AS reminder
WHERE reminder.message_id = message.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_reminders_are_messages"),
        ("exchanges", "0007_facilitators_and_materials"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Reminder"),
    ]
