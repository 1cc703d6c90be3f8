from django.db import migrations, models

CORRECTED = ["facts", "identity", "contact", "related", "suspected"]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_person_changed_at")]

    operations = [
        migrations.RemoveConstraint(model_name="correctiondraft", name="correction_draft_known"),
        migrations.AlterField(
            model_name="correctiondraft",
            name="corrected",
            field=models.TextField(choices=[(each, each) for each in CORRECTED]),
        ),
        migrations.AddConstraint(
            model_name="correctiondraft",
            constraint=models.CheckConstraint(
                condition=models.Q(corrected__in=CORRECTED), name="correction_draft_known"
            ),
        ),
    ]
