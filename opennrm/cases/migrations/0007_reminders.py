from django.db import migrations, models

FILL = """
-- The policies hold for the owner of the tables too, who is nobody that they know.
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_clock NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case c SET has_limit = true
  WHERE c.erased_at IS NULL
    AND EXISTS (SELECT FROM cases_clock k WHERE k.case_id = c.id AND k.stopped_at IS NULL AND k.paused_at IS NULL);
-- Until now a part of own people was told from others by having no last day.
ALTER TABLE cases_participation NO FORCE ROW LEVEL SECURITY;
UPDATE cases_participation SET is_own = true WHERE part = 'taking_part' AND offered_until IS NULL;
ALTER TABLE cases_participation FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_clock FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""
"""Whether a time limit runs. Whether a task is open is filled in where the tasks are."""


def fill(_apps, schema_editor):
    schema_editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("cases", "0006_part_keeping")]

    operations = [
        migrations.AddField(model_name="case", name="has_task", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="case", name="has_limit", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="participation", name="is_own", field=models.BooleanField(default=False)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(
            migrations.AddIndex(
                model_name="case",
                index=models.Index(
                    fields=["lead_agency", "-opened_at", "id"],
                    condition=models.Q(closed_at=None, **dict.fromkeys(missing, False)),
                    name=name,
                ),
            )
            for name, missing in (
                ("case_without_task", ["has_task"]),
                ("case_without_limit", ["has_limit"]),
                ("case_without_either", ["has_task", "has_limit"]),
            )
        ),
    ]
