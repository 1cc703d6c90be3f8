from django.db import migrations, models

KINDS = ["cases", "tasks"]


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="savedlist",
            name="kind",
            field=models.TextField(choices=[(each, each) for each in KINDS], default="cases"),
        ),
        migrations.AddConstraint(
            model_name="savedlist",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="saved_list_kind_known"
            ),
        ),
    ]
