"""Say why a package is closed; applications end by the first day; no negative credits."""

from django.db import migrations, models
from django.db.models import F


def end_applications_by_the_start(apps, schema_editor):
    """Bring a later deadline forward: from now on the database refuses it."""
    editions = apps.get_model("exchanges", "PackageEdition")
    editions.objects.filter(apply_by__gt=F("starts_on")).update(apply_by=F("starts_on"))


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0004_rules_belong_to_a_programme")]

    operations = [
        migrations.AddField(
            model_name="package",
            name="closed_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it is closed"),
        ),
        migrations.RunPython(end_applications_by_the_start, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("cfu__gte", 0), ("ects__gte", 0)),
                name="adoption_credits_are_not_negative",
                violation_error_message="Credits are never negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packageedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("apply_by__isnull", True),
                    ("apply_by__lte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="package_edition_applies_before_it_starts",
                violation_error_message="Applications end after the first day.",
            ),
        ),
    ]
