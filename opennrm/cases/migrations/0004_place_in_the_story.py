from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_erased_cases")]

    operations = [
        migrations.AddField(
            model_name="timelineentry",
            name="place",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
