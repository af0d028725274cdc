"""Each line of a project's activities becomes a row of its own; the text stays where it was."""

from django.db import migrations


def lines_to_rows(apps, schema_editor):
    Project = apps.get_model("analysis", "Project")
    Activity = apps.get_model("analysis", "ProjectActivity")
    for pk, text in Project.objects.exclude(activities="").values_list("pk", "activities"):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        Activity.objects.bulk_create(
            Activity(project_id=pk, number=number, name=line)
            for number, line in enumerate(lines, 1)
        )


class Migration(migrations.Migration):

    dependencies = [
        ("analysis", "0002_trace_the_plan"),
    ]

    operations = [migrations.RunPython(lines_to_rows, migrations.RunPython.noop)]
