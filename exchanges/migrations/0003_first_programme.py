"""Give the rules that exist to the university's own programme, and carry confirmations over."""

from django.db import migrations
from django.db.models import F


def adopt(apps, schema_editor):
    rules = apps.get_model("exchanges", "ProgrammeRules")
    if rules.objects.exists():
        programmes = apps.get_model("exchanges", "Programme")
        own, _made = programmes.objects.get_or_create(
            slug="own", defaults={"name": "The university’s own virtual exchanges"}
        )
        rules.objects.filter(programme=None).update(programme=own)
    teams = apps.get_model("exchanges", "Team")
    confirmed = teams.objects.filter(confirmed_version=F("exchange__design_version"))
    confirmations = apps.get_model("exchanges", "SectionConfirmation")
    revisions = apps.get_model("exchanges", "SectionRevision")
    for team in confirmed.select_related("lead"):
        for section in ("idea", "teams", "outcomes", "syllabus", "groups", "assessment"):
            rows = revisions.objects.filter(exchange=team.exchange_id, section=section)
            subject = team.pk if section == "teams" else None
            last = rows.filter(subject=subject).order_by("-number").first()
            confirmations.objects.create(
                team=team, section=section, number=last.number if last else 0, by=team.lead
            )
        teams.objects.filter(pk=team.pk).update(is_confirmed=True)


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0002_joint_designs")]

    operations = [
        migrations.RunPython(adopt, migrations.RunPython.noop),
    ]
