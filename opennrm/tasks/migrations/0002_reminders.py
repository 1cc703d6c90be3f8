from django.db import migrations

FILL = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks_task NO FORCE ROW LEVEL SECURITY;
UPDATE cases_case c SET has_task = true
  WHERE c.erased_at IS NULL AND EXISTS (SELECT FROM tasks_task t WHERE t.case_id = c.id AND t.state = 'open');
ALTER TABLE tasks_task FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""
"""As in the migration of cases that adds the column."""


def fill(_apps, schema_editor):
    schema_editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_reminders"), ("tasks", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
